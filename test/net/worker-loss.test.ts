/** The worker of `mls` is missing, as after a bundler, or ends: the group fails with an error that says so, all else goes on. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAM = join(import.meta.dirname, '..', 'support', 'mls-loss-process.ts')

const root = mkdtempSync(join(tmpdir(), 'tocsin-worker-'))
symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
const CRASH_FILE = join(root, 'crash')
after(() => rmSync(root, { recursive: true }))

/** The library as it is built, with another worker; without one where there is no text for it. */
function copied(name: string, worker: (text: string) => string | undefined): string {
  const copy = join(root, name)
  cpSync(join(ROOT, 'dist'), copy, { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  const file = join(copy, 'mls-engine', 'worker.js')
  const text = worker(readFileSync(file, 'utf8'))
  if (text === undefined) rmSync(file)
  else writeFileSync(file, text)
  return join(copy, 'index.js')
}

const whole = copied('whole', text => text)
const moved = copied('moved', () => undefined)
/** Ends at the first message that it is to seal once the file is there. */
const mortal = copied(
  'mortal',
  text =>
    `import { existsSync } from 'node:fs'\n${text.replace(
      'states.release(call.released)',
      "if (call.name === 'seal' && existsSync(process.env.CRASH_FILE)) process.exit(9); states.release(call.released)",
    )}`,
)

async function story(signal: AbortSignal, index: string, name: string, folder: string) {
  const { stdout } = await run(process.execPath, [PROGRAM, index, name, join(root, folder)], {
    signal,
    env: { ...process.env, CRASH_FILE },
  })
  return JSON.parse(stdout)
}

test('where the worker is missing a group under mls is refused, and nothing is left of it', async ({ signal }) => {
  const told = await story(signal, moved, 'found', 'a')
  assert.deepEqual(told, {
    sealed: 'worker-failed',
    plain: 'ok',
    groups: ['plain'],
    plainSend: 'ok',
    plainTexts: ['plain in found'],
  })
  assert.deepEqual((await story(signal, whole, 'again', 'a')).groups, ['plain'])
})

test('a group under mls whose worker is missing at the start, or ends, says so, and comes back whole', async ({
  signal,
}) => {
  const founded = await story(signal, whole, 'found', 'b')
  assert.deepEqual([founded.sealed, founded.sealedSend], ['ok', 'ok'])
  const without = await story(signal, moved, 'moved', 'b')
  assert.deepEqual(without.groups, ['plain', 'sealed'])
  assert.deepEqual([without.sealedSend, without.plainSend], ['worker-failed', 'ok'])
  const crashed = await story(signal, mortal, 'crash', 'b')
  assert.equal(crashed.before, 'ok')
  assert.deepEqual(crashed.sends, ['worker-failed', 'worker-failed', 'worker-failed'])
  assert.deepEqual(crashed.events, ['failed worker-failed'])
  assert.deepEqual([crashed.sealedSend, crashed.plainSend], ['worker-failed', 'ok'])
  const after = await story(signal, whole, 'after', 'b')
  assert.deepEqual(after.groups, ['plain', 'sealed'])
  assert.deepEqual([after.sealedSend, after.plainSend], ['ok', 'ok'])
  assert.deepEqual(after.sealedTexts, ['sealed in after', 'before', 'sealed in found'])
})
