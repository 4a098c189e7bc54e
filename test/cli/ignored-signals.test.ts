/** Signals that were ignored when the command was started, as processes: nohup, and shells that ignore them. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { COMMAND, person } from './support/command.ts'

const WRAPPER = resolve(import.meta.dirname, '../../bin/tocsin')
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }

/** Starts it with a shell's words before it, and waits until it listens. */
async function started(context: TestContext, script: string, ...args: string[]): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', script, 'sh', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  context.after(() => child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  return child
}

async function endOf(child: ChildProcess): Promise<string> {
  const [code, signal] = child.exitCode === null && child.signalCode === null ? await once(child, 'exit') : []
  return String(code ?? child.exitCode ?? signal)
}

for (const [how, script] of [
  ['nohup', 'exec nohup "$@"'],
  ['a shell that ignores it', 'trap "" HUP; exec "$@"'],
] as const) {
  test(`a member under ${how} lives on when its terminal closes, and ends when it is asked to`, async context => {
    const alice = await person(context, 'alice')
    const child = await started(context, script, WRAPPER, 'up', '--data', alice.folder)
    child.kill('SIGHUP')
    // it answers after that
    assert.match(await alice.result(['groups']), /^$/u)
    assert.equal(child.exitCode, null)
    child.kill('SIGTERM')
    assert.equal(await endOf(child), '0')
  })
}

test('a shell that ignores SIGTERM has its member ignore it', async context => {
  const alice = await person(context, 'alice')
  const child = await started(context, 'trap "" TERM; exec "$@"', WRAPPER, 'up', '--data', alice.folder)
  child.kill('SIGTERM')
  assert.match(await alice.result(['groups']), /^$/u)
  child.kill('SIGINT')
  assert.equal(await endOf(child), '0')
})

test('without the wrapper a member that has no terminal lives on, and a reader ends, but for one that nohup was seen to start', async context => {
  const alice = await person(context, 'alice')
  const command = [process.execPath, COMMAND]
  const up = await started(context, 'exec "$@"', ...command, 'up', '--data', alice.folder)
  up.kill('SIGHUP')
  await alice.result(['create', 'friends'])
  await alice.result(['send', 'friends', 'hello'])
  const tail = ['tail', 'friends', '-f', '--data', alice.folder]
  const reader = await started(context, 'exec "$@"', ...command, ...tail)
  reader.kill('SIGHUP')
  assert.equal(await endOf(reader), '0')
  // bash tells each command its own path, and nohup passes that on
  const kept = await started(context, 'exec "$@"', 'env', '_=/usr/bin/nohup', ...command, ...tail)
  kept.kill('SIGHUP')
  const printed = once(kept.stdout!, 'data')
  await alice.result(['send', 'friends', 'still there?'])
  assert.match(String(await printed), /still there/u)
  kept.kill('SIGTERM')
  assert.equal(await endOf(kept), '0')
  up.kill('SIGTERM')
  assert.equal(await endOf(up), '0')
})
