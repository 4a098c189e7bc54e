import assert from 'node:assert/strict'
import { createPublicKey, verify as nodeVerify } from 'node:crypto'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { nodeSuite } from '#src/node-suite.js'

const noble = nobleSuite()
const node = nodeSuite()

const { Point } = ed25519
const ORDER = Point.Fn.ORDER
/** Generates the eight points of small order. */
const TORSION = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')

const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const upTo = (maxLength: number) => fc.uint8Array({ maxLength })
const key = exactly(32)
const scalar = fc.bigInt({ min: 1n, max: ORDER - 1n })
const eighth = fc.integer({ min: 0, max: 7 })

test('both suites hash, authenticate and derive the same bytes', () => {
  const parts = fc.array(upTo(200), { maxLength: 4 })
  fc.assert(
    fc.property(parts, upTo(200), upTo(100), fc.integer({ min: 1, max: 300 }), (parts, secret, salt, length) => {
      assert.deepEqual(node.sha256(...parts), noble.sha256(...parts))
      assert.deepEqual(node.hmac(secret, ...parts), noble.hmac(secret, ...parts))
      assert.deepEqual(node.hkdf(secret, salt, salt, length), noble.hkdf(secret, salt, salt, length))
    }),
  )
})

test('both suites agree on X25519 keys and secrets, for any bytes a peer sends', () => {
  fc.assert(
    fc.property(key, key, upTo(40), (alice, sent, odd) => {
      assert.deepEqual(node.x25519PublicKey(alice), noble.x25519PublicKey(alice))
      assert.deepEqual(node.x25519(alice, sent), noble.x25519(alice, sent))
      assert.deepEqual(node.x25519(alice, odd), noble.x25519(alice, odd))
    }),
  )
})

test('what one suite seals the other opens, and neither opens it with one bit changed', () => {
  fc.assert(
    fc.property(key, exactly(12), upTo(500), upTo(60), fc.nat(), (key, nonce, plaintext, associated, place) => {
      const sealed = noble.seal(key, nonce, plaintext, associated)
      assert.deepEqual(node.seal(key, nonce, plaintext, associated), sealed)
      assert.deepEqual(node.open(key, nonce, sealed, associated), plaintext)
      assert.deepEqual(noble.open(key, nonce, sealed, associated), plaintext)
      const altered = flipped(sealed, place)
      for (const suite of [noble, node]) {
        assert.equal(suite.open(key, nonce, altered, associated), undefined)
        assert.equal(suite.open(key, nonce, sealed.subarray(1), associated), undefined)
        assert.equal(suite.open(key, nonce, sealed, Uint8Array.of(...associated, 0)), undefined)
      }
    }),
  )
})

test('leaving out associated data is the same as none', () => {
  fc.assert(
    fc.property(key, exactly(12), upTo(50), (key, nonce, plaintext) => {
      const sealed = noble.seal(key, nonce, plaintext, new Uint8Array())
      assert.deepEqual(noble.seal(key, nonce, plaintext), sealed)
      assert.deepEqual(node.seal(key, nonce, plaintext), sealed)
      assert.deepEqual(node.seal(key, nonce, plaintext, new Uint8Array()), sealed)
      assert.deepEqual(node.open(key, nonce, sealed), plaintext)
    }),
  )
})

test('what one suite signs both take, and neither takes it with one bit changed', () => {
  fc.assert(
    fc.property(key, upTo(200), fc.nat(), (seed, message, place) => {
      const publicKey = noble.ed25519PublicKey(seed)
      const signature = noble.sign(seed, message)
      assert.deepEqual(node.ed25519PublicKey(seed), publicKey)
      assert.deepEqual(node.sign(seed, message), signature)
      for (const suite of [noble, node]) {
        assert.equal(suite.verify(publicKey, message, signature), true)
        assert.equal(suite.verify(publicKey, message, flipped(signature, place)), false)
        assert.equal(suite.verify(flipped(publicKey, place), message, signature), false)
        assert.equal(suite.verify(publicKey, Uint8Array.of(...message, 0), signature), false)
      }
    }),
  )
})

