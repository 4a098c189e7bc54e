/** What only a file can get wrong: reopening, secrets in raw bytes, damage, a full disk, a second process. */
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { bytesOfHex, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { openMasterKey } from '#src/store/key-file.js'
import { Sealing } from '#src/store/sealing.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { Store } from '#src/store/store.js'
import { batchOf, entryNamed, groupNamed, logOf, temporaryFolder } from '../support/store-cast.ts'

const group = groupNamed('friends')
const masterKey = new Uint8Array(32).fill(7)
const random = new SeededRandom(2)
const suite = nobleSuite()

const openIn = (folder: string, maxPages?: number): Store =>
  openSqliteStore({ folder, masterKey, suite, random, ...(maxPages === undefined ? {} : { maxPages }) })

function throwsCode(code: string, work: () => unknown): void {
  assert.throws(work, error => error instanceof TocsinError && error.code === code)
}

const many = (count: number, body = 'x'.repeat(500)) =>
  Array.from({ length: count }, (_, seq) => entryNamed(`${seq}`, { seq, order: BigInt(seq), body: `${seq} ${body}` }))

function filled(context: TestContext): string {
  const folder = temporaryFolder(context)
  const store = openIn(folder)
  for (const entry of many(300)) store.commit([batchOf(group, [entry], [['log', entry.header]])])
  store.close()
  return folder
}

it('a reopened store gives the same, and goes on where it stopped', context => {
  const folder = temporaryFolder(context)
  const entries = many(1500)
  const seen: unknown[] = []
  for (let start = 0; start < 1500; start += 100) {
    const store = openIn(folder)
    store.commit([batchOf(group, entries.slice(start, start + 100), [['at', Uint8Array.of(start / 100)]])])
    seen.push(store.since(group, 0, 5000).length)
    store.close()
  }
  const store = openIn(folder)
  context.after(() => store.close())
  assert.deepEqual(
    seen,
    Array.from({ length: 15 }, (_, index) => (index + 1) * 100),
  )
  assert.deepEqual(store.readLog(group, logOf('alice'), 0, 2000, 10_000_000), entries)
  assert.deepEqual([...store.values(group)], [['at', Uint8Array.of(14)]])
  assert.deepEqual(store.groups(), [group])
})

it('the raw files hold no text, key, member, group or value name', context => {
  const folder = temporaryFolder(context)
  const store = openIn(folder)
  const entry = entryNamed('a', { body: 'meet me at the old mill' })
  store.commit([batchOf(group, [entry, ...many(400)], [['presence of alice', new TextEncoder().encode('at home')]])])
  const alice = logOf('alice').split('/')[0] ?? ''
  const secrets = ['old mill', 'header of', 'presence of', 'at home', alice, group].map(text => Buffer.from(text))
  secrets.push(Buffer.from(masterKey), Buffer.from(bytesOfHex(group)), Buffer.from(publicKeyOf(alice) ?? []))
  const search = () => {
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name))
      for (const secret of secrets) assert.equal(bytes.includes(secret), false, `${secret} in ${name}`)
    }
  }
  assert.ok(readdirSync(folder).includes('store.db-wal'))
  assert.ok(readFileSync(join(folder, 'store.db-wal')).includes(Buffer.from(bytesOfHex(entry.entryId))))
  search()
  store.close()
  search()
})

it('a thing sealed twice never shows the same bytes, and opens only as what it is', () => {
  const sealing = new Sealing(suite, random)
  const [name, plaintext] = [Uint8Array.of(1), new Uint8Array(40)]
  const [first, second] = [0, 1].map(() => sealing.seal(masterKey, 'value', name, plaintext))
  assert.ok(first && second)
  assert.notDeepEqual(first.subarray(0, 32), second.subarray(0, 32))
  assert.notDeepEqual(first.subarray(32), second.subarray(32))
  assert.deepEqual(sealing.open(masterKey, 'value', name, first), plaintext)
  assert.equal(sealing.open(masterKey, 'chunk', name, first), undefined)
  assert.equal(sealing.open(masterKey, 'value', Uint8Array.of(2), first), undefined)
  assert.equal(sealing.open(masterKey, 'value', name, first.subarray(0, 40)), undefined)
})

it('another key opens nothing', context => {
  const folder = filled(context)
  const other = new Uint8Array(32).fill(8)
  throwsCode('wrong-passphrase', () => openSqliteStore({ folder, masterKey: other, suite, random }))
  openIn(folder).close()
})

it('a passphrase gives the same key each time, a wrong one or none an error', context => {
  const options = { folder: temporaryFolder(context), suite, random, logCost: 4 }
  const key = openMasterKey({ ...options, passphrase: 'caf\u00e9' })
  assert.deepEqual(openMasterKey({ ...options, passphrase: 'cafe\u0301' }), key)
  throwsCode('wrong-passphrase', () => openMasterKey({ ...options, passphrase: 'cafe' }))
  throwsCode('wrong-passphrase', () => openMasterKey({ ...options, passphrase: undefined }))
  const raw = readFileSync(join(options.folder, 'store.key'), 'utf8')
  assert.equal(raw.includes(Buffer.from(key).toString('hex')), false)
  assert.equal(JSON.parse(raw).logCost, 4)
})

