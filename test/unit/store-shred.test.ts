/** What shredding leaves in the file: nothing that opens, and nothing to open. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { bytesOfHex } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { openMasterKey } from '#src/store/key-file.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { Store } from '#src/store/store.js'
import { batchOf, entryNamed, groupNamed, logOf, openIn, temporaryFolder, throwsCode } from '../support/store-cast.ts'

const group = groupNamed('friends')
/** Orders are ms in their upper 48 bits. */
const DAY = 86_400_000n << 16n
/** As many bytes as stand in one piece wherever SQLite breaks a blob off. */
const GLIMPSE = 24

const entryOf = (seq: number, order: bigint, bytes = 300) =>
  entryNamed(`${seq}`, { seq: 2 * seq, order, body: `${seq} ${'x'.repeat(bytes)}` })

interface Sealed {
  readonly segment: number
  /** The wrapped key, and what lies under it. */
  readonly pieces: readonly Buffer[]
}

/** What the closed file has sealed, segment by segment. */
function sealedIn(folder: string): Sealed[] {
  const database = new DatabaseSync(join(folder, 'store.db'))
  try {
    const all = (query: string, ...values: number[]) =>
      database.prepare(query).all(...values) as unknown as { number: number; sealed: Uint8Array }[]
    return all('SELECT number, sealed FROM segments ORDER BY number').map(({ number, sealed }) => ({
      segment: number,
      pieces: [
        { sealed },
        ...all('SELECT number, sealed FROM blocks WHERE segment = ? AND sealed IS NOT NULL', number),
        ...all(
          'SELECT block AS number, chunks.sealed FROM chunks JOIN blocks ON block = number WHERE segment = ?',
          number,
        ),
      ].map(piece => Buffer.from(piece.sealed)),
    }))
  } finally {
    database.close()
  }
}

/** Of so many pieces, how many show any part of themselves in the raw files. */
function shownIn(folder: string, pieces: readonly Buffer[]): number {
  const files = readdirSync(folder).map(name => readFileSync(join(folder, name)))
  const isShown = (piece: Buffer): boolean => {
    for (let at = 0; at + GLIMPSE <= piece.length; at += 1000) {
      if (files.some(bytes => bytes.includes(piece.subarray(at, at + GLIMPSE)))) return true
    }
    return false
  }
  return pieces.filter(isShown).length
}

function shredded(store: Store, upTo: bigint): number {
  let steps = 0
  while (store.shred(group, upTo)) steps += 1
  return steps
}

function filled(context: TestContext, entries: readonly ReturnType<typeof entryOf>[]): string {
  const folder = temporaryFolder(context)
  const store = openIn(folder)
  for (let start = 0; start < entries.length; start += 90) {
    store.commit([batchOf(group, entries.slice(start, start + 90))])
  }
  store.close()
  return folder
}

it('what is shredded leaves neither key nor ciphertext in the raw files, and what is kept is sealed anew', context => {
  const entries = Array.from({ length: 1300 }, (_, seq) => entryOf(seq, BigInt(seq)))
  const folder = filled(context, entries)
  const before = sealedIn(folder)
  assert.deepEqual(before.length, 2)
  const pieces = before.flatMap(segment => segment.pieces)
  assert.equal(shownIn(folder, pieces), pieces.length)
  const store = openIn(folder)
  context.after(() => store.close())
  // the first segment goes whole, of the second 250 entries stay
  assert.equal(shredded(store, 1049n), 2)
  assert.equal(shownIn(folder, pieces), 0)
  const traces = [0, 500, 1049].map(seq => Buffer.from(bytesOfHex(entries[seq]!.entryId)))
  assert.equal(shownIn(folder, traces), 0)
  assert.deepEqual(store.readLog(group, logOf('alice'), 0, 5000, 10_000_000), entries.slice(1050))
})

