/** S25, damage: a store cut or altered anywhere opens with whole records or says so, and nothing is lost in silence. */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { SeededRandom } from '#src/base/random.js'
import type { Store, StoredEntry } from '#src/store/store.js'
import { batchOf, groupNamed, logOf, many, openIn, temporaryFolder, throwsCode } from '../support/store-cast.ts'

const group = groupNamed('friends')
const readAll = (store: Store): StoredEntry[] => store.readLog(group, logOf('alice'), 0, 1000, 10_000_000)

/** A closed store of 300 entries, one commit each. */
function filled(context: TestContext): string {
  const folder = temporaryFolder(context)
  const store = openIn(folder)
  for (const entry of many(300)) store.commit([batchOf(group, [entry], [['log', entry.header]])])
  store.close()
  return folder
}

/** What a store of 20 commits leaves when its process dies before the log is brought into the file. */
function killed(context: TestContext): string {
  const [folder, copy] = [temporaryFolder(context), temporaryFolder(context)]
  const store = openIn(folder)
  for (const entry of many(20)) store.commit([batchOf(group, [entry])])
  cpSync(folder, copy, { recursive: true })
  store.close()
  return copy
}

function heldIn(folder: string): StoredEntry[] {
  const store = openIn(folder)
  try {
    return readAll(store)
  } finally {
    store.close()
  }
}

it('a file cut at any byte is refused with one clear error, and left as it is', context => {
  const folder = filled(context)
  const file = join(folder, 'store.db')
  const whole = readFileSync(file)
  const seeded = new SeededRandom(25)
  const offsets = Array.from({ length: 46 }, () => Math.floor(seeded.next() * whole.length))
  for (const offset of [0, 1, 4095, 4096, whole.length - 1, ...offsets]) {
    writeFileSync(file, whole)
    truncateSync(file, offset)
    throwsCode('store-damaged', () => openIn(folder))
    assert.ok(readFileSync(file).equals(whole.subarray(0, offset)), `cut at ${offset}, then changed`)
  }
  writeFileSync(file, whole)
  assert.deepEqual(heldIn(folder), many(300))
})

it('a log cut at any byte is reported once with what it lost, then opens with the commits before', context => {
  const folder = killed(context)
  const log = readFileSync(join(folder, 'store.db-wal'))
  const seeded = new SeededRandom(26)
  const counts = new Set<number>()
  for (let round = 0; round < 30; round += 1) {
    const copy = temporaryFolder(context)
    cpSync(folder, copy, { recursive: true })
    truncateSync(join(copy, 'store.db-wal'), Math.floor(seeded.next() * log.length))
    let said = ''
    assert.throws(
      () => openIn(copy),
      error => {
        if (error instanceof TocsinError && error.code === 'store-damaged') said = error.message
        return said !== ''
      },
    )
    const held = heldIn(copy)
    assert.deepEqual(held, many(20).slice(0, held.length))
    const lost = 20 - held.length
    assert.ok(said.includes(lost === 1 ? ' lost its last write:' : ` lost its last ${lost} writes:`), said)
    counts.add(held.length)
  }
  assert.ok(counts.size > 3)
})

it('a log that went missing whole is reported too', context => {
  const folder = killed(context)
  rmSync(join(folder, 'store.db-wal'))
  throwsCode('store-damaged', () => openIn(folder))
  assert.deepEqual(heldIn(folder), [])
})

it('a log left by a killed process opens without a word', context => {
  assert.deepEqual(heldIn(killed(context)), many(20))
})

it('a count that is missing, cut or behind, as after a power cut, keeps nobody out', context => {
  const folder = killed(context)
  const count = join(folder, 'store.count')
  const behind = Buffer.alloc(16, 0xff)
  behind.writeBigUInt64BE(3n, 0)
  behind.writeBigUInt64BE((1n << 64n) - 4n, 8)
  for (const bytes of [behind, behind.subarray(0, 9), Buffer.alloc(16), Buffer.alloc(0)]) {
    writeFileSync(count, bytes)
    assert.equal(heldIn(folder).length, 20)
  }
  rmSync(count)
  assert.equal(heldIn(folder).length, 20)
})

it('a file gone while its log is there is damage, not a new store', context => {
  const folder = killed(context)
  rmSync(join(folder, 'store.db'))
  throwsCode('store-damaged', () => openIn(folder))
})

it('a file of another version is named as one', context => {
  const folder = filled(context)
  const database = new DatabaseSync(join(folder, 'store.db'))
  database.exec('PRAGMA user_version = 99')
  database.close()
  assert.throws(() => openIn(folder), { code: 'store-failed', message: /another version/ })
})

it('a flipped byte in a sealed row is damage, not a wrong text', context => {
  const folder = filled(context)
  const file = join(folder, 'store.db')
  const whole = readFileSync(file)
  const seeded = new SeededRandom(27)
  const expected = many(300)
  let noticed = 0
  for (let round = 0; round < 30; round += 1) {
    const bytes = Buffer.from(whole)
    const at = Math.floor(seeded.next() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ 0xff
    writeFileSync(file, bytes)
    try {
      const store = openIn(folder)
      try {
        const read = store.newest(group, undefined, 1000)
        for (const entry of read) assert.deepEqual(entry, expected[entry.seq])
      } finally {
        store.close()
      }
    } catch (error) {
      assert.ok(error instanceof TocsinError, String(error))
      noticed += 1
    }
  }
  assert.ok(noticed > 10, `${noticed} noticed`)
})
