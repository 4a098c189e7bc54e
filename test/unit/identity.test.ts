/** Who a folder is: kept whole, for its owner's eyes, and never silently replaced by somebody new. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { hasIdentity, loadIdentity, newIdentity, saveIdentity } from '#src/identity.js'
import { masterKey, openIn, temporaryFolder, throwsCode } from '../support/store-cast.ts'

const suite = nobleSuite()
const random = new SeededRandom(4)
const alice = newIdentity(suite, random)

const save = (folder: string, name = 'alice') => saveIdentity(suite, random, folder, masterKey, alice, name)

function aliceFolder(context: TestContext): string {
  const folder = join(temporaryFolder(context), 'data')
  save(folder)
  return folder
}

it('an identity comes back as it was saved, with its name', context => {
  const folder = join(temporaryFolder(context), 'data')
  assert.equal(hasIdentity(folder), false)
  throwsCode('no-identity', () => loadIdentity(suite, folder, masterKey))
  save(folder, 'Ålice \u{1f514}')
  assert.deepEqual(loadIdentity(suite, folder, masterKey), { identity: alice, name: 'Ålice \u{1f514}' })
})

it('only its owner reads it, and the file shows neither key nor name', context => {
  const folder = aliceFolder(context)
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'identity')).mode & 0o777, 0o600)
  const raw = readFileSync(join(folder, 'identity'))
  for (const secret of [alice.seed, alice.linkSecret, 'alice']) assert.equal(raw.includes(Buffer.from(secret)), false)
  assert.deepEqual(readdirSync(folder), ['identity'])
})

it('a second identity is refused and the first one stays', context => {
  const folder = aliceFolder(context)
  throwsCode('identity-exists', () =>
    saveIdentity(suite, random, folder, masterKey, newIdentity(suite, random), 'mallory'),
  )
  assert.equal(loadIdentity(suite, folder, masterKey).name, 'alice')
})

it('another key is told from a damaged file', context => {
  const folder = aliceFolder(context)
  throwsCode('wrong-passphrase', () => loadIdentity(suite, folder, new Uint8Array(32).fill(8)))
})

it('an identity cut at any byte or altered in any is damage, never a wrong or a new identity', context => {
  const folder = aliceFolder(context)
  const file = join(folder, 'identity')
  const whole = readFileSync(file)
  for (let at = 0; at < whole.length; at += 1) {
    writeFileSync(file, whole)
    truncateSync(file, at)
    throwsCode('store-damaged', () => loadIdentity(suite, folder, masterKey))
    throwsCode('identity-exists', () => save(folder))
    const altered = Buffer.from(whole)
    altered[at] = (altered[at] ?? 0) ^ 1
    writeFileSync(file, altered)
    throwsCode('store-damaged', () => loadIdentity(suite, folder, masterKey))
  }
  writeFileSync(file, whole)
  assert.deepEqual(loadIdentity(suite, folder, masterKey).identity, alice)
})

it('what a process that died left half written is not an identity', context => {
  const folder = temporaryFolder(context)
  writeFileSync(join(folder, 'identity.0011223344556677.new'), 'half of it')
  assert.equal(hasIdentity(folder), false)
  save(folder)
  assert.deepEqual(loadIdentity(suite, folder, masterKey).identity, alice)
})

it('a folder with history but without its identity is damage, not a new member', context => {
  const folder = aliceFolder(context)
  openIn(folder).close()
  rmSync(join(folder, 'identity'))
  throwsCode('store-damaged', () => save(folder))
  assert.equal(hasIdentity(folder), false)
})
