/** Stopping: nothing of a peer keeps its process afterwards, and whatever waited is told. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PROGRAM = join(import.meta.dirname, '..', 'support', 'stopping-process.ts')

async function stopped(signal: AbortSignal, ...given: readonly string[]) {
  const { stdout } = await run(process.execPath, [PROGRAM, ...given], { signal })
  return JSON.parse(stdout)
}

/** What a peer that was stopped answers, and what ends without an error. */
const ENDED = {
  reached: 'stopped',
  events: 'ok',
  joinEvents: 'ok',
  carolsSend: 'stopped',
  send: 'ok',
  leave: 'ok',
}

for (const network of ['memory', 'tcp'] as const) {
  test(`over ${network} nothing outlives a stop with waits pending, in memory`, async ({ signal }) => {
    const { outcomes, left } = await stopped(signal, network, 'waiting')
    assert.deepEqual(left, [])
    assert.deepEqual(outcomes, { ...ENDED, history: 'ok' })
  })

  test(`over ${network} nothing outlives a stop with waits pending, on disk`, async ({ signal }) => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-stopping-'))
    const { outcomes, left } = await stopped(signal, network, 'waiting', folder)
    assert.deepEqual(left, [])
    assert.ok(['ok', 'stopped'].includes(outcomes.history), outcomes.history)
    assert.deepEqual({ ...outcomes, history: undefined }, { ...ENDED, history: undefined })
    rmSync(folder, { recursive: true })
  })

  test(`over ${network} a stop during a join ends it`, async ({ signal }) => {
    const { outcomes, left } = await stopped(signal, network, 'joining')
    assert.deepEqual(left, [])
    assert.deepEqual(outcomes, { join: 'stopped' })
  })

  test(`over ${network} a peer that cannot listen leaves nothing running`, async ({ signal }) => {
    const { outcomes, left } = await stopped(signal, network, 'taken')
    assert.deepEqual(left, [])
    assert.deepEqual(outcomes, { second: 'unreachable' })
  })
}

test('the worker of `mls` does not outlive a stop', async ({ signal }) => {
  const { outcomes, left } = await stopped(signal, 'memory', 'mls')
  assert.deepEqual(left, [])
  assert.deepEqual(outcomes, { ...ENDED, history: 'ok' })
})
