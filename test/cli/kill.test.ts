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
import { decodeHeader } from '#src/crypto/entry.js'
import { systemRandom } from '#src/host.js'
import { createTocsin } from '#src/index.js'
import { nodeSuite } from '#src/node-suite.js'
import { openMasterKey } from '#src/store/key-file.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { ArrivedEntry } from '#src/store/store.js'
import { temporaryFolder } from '../support/store-cast.ts'

const CHILD = 'TOCSIN_KILL_FOLDER'
/** `TOCSIN_KILLS=100` is S24 to the letter; `TOCSIN_SEED` repeats a run that failed. */
const KILLS = Number(process.env.TOCSIN_KILLS ?? 20)
const SEED = Number(process.env.TOCSIN_SEED ?? 24)
const ALL = 10_000_000

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

/** Everything in the folder, as whoever opens it next finds it. */
function heldIn(folder: string): Map<GroupId, ArrivedEntry[]> {
  const suite = nodeSuite()
  const masterKey = openMasterKey({ folder, passphrase: undefined, suite, random: systemRandom })
  const store = openSqliteStore({ folder, masterKey, suite, random: systemRandom })
  try {
    return new Map(store.groups().map(group => [group, store.since(group, 0, ALL)]))
  } finally {
    store.close()
  }
}

/** Each log from seq 0 without a gap, each entry naming the one before: one history, whatever was killed when. */
function assertUnforked(entries: readonly ArrivedEntry[], story: string): void {
  const logs = Map.groupBy(entries, entry => entry.log)
  for (const [log, held] of logs) {
    const ordered = held.toSorted((left, right) => left.seq - right.seq)
    for (const [seq, entry] of ordered.entries()) {
      assert.equal(entry.seq, seq, `${log} has a gap or a fork; ${story}`)
      const before = ordered[seq - 1]
      const prev = decodeHeader(entry.header)?.prev
      if (before !== undefined) assert.equal(prev && entryIdOf(prev), before.entryId, `${log} is not a chain; ${story}`)
    }
    // the last entry of a burst has the signature for all of it; a burst is stored whole or not at all
    assert.equal(ordered.at(-1)?.signature.length, 64, `${log} ends in half a burst; ${story}`)
  }
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
    for (const entries of held.values()) assertUnforked(entries, story)
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
