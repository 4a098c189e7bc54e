/**
 * Frozen bytes of prekeys, X3DH, the ratchet, a slot and a sealed body, in both suites; and the key schedule once more by
 * the book, from the primitives alone. A change here is another protocol.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import type { Random } from '#src/base/random.js'
import { Changes } from '#src/crypto/pairwise/changes.js'
import { type Channels, hearChannels, setMembers, startChannels } from '#src/crypto/pairwise/channels.js'
import { initiate } from '#src/crypto/pairwise/initiating.js'
import { encodePrekeys } from '#src/crypto/pairwise/key-messages.js'
import { signPrekeys } from '#src/crypto/pairwise/x3dh.js'
import type { CipherContext, CipherSelf } from '#src/crypto/schemes/group-cipher.js'
import { pairwise } from '#src/crypto/schemes/pairwise.js'
import type { Suite } from '#src/crypto/suite.js'
import { hex, suites, text } from './suites.ts'

const fill = (byte: number, length = 32) => new Uint8Array(length).fill(byte)
const GROUP = fill(0x6e)
const ENTRY = fill(0xe1)
const BODY = Uint8Array.from([...fill(0x5a, 16), ...text('hello')])

/** Gives these secrets in turn. */
function fixed(...secrets: readonly number[]): Random {
  const left = [...secrets]
  return { bytes: length => fill(left.shift()!, length), next: () => 0 }
}

function personOf(suite: Suite, seed: number, link: number): CipherSelf {
  const identityKey = suite.ed25519PublicKey(fill(seed))
  const member = memberIdOf(identityKey)
  return { member, seed: fill(seed), identityKey, linkSecret: fill(link), linkKey: suite.x25519PublicKey(fill(link)) }
}

/** Bob has published; alice begins with him and sends him a body. */
function story(suite: Suite) {
  const [a, b] = [personOf(suite, 0xa1, 0xa2), personOf(suite, 0xb1, 0xb2)]
  const contextOf = (self: CipherSelf, random: Random): CipherContext => ({ suite, random, group: GROUP, self })
  // a signed prekey and 16 one-time ones, of which the page shows the first
  const bobs = contextOf(b, fixed(0xb3, ...Array.from({ length: 16 }, (_, at) => 0xc0 + at)))
  const startedB = startChannels(bobs, [b], 0)
  const prekeys = { signed: suite.x25519PublicKey(fill(0xb3)), oneTime: [suite.x25519PublicKey(fill(0xc0))] }
  const signature = signPrekeys(suite, b.seed, GROUP, prekeys)
  const bundle = encodePrekeys({ ...prekeys, signature })

  const alices = (...secrets: readonly number[]) => contextOf(a, fixed(...secrets))
  const random = fixed(0xa3, ...Array.from({ length: 16 }, (_, at) => 0xd0 + at))
  const startedA = startChannels(contextOf(a, random), [a, b], 0)
  const hear = (context: CipherContext, state: Channels, from: CipherSelf, payload: Uint8Array) =>
    hearChannels(context, state, { from: from.member, entryId: fill(0), payload }, 0)
  const heard = hear(alices(), startedA.state, b, bundle)
  assert.deepEqual(heard.notices, [])
  const changes = new Changes(heard.state)
  initiate(alices(0xa4, 0xa5), changes, [b.member], 0)
  const begun = changes.step()
  const initiation = begun.publish[0]!
  const withA = setMembers(bobs, startedB.state, [a, b])
  const accepted = hear(contextOf(b, fixed(0xb4)), withA.state, a, initiation)
  assert.deepEqual(accepted.notices, [])

  const entry = { author: a.member, entryId: ENTRY }
  const sealed = pairwise.seal(alices(0xcc), begun.state, entry, BODY, 0)
  assert.equal(sealed.type, 'sealed')
  if (sealed.type !== 'sealed') throw new Error('not sealed')
  const opened = pairwise.open(contextOf(b, fixed()), accepted.state, entry, sealed.sealed, 0)
  assert.ok(opened.type === 'opened')
  assert.equal(hex(opened.body), hex(BODY))
  const sessionA = begun.state.peers.get(b.member)!.sessions[0]!
  const sessionB = accepted.state.peers.get(a.member)!.sessions[0]!
  return { a, b, prekeys, bundle, initiation, sealed: sealed.sealed, sessionA, sessionB }
}

const expected = {
  prekeys:
    '011984e5f45500244a4d4b07a3db3e181e5afcb828c0bdb147239666e16906833a0fa2bd7be1c07a582cd6ab4c24bbfb' +
    '5445630b47cc8f715157a5f4a1b1d43ba7e3347b69a3c31e7b152773a70b9ad765ea9e0b845c313106701c2a7aa7c6f3' +
    '091c78fc71ef01855f670c555c82226397f0e73b0aaf443a491d4110dc22f28236',
  initiation:
    '02d6a2527c018dfce085a4a50ad66e0010dd3413be94cbb0a75233299a6afe18001984e5f41c78fc715fef13fc76023a' +
    '9ee6ded987b6aa93958cdc2097ef9fc845d5319c9ca100d35e0000000000000000dc5e1cf6a49bdc5cf640719532f5e6' +
    '23',
  binding: 'ff4f83baaf90211c238c4e2a96d6f63d3ef8da61efccb853dc94f128674586f6',
  tagKey: 'fc53d19311bb263f10120bbd034644912f6c7288c4be04720e141aaa45e93ed3',
  rootOfAlice: '8d8ed9bc737e1b257d8ecaa871fa5c2a62cbd1200ea5a919799096980982ab68',
  chainOfAlice: 'd2095cbc64ff1076dd183d64f4700fec74df371b33cd6be1c3284b4ae40a0f30',
  rootOfBob: '249335c93b0a2807582e62bd8076bf3ba22e2944623c4f8cd2ca964d7371ce47',
  chainOfBob: '2e59118c0fb05248651b56c09fa85773e8eb77199e1d1b2f3eee859704a621c3',
  slot:
    '6d3c8d725fef13fc76023a9ee6ded987b6aa93958cdc2097ef9fc845d5319c9ca100d35e0000000000000001591d71a1' +
    'b5f0ad32c9c68d38bdc59e61a92d740c2a9f08c46a0056b1a0a886e9644962667633e98fcddac18b2c6ca54e',
  sealed:
    '00016d3c8d725fef13fc76023a9ee6ded987b6aa93958cdc2097ef9fc845d5319c9ca100d35e0000000000000001591d' +
    '71a1b5f0ad32c9c68d38bdc59e61a92d740c2a9f08c46a0056b1a0a886e9644962667633e98fcddac18b2c6ca54ef09d' +
    'e959694cece00e0760c87a19f4ff1932d863a9a9404f71995cc533fab021ab24c137512f',
}