it('without a passphrase the key lies in a file only its owner reads', context => {
  const options = { folder: temporaryFolder(context), suite, random, passphrase: undefined }
  const key = openMasterKey(options)
  assert.equal(statSync(join(options.folder, 'store.key')).mode & 0o777, 0o600)
  assert.deepEqual(openMasterKey(options), key)
  throwsCode('wrong-passphrase', () => openMasterKey({ ...options, passphrase: 'surplus' }))
})

it('a cut, forged or missing key file is damage, never a new key', context => {
  const options = { folder: filled(context), suite, random, passphrase: 'old mill', logCost: 4 }
  throwsCode('store-damaged', () => openMasterKey(options))
  const file = join(options.folder, 'store.key')
  for (const text of [
    '',
    '{"type":"pl',
    '{}',
    'null',
    '{"type":"plain","key":"00"}',
    '{"type":"scrypt","logCost":40}',
  ]) {
    writeFileSync(file, text)
    throwsCode('store-damaged', () => openMasterKey(options))
  }
})

it('a file cut at any byte opens with whole records or gives one clear error', context => {
  const folder = filled(context)
  const file = join(folder, 'store.db')
  const whole = readFileSync(file)
  const seeded = new SeededRandom(25)
  const offsets = Array.from({ length: 46 }, () => Math.floor(seeded.next() * whole.length))
  for (const offset of [0, 1, 4096, whole.length - 1, ...offsets]) {
    writeFileSync(file, whole)
    truncateSync(file, offset)
    throwsCode('store-damaged', () => openIn(folder))
  }
  writeFileSync(file, whole)
  const store = openIn(folder)
  context.after(() => store.close())
  assert.equal(store.since(group, 0, 1000).length, 300)
})

it('a log cut at any byte opens with a whole prefix of the commits', context => {
  const [folder, copy] = [temporaryFolder(context), temporaryFolder(context)]
  const store = openIn(folder)
  context.after(() => store.close())
  const entries = many(20)
  for (const entry of entries) store.commit([batchOf(group, [entry])])
  const seeded = new SeededRandom(26)
  const log = readFileSync(join(folder, 'store.db-wal'))
  const counts = new Set<number>()
  for (let round = 0; round < 30; round += 1) {
    rmSync(copy, { recursive: true })
    mkdirSync(copy)
    cpSync(join(folder, 'store.db'), join(copy, 'store.db'))
    writeFileSync(join(copy, 'store.db-wal'), log.subarray(0, Math.floor(seeded.next() * log.length)))
    const cut = openIn(copy)
    const held = cut.readLog(group, logOf('alice'), 0, 100, 1_000_000)
    assert.deepEqual(held, entries.slice(0, held.length))
    counts.add(held.length)
    cut.close()
  }
  assert.ok(counts.size > 3)
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

it('a full disk is one error; nothing of the commit is kept, and what was stored stays', context => {
  const folder = temporaryFolder(context)
  openIn(folder).close()
  const store = openIn(folder, 60)
  store.commit([batchOf(group, many(10))])
  const newcomer = groupNamed('work')
  throwsCode('disk-full', () =>
    store.commit([
      batchOf(newcomer, [entryNamed('first', { log: logOf('bob') })], [['name', Uint8Array.of(1)]]),
      batchOf(group, many(300, 'y'.repeat(3000)).slice(10)),
    ]),
  )
  const check = (held: Store) => {
    assert.deepEqual(held.groups(), [group])
    assert.equal(held.values(newcomer).size, 0)
    assert.deepEqual(held.readLog(group, logOf('alice'), 0, 1000, 1_000_000), many(10))
  }
  check(store)
  store.commit([batchOf(group, [entryNamed('small', { log: logOf('bob') })])])
  assert.equal(store.readLog(group, logOf('bob'), 0, 10, 1000).length, 1)
  store.close()
  const again = openIn(folder)
  context.after(() => again.close())
  check(again)
})

it('a store open elsewhere is in use', context => {
  const folder = filled(context)
  const store = openIn(folder)
  context.after(() => store.close())
  throwsCode('folder-in-use', () => openIn(folder))
  assert.equal(store.since(group, 0, 1000).length, 300)
})

it('a dropped group leaves no trace in the raw files', context => {
  const folder = filled(context)
  const store = openIn(folder)
  context.after(() => store.close())
  const traces = [0, 150, 299].map(seq => Buffer.from(bytesOfHex(entryNamed(`${seq}`).entryId)))
  const found = () =>
    readdirSync(folder).some(name => traces.some(trace => readFileSync(join(folder, name)).includes(trace)))
  assert.equal(found(), true)
  store.drop(group)
  assert.equal(found(), false)
})
