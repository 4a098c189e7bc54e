/** A liar, as a person at a terminal and a script that reads JSON are told of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupIdOf, memberIdOf } from '#src/base/ids.js'
import { chatEventOf } from '#src/chat/events.js'
import { parseCommand } from '#src/cli/arguments.js'
import type { LiarLine } from '#src/cli/lines.js'
import { Printer } from '#src/cli/printer.js'

const group = groupIdOf(new Uint8Array(32).fill(1))
const member = memberIdOf(new Uint8Array(32).fill(0x66))
const liar: LiarLine = { v: 1, type: 'liar', group, member, name: 'mallory', reason: 'wrong-burst', cutOff: true }

/** What `tocsin chat` with these options prints of the line. */
async function printed(line: LiarLine, ...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const parsed = parseCommand(['chat', 'friends', ...options], {})
  assert.ok(parsed.type === 'run')
  const out = { stdout: '', stderr: '' }
  const printer = new Printer(parsed.invocation, {
    result: async text => {
      out.stdout += text
    },
    notice: async text => {
      out.stderr += text
    },
  })
  await printer.print(line)
  return out
}

test('an embedder is told who lied, in what way, and whether it is cut off', () => {
  const event = { type: 'liar', member, reason: 'wrong-burst', cutOff: true } as const
  assert.deepEqual(
    chatEventOf(group, event, () => 'mallory'),
    { ...event, group },
  )
})

test('chat says on stderr who lied and that it gets no link', async () => {
  const text = 'mallory passed on a message that is not what its author signed; no link with it for a while\n'
  assert.deepEqual(await printed(liar), { stdout: '', stderr: text })
})

test('with --json it is a result like all that happens in chat', async () => {
  const { stdout } = await printed(liar, '--json')
  assert.deepEqual(JSON.parse(stdout), liar)
})

test('the name of a liar cannot steer the terminal, and one without a name is shown by its id', async () => {
  const { stderr } = await printed({ ...liar, name: '\u001b[31mbob\nalice: hello' })
  assert.match(stderr, /^bob alice: hello passed on/u)
  const nameless = await printed({ ...liar, name: '\u202e' })
  assert.ok(nameless.stderr.startsWith(`${member.slice(0, 12)} passed on`))
})

test('a stalled line is no news to a person until it is once too often', async () => {
  const stalled = { ...liar, reason: 'not-delivered', cutOff: false } as const
  assert.deepEqual(await printed(stalled), { stdout: '', stderr: '' })
  assert.notEqual((await printed({ ...stalled, cutOff: true })).stderr, '')
  assert.notEqual((await printed(stalled, '--json')).stdout, '')
})
