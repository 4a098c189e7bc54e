/** A book as it comes back from a store: nothing that was held is lost, and nothing is put together anew. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, type LogKey } from '#src/base/ids.js'
import { type CheckedBurst, tipAfter, writeBurst } from '#src/crypto/burst.js'
import type { ControlBody } from '#src/group/control.js'
import { encodeControl } from '#src/group/control-codec.js'
import { restoreBook } from '#src/peer/restoring.js'
import { memoryStore } from '#src/store/memory.js'
import { savedGroup } from '#src/store/saved-group.js'
import { founded, identityOf, joined, Keeper, NOW, suite } from '../support/books.ts'

const SEQS_IN_LONG_LOG = 1024

test('a forked membership log comes back with each side in its own bursts, which a newcomer can check', () => {
  const alice = founded()
  const mallory = joined(alice, 2)
  const base = renamed(mallory, ['mallory'])
  alice.take(base)
  for (const name of ['left', 'right']) {
    assert.equal(alice.take(renamed(mallory, [`${name} one`, `${name} two`], base)).type, 'new')
  }

  const again = restarted(alice)
  assert.deepEqual(idsOf(again), idsOf(alice))
  const carol = new Keeper(identityOf(3), alice.group)
  const verdicts = again.book.controlBursts().map(burst => carol.take(burst).type)
  assert.deepEqual(new Set(verdicts), new Set(['new']))
  assert.deepEqual([...carol.rows.keys()].sort(), [...alice.rows.keys()].sort())
})

test('both sides of a fork come back from a long membership log, wherever it was cut to be read', () => {
  const alice = founded()
  const mallory = joined(alice, 2)
  let tip: CheckedBurst | undefined
  for (let seq = 0; seq < SEQS_IN_LONG_LOG - 1; seq += 1) {
    tip = renamed(mallory, [`name ${seq}`], tip)
    alice.take(tip)
  }
  for (const name of ['left', 'right']) alice.take(renamed(mallory, [name], tip))

  assert.deepEqual(idsOf(restarted(alice)), idsOf(alice))
})

/** A burst of renames in one log of this member, on top of `before`. */
function renamed(author: Keeper, names: readonly string[], before?: CheckedBurst): CheckedBurst {
  const { publicKey, seed } = author.identity
  const group = bytesOfHex(author.group)
  const empty = { scheme: 0, group, author: publicKey, log: 2n, nextSeq: 0, prev: new Uint8Array(32), order: 0n }
  const tip =
    before === undefined
      ? { ...empty, order: author.book.controlBursts().at(-1)!.entries.at(-1)!.fields.order }
      : tipAfter(before)
  const drafts = names.map((name, at) => {
    const body: ControlBody = { type: 'rename', name }
    const order = tip.order + BigInt(at + 1)
    return { ...encodeControl(body), epoch: 0, parents: [], time: NOW, order, salt: new Uint8Array(16) }
  })
  return writeBurst(suite, seed, drafts, tip)
}

/** The same member after a restart, from a store that had all it held. */
function restarted(keeper: Keeper): Keeper {
  const { group } = keeper
  const entries = [...keeper.rows.values()]
  const logs = [...new Set(entries.map(({ log }) => log))]
  const store = memoryStore()
  store.commit([{ group, entries, values: logs.map((log: LogKey) => [`log/${log}`, keeper.index.serialise(log)]) }])
  const again = new Keeper(keeper.identity, group, 1)
  for (const [entryId, row] of keeper.rows) again.rows.set(entryId, row)
  restoreBook(suite, savedGroup(store, group), { book: again.book, index: again.index, value: () => false })
  return again
}

/** What a newcomer would be handed, sorted. */
function idsOf(keeper: Keeper): string[] {
  return keeper.book
    .controlBursts()
    .flatMap(burst => burst.entries.map(entry => entry.entryId))
    .sort()
}