it('what was shredded stays so, and what was kept opens, in the process that comes after', context => {
  const entries = Array.from({ length: 40 }, (_, seq) => entryOf(seq, BigInt(seq)))
  const folder = filled(context, entries)
  const before = sealedIn(folder)
  const store = openIn(folder)
  shredded(store, 19n)
  store.close()
  const after = sealedIn(folder)
  assert.equal(
    shownIn(
      folder,
      before.flatMap(({ pieces }) => pieces),
    ),
    0,
  )
  assert.deepEqual(
    after.map(({ segment }) => segment),
    [2],
  )
  const other = new Uint8Array(32).fill(8)
  throwsCode('wrong-passphrase', () =>
    openSqliteStore({ folder, masterKey: other, suite: nobleSuite(), random: new SeededRandom(1) }),
  )
  const reopened = openIn(folder)
  context.after(() => reopened.close())
  assert.deepEqual(reopened.readLog(group, logOf('alice'), 0, 50, 1_000_000), entries.slice(20))
  assert.equal(reopened.has(group, entries[3]!.entryId), false)
  reopened.commit([batchOf(group, [entryOf(50, 50n)])])
  assert.equal(reopened.count(group), 21)
})

it('the key of a shredded segment does not come back: what lay under it opens under no other', context => {
  const folder = filled(context, [entryOf(0, 1n), entryOf(1, 2n)])
  const [old] = sealedIn(folder)
  const store = openIn(folder)
  shredded(store, 2n)
  store.commit([batchOf(group, [entryOf(2, 3n)])])
  store.close()
  // whoever kept the ciphertext puts it where what took its place lies, under the key that is there now
  const database = new DatabaseSync(join(folder, 'store.db'))
  database.prepare('UPDATE chunks SET sealed = ?').run(old!.pieces[1]!)
  database.close()
  const reopened = openIn(folder)
  context.after(() => reopened.close())
  throwsCode('store-damaged', () => reopened.readLog(group, logOf('alice'), 0, 10, 1000))
})

it('a later day begins a segment of its own, an earlier one does not, and neither does a start', context => {
  const folder = temporaryFolder(context)
  const commit = (...orders: bigint[]) => {
    const store = openIn(folder)
    for (const order of orders) store.commit([batchOf(group, [entryOf(Number(order % 100_003n), order)])])
    store.close()
  }
  commit(DAY, DAY + 1n, 2n * DAY - 1n)
  assert.equal(sealedIn(folder).length, 1)
  commit(2n * DAY - 2n)
  assert.equal(sealedIn(folder).length, 1)
  commit(2n * DAY, DAY + 3n, DAY + 4n, 2n * DAY + 1n)
  assert.equal(sealedIn(folder).length, 2)
  commit(3n * DAY, 5n * DAY)
  assert.equal(sealedIn(folder).length, 4)
  const store = openIn(folder)
  context.after(() => store.close())
  assert.equal(store.count(group), 10)
  // of the second day two entries are older than it, and go with the first
  assert.equal(shredded(store, 2n * DAY - 1n), 2)
  assert.equal(store.count(group), 4)
})

it('after shredding the passphrase opens what is left, and another opens nothing', context => {
  const folder = temporaryFolder(context)
  const suite = nobleSuite()
  const random = new SeededRandom(4)
  const open = (passphrase: string) =>
    openSqliteStore({
      folder,
      masterKey: openMasterKey({ folder, passphrase, suite, random, logCost: 4 }),
      suite,
      random,
    })
  const store = open('old mill')
  const entries = [entryOf(0, 1n), entryOf(1, 2n), entryOf(2, 3n)]
  store.commit([batchOf(group, entries)])
  shredded(store, 2n)
  store.close()
  throwsCode('wrong-passphrase', () => open('new mill'))
  const reopened = open('old mill')
  context.after(() => reopened.close())
  assert.deepEqual(reopened.readLog(group, logOf('alice'), 0, 10, 10_000), entries.slice(2))
})
