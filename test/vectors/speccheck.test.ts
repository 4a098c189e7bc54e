import assert from 'node:assert/strict'
import { test } from 'node:test'
import { absent, bytes, readVectors, suites } from './suites.ts'

const FILE = 'ed25519-speccheck.json'
type Case = { readonly message: string; readonly pub_key: string; readonly signature: string }

/** Keys of small or mixed order (0–5), S ≥ L (6, 7), R (8, 9) and key (10, 11) encoded with y ≥ p. */
test('no suite takes any of the twelve signatures that libraries disagree about', { skip: absent(FILE) }, () => {
  const cases = readVectors<readonly Case[]>(FILE)
  assert.equal(cases.length, 12)
  for (const suite of suites) {
    const taken = cases.flatMap(({ message, pub_key, signature }, index) =>
      suite.verify(bytes(pub_key), bytes(message), bytes(signature)) ? [index] : [],
    )
    assert.deepEqual(taken, [], suite.name)
  }
})
