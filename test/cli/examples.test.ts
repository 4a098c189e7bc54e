/** The examples as they are shipped: each runs as its first lines say. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { createTocsin } from '#src/index.js'
import { untilHeard } from '#src/testing.js'
import { readChatLog } from '../../examples/chat-log.ts'
import { allowedBy, planOf } from '../../examples/replay/plan.ts'

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples')

function start(context: TestContext, example: string, ...args: readonly string[]): ChildProcess {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined }
  const child = spawn(process.execPath, [join(EXAMPLES, example), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  context.after(() => child.kill('SIGKILL'))
  return child
}

async function outputOf(child: ChildProcess): Promise<{ readonly output: string; readonly code: unknown }> {
  const [output, [code]] = await Promise.all([text(child.stdout!), once(child, 'close')])
  return { output, code }
}

/** ann and bob are there; cat comes, goes and comes back; ann leaves; bob changes his nick; dan only looks. */
const LOG = [
  { kind: 'message', nick: 'ann', text: 'one' },
  { kind: 'join', nick: 'cat' },
  { kind: 'message', nick: 'bob', text: 'two' },
  { kind: 'message', nick: 'cat', text: '/me waves' },
  { kind: 'leave', nick: 'cat' },
  { kind: 'message', nick: 'ann', text: 'four' },
  { kind: 'join', nick: 'dan' },
  { kind: 'rename', nick: 'bob', to: 'bobby' },
  { kind: 'join', nick: 'cat' },
  { kind: 'message', nick: 'bobby', text: 'five' },
  { kind: 'leave', nick: 'ann' },
  { kind: 'message', nick: 'cat', text: 'six' },
]

function logFile(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-examples-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'log.jsonl')
  writeFileSync(file, LOG.map(line => JSON.stringify({ minute: 1, ...line })).join('\n'))
  return file
}

test('three members in one process talk, and the author knows that both hold it', async context => {
  const { output, code } = await outputOf(start(context, 'three-members.ts'))
  assert.equal(code, 0)
  assert.match(output, /2 of 2 others hold “Who is for a walk\?”/)
  assert.match(output, /bob reads: alice: Who is for a walk\?/)
  assert.match(output, /carol reads: alice: Who is for a walk\?/)
  assert.match(output, /Ring of 3: 3 online/)
})

test('the echo bot joins with a ticket and says back what it is told to', async context => {
  const alice = await createTocsin({ name: 'alice' })
  try {
    const group = await alice.createGroup({ name: 'friends' })
    const bot = start(context, 'echo-bot.ts', await group.invite())
    await once(bot.stdout!, 'data')
    await group.send('not for bots')
    await group.send('echo hello')
    const answer = await untilHeard({ group }, ({ name }) => name === 'echo')
    assert.equal(answer.text, 'hello')
  } finally {
    await alice.stop()
  }
})

test('a replay gives each member exactly what its membership allows', async context => {
  const { output, code } = await outputOf(start(context, 'replay.ts', logFile(context)))
  assert.equal(code, 0, output)
  assert.match(output, /^ann +5 +5 {2}exactly$/m)
  assert.match(output, /^bob +6 +6 {2}exactly$/m)
  assert.match(output, /^cat +4 +4 {2}exactly$/m)
  assert.match(output, /3 of 3 members hold exactly what their membership allows, in one order\n$/)
})

test('a plan knows who may hold what by who was there', context => {
  const plan = planOf(readChatLog(logFile(context)))
  assert.deepEqual(plan.names, ['ann', 'cat', 'bob'])
  const steps = plan.steps.map(step => `${plan.names[step.person]} ${step.type}`)
  assert.deepEqual(steps.slice(0, 4), ['ann join', 'bob join', 'ann say', 'cat join'])
  assert.deepEqual(allowedBy(plan), [
    [0, 1, 2, 3, 4],
    [1, 2, 4, 5],
    [0, 1, 2, 3, 4, 5],
  ])
})

test('a replay without a file says how it is used and exits 1', async context => {
  const child = spawn(process.execPath, [join(EXAMPLES, 'replay.ts')], { stdio: ['ignore', 'ignore', 'pipe'] })
  context.after(() => child.kill('SIGKILL'))
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  assert.equal(code, 1)
  assert.match(errors, /^Usage: node examples\/replay\.ts FILE/)
})
