/** Slash commands of a chat in a pipe: done, answered, and seen by the others; what is no command is not sent. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonLines, person, type Running } from './support/command.ts'

/** Types a command and waits for its answer; gives the lines that came meanwhile. */
async function typed(chat: Running, line: string): Promise<Record<string, unknown>[]> {
  const before = chat.stdout.length
  const name = /^\/(\w+)/u.exec(line)?.[1] ?? 'send'
  chat.child.stdin.write(`${line}\n`)
  const answer = new RegExp(`"type":"answer","command":"${name}","exitCode":\\d+\\}\\n`, 'u')
  while (!answer.test(chat.stdout.slice(before))) await chat.printsMore()
  return jsonLines(chat.stdout.slice(before, chat.stdout.lastIndexOf('\n') + 1))
}

const answerOf = (lines: readonly Record<string, unknown>[]) => lines.find(({ type }) => type === 'answer')?.exitCode

test('commands moderate from within a chat; refusals are one line each and the chat goes on', async context => {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  assert.ok(alice && bob)
  const group = await alice.result(['create', 'friends'])
  const chat = alice.start(['chat', 'friends', '--json'])
  const [invite] = await typed(chat, '/invite --uses 2').then(lines => lines.filter(({ type }) => type === 'invite'))
  assert.deepEqual([invite?.group, invite?.uses, invite?.state, invite?.command], [group, 2, 'open', 'invite'])
  await bob.result(['join', String(invite?.ticket)])
  const other = bob.start(['chat', 'friends', '--json'])

  chat.child.stdin.write('//topic is a command\n')
  await other.prints('"text":"/topic is a command"')
  chat.child.stdin.write('/me waves\n')
  await other.prints('"kind":"action","text":"waves"')
  chat.child.stdin.write('/msg bob psst\n')
  await other.prints('"private":true')

  assert.equal(answerOf(await typed(chat, '/topic frogs and toads')), 0)
  await other.prints('"what":"topic","value":"frogs and toads"')
  const topic = await typed(chat, '/topic')
  assert.equal(topic.find(({ type }) => type === 'group')?.command, 'topic')
  const listed = await typed(chat, '/members')
  assert.deepEqual(
    listed.filter(({ command, type }) => command === 'members' && type === 'member').map(({ name }) => name),
    ['alice', 'bob'],
  )
  assert.equal(answerOf(await typed(chat, '/set limit 7')), 0)
  assert.equal(answerOf(await typed(chat, '/role bob observer')), 0)
  await other.prints('"what":"role"')
  assert.equal(answerOf(await typed(other, 'may I?')), 4)
  assert.equal(answerOf(await typed(other, '/kick alice')), 4)
  assert.equal(answerOf(await typed(other, '/sned hello')), 1)
  assert.equal(answerOf(await typed(chat, '/nick alice the first')), 0)
  await other.prints('"state":"renamed"')
  assert.equal(answerOf(await typed(chat, '/kick bob')), 0)
  await other.prints('"state":"removed"')
  assert.equal(answerOf(await typed(other, 'still here?')), 4)
  other.child.stdin.end()
  const ended = await other.ended
  assert.equal(ended.code, 4)
  assert.deepEqual(
    jsonLines(ended.stderr)
      .filter(({ type }) => type === 'error')
      .map(({ code }) => code),
    ['not-allowed', 'not-allowed', 'bad-argument', 'removed'],
  )

  chat.child.stdin.write('/leave so long\n')
  assert.equal((await chat.ended).code, 0)
  const kept = jsonLines(await alice.result(['export', 'friends'])).map(({ text }) => text)
  assert.deepEqual(kept, ['/topic is a command', 'waves', 'psst'])
})
