/** What ends a verb before it is done: a full disk under stdout, or a signal. None of it looks like success. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { COMMAND, type Person, person } from './support/command.ts'

function onFullDisk(who: Person, ...argv: readonly string[]) {
  const script = 'exec "$0" "$@" > /dev/full'
  return spawnSync('sh', ['-c', script, process.execPath, COMMAND, ...argv, '--data', who.folder], { encoding: 'utf8' })
}

test('a full disk under stdout is an error of every verb, with an owner and without', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.result(['send', 'friends', 'hello'])
  const check = () => {
    for (const argv of [['export', 'friends'], ['groups'], ['tail', 'friends', '--json'], ['send', 'friends', 'x']]) {
      const { status, stderr } = onFullDisk(alice, ...argv)
      assert.equal(status, 1, argv.join(' '))
      assert.match(stderr, /no room left to write the output/u)
    }
  }
  check()
  await alice.up()
  check()
})

test('a file that takes only a part of the output is an error', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.up()
  await alice.result(['send', 'friends'], { input: 'x'.repeat(200_000) })
  const script = 'ulimit -f 16; exec "$0" "$@" > "$OUT"'
  const argv = [process.execPath, COMMAND, 'export', 'friends', '--data', alice.folder]
  const env = { ...process.env, OUT: `${alice.folder}.jsonl` }
  const { status, stderr } = spawnSync('sh', ['-c', script, ...argv], { encoding: 'utf8', env })
  assert.equal(status, 1)
  assert.match(stderr, /cannot write the output \(EFBIG\)/u)
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`a send that ${signal} ends while it waits has its id and exit code 75 beside an owner, too`, async context => {
    const [alice, bob] = [await person(context, 'alice'), await person(context, 'bob')]
    await alice.result(['create', 'friends'])
    await alice.up()
    await bob.result(['join', await alice.result(['invite', 'friends'])])
    const follower = alice.start(['tail', 'friends', '-f'])
    const sending = alice.start(['send', 'friends', 'hello', '--wait', 'all', '--timeout', '5m'])
    await follower.prints('hello')
    const { code, stdout, stderr } = await sending.stop(signal)
    assert.equal(code, 75, stderr)
    assert.match(stdout, /^[0-9a-f]{64}\n$/u)
  })
}

for (const beside of [true, false]) {
  test(`a chat that is interrupted ${beside ? 'beside an owner' : 'alone'} before its words are held ends with 75, and with 0 where they are`, async context => {
    const [alice, bob] = [await person(context, 'alice'), await person(context, 'bob')]
    await alice.result(['create', 'friends'])
    const up = await alice.up()
    await bob.result(['join', await alice.result(['invite', 'friends'])])
    if (!beside) await up.stop()
    const chat = alice.start(['chat', 'friends', '--json'])
    chat.child.stdin.write('is anybody there?\n')
    await chat.prints('is anybody there?')
    const ended = await chat.stop('SIGINT')
    assert.equal(ended.code, 75, ended.stderr)
    assert.match(ended.stderr, /"code":"queued"/u)
    const silent = alice.start(['chat', 'friends', '--json'])
    silent.child.stdin.write('/topic\n')
    await silent.prints('"answer"')
    assert.equal((await silent.stop('SIGINT')).code, 0)
  })
}
