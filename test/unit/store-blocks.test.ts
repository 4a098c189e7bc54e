/** How rows gather in blocks on disk: what a reader never sees, and what a search and a shredding rest on. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { Store, StoredEntry } from '#src/store/store.js'
import { batchOf, entryNamed, groupNamed, logOf, temporaryFolder } from '../support/store-cast.ts'

const group = groupNamed('friends')
const random = new SeededRandom(3)
const openIn = (folder: string) =>
  openSqliteStore({ folder, masterKey: new Uint8Array(32).fill(7), suite: nobleSuite(), random })

const entriesOf = (count: number, bytes: number): StoredEntry[] =>
  Array.from({ length: count }, (_, seq) =>
    entryNamed(`${seq}`, { seq, order: BigInt(seq), body: `${seq} ${'x'.repeat(bytes)}` }),
  )

const readAll = (store: Store) => store.readLog(group, logOf('alice'), 0, 10_000, 100_000_000)

/** Commits in steps of a size, each by a process of its own when `reopened`. */
function written(context: TestContext, entries: readonly StoredEntry[], step: number, reopened = false): string {
  const folder = temporaryFolder(context)
  let store = openIn(folder)
  for (let start = 0; start < entries.length; start += step) {
    store.commit([batchOf(group, entries.slice(start, start + step))])
    if (!reopened) continue
    store.close()
    store = openIn(folder)
  }
  store.close()
  return folder
}

interface Piece {
  readonly segment: number
  readonly rows: number
  readonly sealed: boolean
}

function inFile<Result>(folder: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(folder, 'store.db'))
  try {
    return work(database)
  } finally {
    database.close()
  }
}

const piecesOf = (folder: string): Piece[] =>
  inFile(folder, database =>
    database
      .prepare(
        `SELECT segment, sealed IS NOT NULL AS sealed, (SELECT count(*) FROM entries WHERE block = blocks.number) AS rows
          FROM blocks ORDER BY number`,
      )
      .all()
      .map(row => ({ segment: Number(row.segment), rows: Number(row.rows), sealed: row.sealed === 1 })),
  )

const chunksIn = (folder: string): number =>
  inFile(folder, database => Number(database.prepare('SELECT count(*) AS count FROM chunks').get()?.count))

it('small commits gather in the same blocks as one large commit, also when each is of another process', context => {
  const entries = entriesOf(220, 900)
  const large = written(context, entries, 220)
  const small = written(context, entries, 7)
  const restarted = written(context, entries, 20, true)
  assert.deepEqual(piecesOf(small), piecesOf(large))
  assert.deepEqual(piecesOf(restarted), piecesOf(large))
  assert.deepEqual(
    piecesOf(large).map(piece => piece.sealed),
    [true, true, true, false],
  )
  for (const folder of [large, small, restarted]) {
    const store = openIn(folder)
    assert.deepEqual(readAll(store), entries)
    store.close()
  }
})

it('a sealed block leaves no chunk behind, and one not yet full has a chunk per commit', context => {
  const sealed = written(context, entriesOf(66, 1000), 3)
  const rows = piecesOf(sealed).map(piece => piece.rows)
  assert.equal(rows.length, 2)
  assert.equal(chunksIn(sealed), Math.ceil((rows[1] ?? 0) / 3))
  const loose = written(context, entriesOf(40, 1000), 4)
  assert.deepEqual(piecesOf(loose), [{ segment: 1, rows: 40, sealed: false }])
  assert.equal(chunksIn(loose), 10)
})

it('a message larger than a block is a block of its own', context => {
  const entries = entriesOf(3, 300_000)
  const folder = written(context, entries, 3)
  assert.deepEqual(
    piecesOf(folder).map(piece => [piece.rows, piece.sealed]),
    [
      [1, true],
      [1, true],
      [1, true],
    ],
  )
  const store = openIn(folder)
  context.after(() => store.close())
  assert.deepEqual(readAll(store), entries)
})

it('without the key of a segment its thousand entries are gone, and no other', context => {
  const entries = entriesOf(2300, 50)
  const folder = written(context, entries, 230)
  assert.deepEqual([...new Set(piecesOf(folder).map(piece => piece.segment))], [1, 2, 3])
  inFile(folder, database => database.exec('UPDATE segments SET sealed = zeroblob(80) WHERE number = 2'))
  const store = openIn(folder)
  context.after(() => store.close())
  const readable = entries.filter(entry => {
    try {
      return store.get(group, entry.entryId) !== undefined
    } catch (error) {
      assert.ok(error instanceof TocsinError && error.code === 'store-damaged')
      return false
    }
  })
  assert.deepEqual(readable, [...entries.slice(0, 1000), ...entries.slice(2000)])
})

it('a chunk that went missing is damage, not a shorter history', context => {
  const folder = written(context, entriesOf(12, 100), 4)
  inFile(folder, database => database.exec('DELETE FROM chunks WHERE slot = 4'))
  const store = openIn(folder)
  context.after(() => store.close())
  assert.throws(() => readAll(store), { code: 'store-damaged' })
})
