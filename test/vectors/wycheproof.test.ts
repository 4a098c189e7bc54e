import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import type { Suite } from '#src/crypto/suite.js'
import { absent, bytes, hex, readVectors, suites, type WycheproofFile, type WycheproofTest } from './suites.ts'

type Aead = { key: string; iv: string; aad: string; msg: string; ct: string; tag: string }
type Exchange = { public: string; private: string; shared: string }
type Signature = { msg: string; sig: string }
type Mac = { key: string; msg: string; tag: string }
type Derivation = { ikm: string; salt: string; info: string; size: number; okm: string }
type Tests<Case> = { readonly tests: readonly (Case & WycheproofTest)[] }

/** Asks every suite about every case of `file`: all say the same, and what Wycheproof says where it has a verdict. */
function wycheproof<Case, Group extends Tests<Case>>(
  file: string,
  verdict: (suite: Suite, vector: Group['tests'][number], group: Group) => boolean,
): void {
  const path = `wycheproof/${file}`
  test(`every suite gives Wycheproof's verdict on ${file}`, { skip: absent(path) }, () => {
    const { numberOfTests, testGroups } = readVectors<WycheproofFile<Group>>(path)
    let asked = 0
    for (const group of testGroups) {
      for (const vector of group.tests) {
        const verdicts = suites.map(suite => verdict(suite, vector, group))
        const where = `${file} #${vector.tcId} ${vector.comment}`
        assert.equal(new Set(verdicts).size, 1, `the suites disagree: ${where}`)
        if (vector.result !== 'acceptable') assert.equal(verdicts[0], vector.result === 'valid', where)
        asked += 1
      }
    }
    assert.equal(asked, numberOfTests)
    assert.ok(asked > 50)
  })
}

wycheproof<Signature, Tests<Signature> & { publicKey: { pk: string } }>(
  'ed25519_test.json',
  (suite, { msg, sig }, { publicKey }) => suite.verify(bytes(publicKey.pk), bytes(msg), bytes(sig)),
)

wycheproof<Aead, Tests<Aead>>('chacha20_poly1305_test.json', (suite, { key, iv, aad, msg, ct, tag, result }) => {
  if (result === 'valid') {
    assert.equal(hex(suite.seal(bytes(key), bytes(iv), bytes(msg), bytes(aad))), ct + tag)
  }
  const opened = suite.open(bytes(key), bytes(iv), bytes(ct + tag), bytes(aad))
  return opened !== undefined && hex(opened) === msg
})

wycheproof<Mac, Tests<Mac>>('hmac_sha256_test.json', (suite, { key, msg, tag }) => {
  return hex(suite.hmac(bytes(key), bytes(msg)))?.startsWith(tag) ?? false
})

wycheproof<Derivation, Tests<Derivation>>('hkdf_sha256_test.json', (suite, { ikm, salt, info, size, okm }) => {
  try {
    return hex(suite.hkdf(bytes(ikm), bytes(salt), bytes(info), size)) === okm
  } catch (error) {
    assert.ok(error instanceof TocsinError && error.code === 'bug')
    return false
  }
})

const ALL_ZERO = '00'.repeat(32)

// the curve's twist and small orders are "acceptable" to Wycheproof; RFC 7748 computes the first and refuses the last
wycheproof<Exchange, Tests<Exchange>>('x25519_test.json', (suite, vector) => {
  const shared = hex(suite.x25519(bytes(vector.private), bytes(vector.public)))
  const expected = vector.shared === ALL_ZERO ? undefined : vector.shared
  assert.equal(shared, expected, `x25519_test.json #${vector.tcId} ${vector.comment} in ${suite.name}`)
  return shared !== undefined
})