test('no bytes of any length make verify throw or convince a suite', () => {
  const publicKeys = fc.oneof(key, upTo(40))
  const signatures = fc.oneof(exactly(64).map(withSmallScalar), exactly(64), upTo(80))
  fc.assert(
    fc.property(publicKeys, upTo(20), signatures, (publicKey, message, signature) => {
      assert.equal(node.verify(publicKey, message, signature), false)
      assert.equal(noble.verify(publicKey, message, signature), false)
    }),
    { numRuns: 300 },
  )
})

test('bytes that lie inside a larger buffer are read from where they lie', () => {
  fc.assert(
    fc.property(exactly(64), fc.integer({ min: 0, max: 32 }), (buffer, start) => {
      const inside = buffer.subarray(start, start + 32)
      const copy = inside.slice()
      for (const suite of [noble, node]) {
        assert.deepEqual(suite.x25519PublicKey(inside), suite.x25519PublicKey(copy))
        assert.deepEqual(suite.ed25519PublicKey(inside), suite.ed25519PublicKey(copy))
        assert.deepEqual(suite.sign(inside, inside), suite.sign(copy, copy))
      }
    }),
    { numRuns: 30 },
  )
})

test('mallory, who adds small-order points to her key or to R, or L to S, convinces neither suite', () => {
  let splitLibraries = 0
  const message = exactly(16)
  const story = fc.property(
    scalar,
    scalar,
    eighth,
    eighth,
    fc.boolean(),
    message,
    (a, r, onKey, onR, addOrder, message) => {
      const { publicKey, signature } = crafted({ a, r, onKey, onR, addOrder, message })
      const honest = onKey === 0 && onR === 0 && !addOrder
      assert.equal(noble.verify(publicKey, message, signature), honest)
      assert.equal(node.verify(publicKey, message, signature), honest)
      const nobleAlone = ed25519.verify(signature, message, publicKey, { zip215: false })
      if (nobleAlone !== opensslAlone(publicKey, message, signature)) splitLibraries += 1
    },
  )
  fc.assert(story, { numRuns: 300, examples: [[1n, 2n, 0, 0, false, new Uint8Array(16)]] })
  assert.ok(splitLibraries > 0, 'the attack is real: without the rule the libraries disagree')
})

interface Craft {
  readonly a: bigint
  readonly r: bigint
  /** Multiples of the small-order generator added to the key and to R. */
  readonly onKey: number
  readonly onR: number
  readonly addOrder: boolean
  readonly message: Uint8Array
}

/** A signature that satisfies the equation with the cofactor, whatever small-order points are added. */
function crafted({ a, r, onKey, onR, addOrder, message }: Craft) {
  const publicKey = Point.BASE.multiply(a)
    .add(TORSION.multiplyUnsafe(BigInt(onKey)))
    .toBytes()
  const commitment = Point.BASE.multiply(r)
    .add(TORSION.multiplyUnsafe(BigInt(onR)))
    .toBytes()
  const challenge = bytesToNumberLE(sha512(Uint8Array.of(...commitment, ...publicKey, ...message))) % ORDER
  const answer = ((r + challenge * a) % ORDER) + (addOrder ? ORDER : 0n)
  return { publicKey, signature: Uint8Array.of(...commitment, ...numberToBytesLE(answer, 32)) }
}

function opensslAlone(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }
  return nodeVerify(null, message, createPublicKey({ format: 'jwk', key: jwk }), signature)
}

function flipped(bytes: Uint8Array, place: number): Uint8Array {
  const altered = Uint8Array.from(bytes)
  const bit = place % (bytes.length * 8)
  altered[bit >> 3]! ^= 1 << (bit & 7)
  return altered
}

/** S below L, so that the key and the equation are looked at. */
function withSmallScalar(signature: Uint8Array): Uint8Array {
  signature[63]! &= 0x0f
  return signature
}
