/** Where a folder's master key comes from, and what never makes a second one. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it, type TestContext } from 'node:test'
import { hexOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { systemRandom } from '#src/host.js'
import { openMasterKey } from '#src/store/key-file.js'
import { openIn, temporaryFolder, throwsCode } from '../support/store-cast.ts'

const CHILD = 'TOCSIN_KEY_FOLDER'
const suite = nobleSuite()
const random = new SeededRandom(2)

/** New folders that every child starts in: enough for some of the starts to fall together. */
const FOLDERS = Array.from({ length: 40 }, (_, index) => `${index}`)

/** One of several processes that start in the same new folders: says the keys it got. */
const childFolder = process.env[CHILD]
if (childFolder !== undefined) {
  writeSync(1, 'ready\n')
  // the parent lets all go at once by closing their input
  readFileSync(0)
  const keys = FOLDERS.map(name => {
    const folder = join(childFolder, name)
    return hexOf(openMasterKey({ folder, passphrase: undefined, suite, random: systemRandom }))
  })
  writeSync(1, keys.join(' '))
  process.exit()
}

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

it('a key file says itself what it takes to open it', context => {
  const folders = [3, 4, 5].map(logCost => {
    const folder = temporaryFolder(context)
    return { folder, key: openMasterKey({ folder, suite, random, passphrase: 'old mill', logCost }) }
  })
  for (const { folder, key } of folders) {
    assert.deepEqual(openMasterKey({ folder, suite, random, passphrase: 'old mill' }), key)
    throwsCode('wrong-passphrase', () => openMasterKey({ folder, suite, random, passphrase: 'new mill' }))
  }
  const salts = folders.map(({ folder }) => JSON.parse(readFileSync(join(folder, 'store.key'), 'utf8')).salt)
  assert.equal(new Set(salts).size, 3)
})

it('without a passphrase the key lies in a file only its owner reads', context => {
  const options = { folder: temporaryFolder(context), suite, random, passphrase: undefined }
  const key = openMasterKey(options)
  assert.equal(statSync(join(options.folder, 'store.key')).mode & 0o777, 0o600)
  assert.deepEqual(openMasterKey(options), key)
  throwsCode('wrong-passphrase', () => openMasterKey({ ...options, passphrase: 'surplus' }))
})

function withStore(context: TestContext): string {
  const folder = temporaryFolder(context)
  openIn(folder).close()
  return folder
}

it('a cut, forged or missing key file is damage, never a new key', context => {
  const options = { folder: withStore(context), suite, random, passphrase: 'old mill', logCost: 4 }
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

it('an identity without its key file is damage too, not the start of a new key', context => {
  const folder = temporaryFolder(context)
  writeFileSync(join(folder, 'identity'), 'sealed')
  throwsCode('store-damaged', () => openMasterKey({ folder, suite, random, passphrase: undefined }))
  assert.deepEqual(readdirSync(folder), ['identity'])
})

it('processes that start at once in a new folder agree on one key', async context => {
  const folder = join(temporaryFolder(context), 'new')
  const env = { ...process.env, [CHILD]: folder, NODE_TEST_CONTEXT: undefined }
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, [import.meta.filename], { env }))
  const lines = children.map(child => createInterface({ input: child.stdout })[Symbol.asyncIterator]())
  for (const line of lines) assert.equal((await line.next()).value, 'ready')
  for (const child of children) child.stdin.end()
  const said: (string | undefined)[] = []
  for (const line of lines) said.push((await line.next()).value)
  const kept = FOLDERS.map(name => JSON.parse(readFileSync(join(folder, name, 'store.key'), 'utf8')).key).join(' ')
  assert.deepEqual(said, [kept, kept, kept, kept])
  for (const name of FOLDERS) {
    assert.deepEqual(readdirSync(join(folder, name)), ['store.key'])
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o700)
  }
})

it('a half-written key file of a process that died is never taken for the key', context => {
  const folder = temporaryFolder(context)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'store.key.0.new'), '{"type":"pla')
  const options = { folder, suite, random, passphrase: undefined }
  assert.deepEqual(openMasterKey(options), openMasterKey(options))
})