const u32 = (value: number) => Uint8Array.of(0, 0, 0, value)
const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

/** docs/protocol.md, read from the top. */
function byTheBook(suite: Suite) {
  const { a, b, prekeys } = story(suite)
  const [ephemeral, ratchet, signed, oneTime] = [fill(0xa4), fill(0xa5), prekeys.signed, prekeys.oneTime[0]!]
  const dh = (secret: Uint8Array, key: Uint8Array) => suite.x25519(secret, key)!
  const ek = suite.x25519PublicKey(ephemeral)
  const people = [a.identityKey, a.linkKey, b.identityKey, b.linkKey]
  const binding = suite.sha256(text('tocsin x3dh 1'), GROUP, ...people, ek, signed, oneTime)
  const shared = joined(
    fill(0xff),
    dh(a.linkSecret, signed),
    dh(ephemeral, b.linkKey),
    dh(ephemeral, signed),
    dh(ephemeral, oneTime),
  )
  const keys = suite.hkdf(shared, fill(0), joined(text('tocsin x3dh keys 1'), binding), 64)
  const [secret, tagKey] = [keys.slice(0, 32), keys.slice(32)]

  const rootStep = (root: Uint8Array, own: Uint8Array, peer: Uint8Array) => {
    const next = suite.hkdf(dh(own, peer), root, text('tocsin ratchet 1'), 64)
    return { root: next.slice(0, 32), chain: next.slice(32) }
  }
  const first = rootStep(secret, ratchet, signed)
  const ratchetKey = suite.x25519PublicKey(ratchet)
  const message = (chain: Uint8Array, n: number, plaintext: Uint8Array, associated: Uint8Array) => {
    const header = joined(ratchetKey, u32(0), u32(n))
    const digest = suite.sha256(text('tocsin message 1'), binding, header, associated)
    const key = suite.hmac(suite.hmac(chain, Uint8Array.of(1)), digest)
    return joined(header, suite.seal(key, digest.subarray(0, 12), plaintext, digest))
  }
  const next = suite.hmac(first.chain, Uint8Array.of(2))
  const start = message(first.chain, 0, new Uint8Array(0), text('tocsin start 1'))

  const associated = joined(text('tocsin pairwise 1'), ENTRY)
  const contentKey = fill(0xcc)
  const tag = suite.hmac(tagKey, b.identityKey, associated).subarray(0, 4)
  const slot = joined(tag, message(next, 1, contentKey, associated))
  const head = joined(Uint8Array.of(0, 1), slot)
  // 21 bytes and the mark make 22, which Padmé leaves as it is
  const padded = joined(BODY, Uint8Array.of(0x80))
  const sealed = joined(head, suite.seal(contentKey, ENTRY.subarray(0, 12), padded, joined(ENTRY, head)))
  // bob answers with a new key against hers
  const answer = rootStep(first.root, fill(0xb4), ratchetKey)
  return {
    prekeys: hex(
      joined(
        Uint8Array.of(1),
        signed,
        suite.sign(b.seed, joined(text('tocsin prekeys 1'), GROUP, signed, oneTime)),
        oneTime,
      ),
    ),
    initiation: hex(joined(Uint8Array.of(2), ek, signed.subarray(0, 4), oneTime.subarray(0, 4), start)),
    binding: hex(binding),
    tagKey: hex(tagKey),
    rootOfAlice: hex(first.root),
    chainOfAlice: hex(next),
    rootOfBob: hex(answer.root),
    chainOfBob: hex(answer.chain),
    slot: hex(slot),
    sealed: hex(sealed),
  }
}

for (const suite of suites) {
  test(`pairwise: the frozen bytes come out of ${suite.name}`, () => {
    const { bundle, initiation, sealed, sessionA, sessionB } = story(suite)
    const found = {
      prekeys: hex(bundle),
      initiation: hex(initiation),
      binding: hex(sessionA.binding),
      tagKey: hex(sessionA.tagKey),
      rootOfAlice: hex(sessionA.root),
      chainOfAlice: hex(sessionA.sending?.key),
      rootOfBob: hex(sessionB.root),
      chainOfBob: hex(sessionB.sending?.key),
      slot: hex(sealed.subarray(2, 94)),
      sealed: hex(sealed),
    }
    assert.deepEqual(found, expected)
  })

  test(`pairwise: who follows the page with the primitives of ${suite.name} comes to the same bytes`, () => {
    assert.deepEqual(byTheBook(suite), expected)
  })
}
