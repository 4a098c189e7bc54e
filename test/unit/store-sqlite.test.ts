/** What only a file can get wrong: reopening, and secrets in raw bytes. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { bytesOfHex, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { Sealing } from '#src/store/sealing.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import {
  batchOf,
  entryNamed,
  groupNamed,
  logOf,
  many,
  masterKey,
  openIn,
  temporaryFolder,
  throwsCode,
} from '../support/store-cast.ts'

const group = groupNamed('friends')
const random = new SeededRandom(2)
const suite = nobleSuite()

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
