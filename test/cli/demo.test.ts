/** The demo as a person runs it, in a pipe: what it prints, how it ends, and what it leaves behind. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Said } from '../../examples/demo/ledger.ts'
import { padded, plain, widthOf, wrapped } from '../../examples/demo/plain-text.ts'
import { CAST, scoreOf } from '../../examples/demo/score.ts'
import { difference } from '../../examples/demo/verdict.ts'

const DEMO = join(import.meta.dirname, '..', '..', 'examples', 'demo', 'demo.ts')

interface Run {
  readonly child: ChildProcess
  /** Where the demo makes its folders; empty when it left nothing behind. */
  readonly folder: string
  readonly output: () => string
  readonly errors: () => string
}

function run(context: TestContext, ...options: readonly string[]): Run {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-demo-test-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const child = spawn(process.execPath, [DEMO, ...options], {
    env: { ...process.env, TMPDIR: folder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  context.after(() => child.kill('SIGKILL'))
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  return { child, folder, output: () => output, errors: () => errors }
}

/** Resolves when the output has the text. */
async function shows({ child, output }: Run, text: string): Promise<void> {
  while (!output().includes(text)) await once(child.stdout!, 'data')
}

function processesIn(output: string): number[] {
  return [...output.matchAll(/process (\d+)/gi)].map(([, pid]) => Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('five processes talk, lose one to SIGKILL, get it back, and hold the same', async context => {
  const demo = run(context)
  const [code] = await once(demo.child, 'close')
  const output = demo.output()
  assert.equal(code, 0, output + demo.errors())
  assert.equal(demo.errors(), '')
  assert.match(output, /All five hold the same 32 messages in the same order\.\n$/)
  assert.match(output, /dave got 8 messages in/)
  assert.match(output, /catching up {2}8 of 8/)
  assert.match(output, /Ring of 5: 5 online/)
  assert.match(output, /32 of 32 proven/)
  assert.match(output, /128: 120 live, 8 by catching up/)
  for (const line of output.split('\n')) assert.ok(widthOf(line) <= 80, `within 80 columns: ${line}`)
  assert.ok(!output.includes('\u001b') && !output.includes('\r'), 'a pipe gets plain lines')
  assert.equal(new Set(processesIn(output)).size, 6)
  assert.deepEqual(processesIn(output).filter(isAlive), [])
  assert.deepEqual(readdirSync(demo.folder), [])
})

test('Ctrl-C ends all processes and removes all folders', async context => {
  const demo = run(context)
  await shows(demo, 'They talk')
  demo.child.kill('SIGINT')
  const [code] = await once(demo.child, 'close')
  assert.equal(code, 130)
  const pids = processesIn(demo.output())
  assert.equal(pids.length, 5)
  assert.deepEqual(pids.filter(isAlive), [])
  assert.deepEqual(readdirSync(demo.folder), [])
})

test('another log is replayed by the five, and what it hides in its text is not shown', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-demo-log-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'log.jsonl')
  const nicks = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal']
  const lines = nicks.map(nick => ({ minute: 1, kind: 'message', nick, text: `\u001b[31m${nick}\u202e says` }))
  writeFileSync(file, lines.map(line => JSON.stringify(line)).join('\n'))
  const demo = run(context, '--log', file)
  const [code] = await once(demo.child, 'close')
  assert.equal(code, 0, demo.output() + demo.errors())
  assert.match(demo.output(), /its 8 speakers/)
  assert.match(demo.output(), /All five hold the same 8 messages in the same order/)
  assert.match(demo.output(), /hal says/)
  assert.ok(!demo.output().includes('\u001b') && !demo.output().includes('\u202e'))
})

test('a member that dies unasked ends the demo with its name', async context => {
  const demo = run(context)
  await shows(demo, 'They talk')
  const [alice] = processesIn(demo.output())
  process.kill(alice!, 'SIGKILL')
  const [code] = await once(demo.child, 'close')
  assert.equal(code, 1, demo.output())
  assert.match(demo.output(), /The demo failed: alice's process ended by itself \(SIGKILL\)/)
  assert.deepEqual(processesIn(demo.output()).filter(isAlive), [])
  assert.deepEqual(readdirSync(demo.folder), [])
})

test('a log that is none is named with its line, and exits 1', async context => {
  const demo = run(context, '--log', import.meta.filename)
  const [code] = await once(demo.child, 'close')
  assert.equal(code, 1)
  assert.match(demo.output(), /demo\.test\.ts:1 is not a line of a chat log/)
})

test('a member that lacks, doubles, misplaces or invents a message is named with it', () => {
  const said: Said[] = ['one', 'two', 'three'].map((text, index) => ({ id: text, speaker: index, kind: 'text', text }))
  const all = said.map(({ id, speaker, text }) => ({ id, name: CAST[speaker]!, text }))
  const [one, two, three] = [all[0]!, all[1]!, all[2]!]
  assert.equal(difference(said, [all, all]), undefined)
  assert.equal(difference(said, [all, [one, three]]), 'bob lacks 1 of 3 messages, the first is number 2, bob: “two”')
  assert.equal(difference(said, [[...all, three]]), 'alice shows 1 messages twice')
  assert.equal(
    difference(said, [[two, one, three]]),
    'alice has another message than number 1, alice: “one” in its place',
  )
  assert.equal(
    difference(said, [[...all, { id: 'x', name: 'eve', text: 'lies' }]]),
    'alice holds a message that nobody said: eve: “lies”',
  )
  assert.equal(
    difference(said, [[one, { ...two, text: 'to' }, three]]),
    'alice has another text for number 2, bob: “two”',
  )
})

test('whoever is killed says nothing while it is away', () => {
  const log = Array.from({ length: 40 }, (_, index) => ({
    kind: 'message' as const,
    minute: index,
    nick: `nick ${index % 7}`,
    text: `line ${index}`,
  }))
  const { lines, absentee, killedAt, backAt } = scoreOf(log)
  assert.deepEqual([killedAt, backAt], [20, 30])
  assert.deepEqual(
    lines.map(({ text }) => text),
    log.map(({ text }) => text),
  )
  assert.ok(lines.slice(killedAt, backAt).every(({ speaker }) => speaker !== absentee))
  assert.equal(new Set(lines.map(({ speaker }) => speaker)).size, CAST.length)
})

test('text is wrapped within its columns, wide characters counted as two', () => {
  assert.deepEqual(wrapped('one two three', 7), ['one two', 'three'])
  assert.deepEqual(wrapped('abcdefghij', 4), ['abcd', 'efgh', 'ij'])
  assert.deepEqual(wrapped('a verylongword', 6), ['a', 'verylo', 'ngword'])
  assert.equal(widthOf('钟楼'), 4)
  assert.equal(padded('钟', 4), '钟  ')
  assert.equal(plain('a\u001b[2Jb\u202ec\r\nd'), 'abc d')
})
