/**
 * Programs that run for a moment and end, such as a script that sends once an hour: they use up no logs, and a copy of
 * the folder never writes into the logs of the folder it was copied from. The store is on disk, the network in memory.
 */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createTocsin, type Encryption, type HistoryPolicy, type Tocsin } from '#src/index.js'
import { testNetwork } from '#src/testing.js'
import { faultsOfLogs, heldIn } from '../../chaos/folders.ts'

const RUNS = 12

interface Kind {
  readonly encryption?: Encryption
  readonly history?: HistoryPolicy
  readonly notarised?: boolean
}

const KINDS: readonly Kind[] = [{}, { notarised: true }, { history: 'none' }, { encryption: 'mls' }]

for (const kind of KINDS) {
  const told = JSON.stringify(kind)
  test(`a member that starts, says one thing and stops, with nobody online, goes on in its logs: ${told}`, async context => {
    const { folder, network } = await pair(context, kind)
    await sayOnce(folder, network, 'first')
    const before = ownLogs(folder)
    for (let run = 0; run < RUNS; run += 1) await sayOnce(folder, network, `run ${run}`)
    assert.deepEqual(ownLogs(folder), before)
    assert.deepEqual(faults(folder), [])
  })

  test(`a copy says what it says in logs of its own, each copy in others, and the original goes on in its own: ${told}`, async context => {
    const { folder, network } = await pair(context, kind)
    await sayOnce(folder, network, 'first')
    const original = ownLogs(folder)
    const copies = ['one', 'two'].map(name => `${folder}-${name}`)
    for (const copy of copies) {
      cpSync(folder, copy, { recursive: true, preserveTimestamps: true })
      // a run that says nothing first: what was begun elsewhere stays out of bounds
      await (await opened(copy, network)).stop()
      for (let run = 0; run < 3; run += 1) await sayOnce(copy, network, `${copy} ${run}`)
    }
    await sayOnce(folder, network, 'the original goes on')
    assert.deepEqual(ownLogs(folder), original)
    const fresh = copies.map(copy => ownLogs(copy).filter(log => !original.includes(log)))
    for (const logs of fresh) assert.ok(logs.length > 0 && logs.length <= 4, logs.join())
    assert.equal(new Set(fresh.flat()).size, fresh.flat().length)
    for (const copy of copies) assert.deepEqual(entriesOf(copy, original), entriesOf(folder, original, copy))
  })
}

interface Pair {
  readonly folder: string
  readonly network: ReturnType<typeof testNetwork>
}

/** Alice, in a folder, after she met bob, who is gone. */
async function pair(context: TestContext, { encryption, history, notarised }: Kind): Promise<Pair> {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-runs-'))
  context.after(() => rmSync(home, { recursive: true, force: true }))
  const folder = join(home, 'alice')
  const network = testNetwork('memory')
  const alice = await createTocsin({ data: folder, name: 'alice', network })
  const bob = await createTocsin({ name: 'bob', network })
  const group = await alice.createGroup({ name: 'friends', encryption, history, notarised })
  await bob.join(await group.invite())
  await bob.stop()
  await alice.stop()
  return { folder, network }
}

function opened(folder: string, network: Pair['network']): Promise<Tocsin> {
  return createTocsin({ data: folder, network })
}

async function sayOnce(folder: string, network: Pair['network'], text: string): Promise<void> {
  const alice = await opened(folder, network)
  await alice.groups()[0]!.send(text)
  await alice.stop()
}

/** Logs of the one member that has a folder, sorted. */
function ownLogs(folder: string): string[] {
  return [...new Set(entries(folder).map(({ log }) => log))].sort()
}

/** Ids of what a folder has in these logs; with `than`, as far as the other folder has them. */
function entriesOf(folder: string, logs: readonly string[], than?: string): string[] {
  const known = than === undefined ? undefined : new Set(entries(than).map(({ entryId }) => entryId))
  const ids = entries(folder).filter(({ log }) => logs.includes(log))
  return ids.map(({ entryId }) => entryId).filter(id => known?.has(id) !== false)
}

function faults(folder: string): readonly string[] {
  return faultsOfLogs(entries(folder))
}

/** What the member whose folder it is wrote: the founder, who signed the first entry. */
function entries(folder: string) {
  const held = [...heldIn(folder).values()].flat()
  const self = held[0]!.log.split('/')[0]!
  return held.filter(({ log }) => log.startsWith(self))
}
