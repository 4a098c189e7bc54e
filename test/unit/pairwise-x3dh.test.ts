import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  agreeAsInitiator,
  agreeAsResponder,
  prekeysAreSigned,
  signPrekeys,
  type Terms,
} from '#src/crypto/pairwise/x3dh.js'
import { nodeSuite } from '#src/node-suite.js'
import { GROUP, selfOf } from '../support/circle.ts'

const suite = nodeSuite()
const [alice, bob, mallory] = [selfOf(suite, 1), selfOf(suite, 2), selfOf(suite, 3)]
const fill = (byte: number) => new Uint8Array(32).fill(byte)
const [ephemeralSecret, signedSecret, oneTimeSecret] = [fill(4), fill(5), fill(6)]
const keyOf = (secret: Uint8Array) => suite.x25519PublicKey(secret)

/** Alice begins with bob. */
const terms: Terms = {
  group: GROUP,
  initiator: alice,
  responder: bob,
  ephemeral: keyOf(ephemeralSecret),
  signed: keyOf(signedSecret),
  oneTime: keyOf(oneTimeSecret),
}

function asAlice(change: Partial<Terms> = {}, linkSecret = alice.linkSecret) {
  return agreeAsInitiator(suite, { ...terms, ...change }, linkSecret, ephemeralSecret)
}

function asBob(change: Partial<Terms> = {}, oneTime: Uint8Array | undefined = oneTimeSecret) {
  return agreeAsResponder(suite, { ...terms, ...change }, bob.linkSecret, signedSecret, oneTime)
}

test('both sides agree, with a one-time prekey and without', () => {
  assert.deepEqual(asAlice(), asBob())
  const without = asAlice({ oneTime: undefined })
  assert.deepEqual(
    without,
    agreeAsResponder(suite, { ...terms, oneTime: undefined }, bob.linkSecret, signedSecret, undefined),
  )
  assert.notDeepEqual(without?.root, asAlice()?.root)
})

test('another group, another name, another link key or another prekey: nothing in common', () => {
  const changes: readonly Partial<Terms>[] = [
    { group: fill(1) },
    { initiator: { ...alice, identityKey: mallory.identityKey } },
    { initiator: { ...alice, linkKey: mallory.linkKey } },
    { responder: { ...bob, identityKey: mallory.identityKey } },
    { signed: keyOf(fill(7)) },
    { oneTime: keyOf(fill(7)) },
    { ephemeral: keyOf(fill(7)) },
  ]
  const agreed = asAlice()
  for (const change of changes) {
    const other = asBob(change)
    assert.notDeepEqual(other?.root, agreed?.root)
    assert.notDeepEqual(other?.binding, agreed?.binding)
  }
})

test('a key of small order, wherever it stands, ends it', () => {
  const zeros = new Uint8Array(32)
  assert.equal(asAlice({ signed: zeros }), undefined)
  assert.equal(asAlice({ oneTime: zeros }), undefined)
  assert.equal(asAlice({ responder: { ...bob, linkKey: zeros } }), undefined)
  assert.equal(asBob({ ephemeral: zeros }), undefined)
  assert.equal(asBob({ initiator: { ...alice, linkKey: zeros } }), undefined)
})

test('a thief of bob’s link key cannot begin in alice’s name', () => {
  const agreedByBob = asBob()
  // mallory knows bob's link secret, all public keys, and an ephemeral secret of her own choice; alice's secret she lacks
  for (const linkSecret of [bob.linkSecret, mallory.linkSecret, ephemeralSecret]) {
    assert.notDeepEqual(asAlice({}, linkSecret)?.root, agreedByBob?.root)
  }
})

test('a thief of alice’s link key cannot answer her in bob’s name', () => {
  const agreedByAlice = asAlice()
  for (const linkSecret of [alice.linkSecret, mallory.linkSecret]) {
    const posing = agreeAsResponder(suite, terms, linkSecret, signedSecret, oneTimeSecret)
    assert.notDeepEqual(posing?.root, agreedByAlice?.root, 'not even with the prekey’s secret')
  }
})

test('prekeys are signed by their owner, for one group, all of them together', () => {
  const keys = { signed: terms.signed, oneTime: [keyOf(fill(8)), keyOf(fill(9))] }
  const signature = signPrekeys(suite, bob.seed, GROUP, keys)
  const holds = (group = GROUP, owner = bob.identityKey, signed = keys) =>
    prekeysAreSigned(suite, owner, group, signed, signature)
  assert.equal(holds(), true)
  assert.equal(holds(fill(1)), false)
  assert.equal(holds(GROUP, mallory.identityKey), false)
  assert.equal(holds(GROUP, bob.identityKey, { ...keys, signed: keyOf(fill(7)) }), false)
  assert.equal(holds(GROUP, bob.identityKey, { ...keys, oneTime: keys.oneTime.slice(1) }), false)
})
