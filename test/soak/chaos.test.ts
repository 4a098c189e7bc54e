/** S24 and S7 with real processes, for a minute: `npm run chaos` in small, and that it leaves nothing behind. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

const RUN = join(import.meta.dirname, '..', '..', 'chaos', 'run.ts')
const SEED = process.env.TOCSIN_SEED ?? '24'

interface Run {
  readonly child: ChildProcess
  /** Where it makes its folders; it is empty when nothing was left. */
  readonly folder: string
  readonly told: () => string
}

/** Its output closes with the last process that has it: the run, or a member that outlives it. */
function chaos(context: TestContext, ...options: readonly string[]): Run {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-chaos-test-'))
  const child = spawn(process.execPath, [RUN, ...options], {
    env: { ...process.env, TMPDIR: folder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  context.after(async () => {
    child.kill('SIGTERM')
    await closed
    rmSync(folder, { recursive: true, force: true })
  })
  let told = ''
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      told += text
    })
  }
  return { child, folder, told: () => told }
}

async function says({ child, told }: Run, text: RegExp): Promise<void> {
  while (!text.test(told())) await once(child.stderr!, 'data')
}

test('eight processes are killed, stopped, paused and cut off while they talk, and nothing is lost', async context => {
  const run = chaos(context, '--members', '8', '--seconds', '45', '--seed', SEED, '--heal', '30')
  const [code] = await once(run.child, 'close')
  assert.equal(code, 0, run.told())
  assert.match(run.told(), /Everyone holds everything, once, in one order; no log forked\./)
  assert.deepEqual(readdirSync(run.folder), [])
})

test('when the run is killed, no member outlives it, though one is stopped', { timeout: 60_000 }, async context => {
  const run = chaos(context, '--members', '3', '--seconds', '60')
  await says(run, /members have joined, as processes: /)
  const stopped = Number(/bob (\d+)/.exec(run.told())?.[1])
  process.kill(stopped, 'SIGSTOP')
  run.child.kill('SIGKILL')
  // the members have the run's output too, so that it closes with the last of them
  await once(run.child, 'close')
})
