/** S24 with the whole program: a process killed at any moment while sending loses nothing that it reported, and never forks. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { type EntryId, entryIdOf, type GroupId } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { createTocsin } from '#src/index.js'
import { faultsOfLogs, heldIn } from '../../chaos/folders.ts'
import { temporaryFolder } from '../support/store-cast.ts'

const CHILD = 'TOCSIN_KILL_FOLDER'
/** Each is the start of a process: `npm run test:kills` makes 100 of it, S24 to the letter. `TOCSIN_SEED` repeats a run. */
const KILLS = Number(process.env.TOCSIN_KILLS ?? 20)
const SEED = Number(process.env.TOCSIN_SEED ?? 24)

const childFolder = process.env[CHILD]
if (childFolder !== undefined) await sendForever(childFolder)

/** In the child: says the group, then each message, once it is told that they are stored. Ends only when killed. */
async function sendForever(data: string): Promise<void> {
  const alice = await createTocsin({ data, name: 'alice' })
  const group = alice.groups()[0] ?? (await alice.createGroup({ name: 'friends' }))
  writeSync(1, `${group.id}\n`)
  for (;;) {
    // several at once share a commit, as when lines are pasted
    const texts = Array.from(
      { length: 1 + Math.floor(Math.random() * 12) },
      (_, index) => `${index} ${'x'.repeat(900)}`,
    )
    for (const { id } of await Promise.all(texts.map(text => group.send(text)))) writeSync(1, `${id}\n`)
  }
}

interface Reported {
  readonly group: GroupId | undefined
  readonly messages: readonly EntryId[]
}

/** Runs the child and kills it once it has said so many lines; with none, some time into its start. */
async function killedAfter(folder: string, lines: number, startMs: number): Promise<Reported> {
  const child = spawn(process.execPath, [import.meta.filename], {
    env: { ...process.env, [CHILD]: folder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  if (lines === 0) setTimeout(() => child.kill('SIGKILL'), startMs)
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (said.length === lines) child.kill('SIGKILL')
  }
  await closed
  assert.equal(child.signalCode, 'SIGKILL')
  // a line may be cut by the kill: what was not said in full was not reported
  const ids = said.filter(line => line.length === 64).map(line => entryIdOf(Buffer.from(line, 'hex')))
  return { group: ids[0] as GroupId | undefined, messages: ids.slice(1) }
}

it(`kill -9 at any moment, ${KILLS} times, loses nothing that was reported stored`, {
  timeout: KILLS * 20_000,
}, async context => {
  const folder = join(temporaryFolder(context), 'alice')
  const seeded = new SeededRandom(SEED)
  const reported = new Set<EntryId>()
  let group: GroupId | undefined
  for (let kill = 0; kill < KILLS; kill += 1) {
    const lines = Math.max(0, Math.floor(seeded.next() * 120) - 20)
    const startMs = Math.floor(seeded.next() * 800)
    const story = `kill ${kill} of seed ${SEED}, after ${lines} lines`
    const told = await killedAfter(folder, lines, startMs)
    group ??= told.group
    if (told.group !== undefined) assert.equal(told.group, group, `the group changed; ${story}`)
    for (const id of told.messages) reported.add(id)
    // killed while it made its folder: nothing was reported, and the next start takes what is there
    if (group === undefined && !existsSync(join(folder, 'store.db'))) continue
    const held = heldIn(folder)
    if (group !== undefined) assert.ok(held.has(group), `the group is gone; ${story}`)
    for (const entries of held.values()) assert.deepEqual(faultsOfLogs(entries), [], story)
    const ids = new Set(held.get(group as GroupId)?.map(entry => entry.entryId))
    assert.deepEqual(
      [...reported].filter(id => !ids.has(id)),
      [],
      `reported and lost; ${story}`,
    )
  }
  const alice = await createTocsin({ data: folder })
  context.after(() => alice.stop())
  assert.ok(reported.size > KILLS)
  const shown = new Set<string>()
  for await (const message of alice.groups()[0]?.history() ?? []) shown.add(message.id)
  assert.deepEqual(
    [...reported].filter(id => !shown.has(id)),
    [],
  )
})
