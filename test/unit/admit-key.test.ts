import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import { isAcceptableSignature, keyAdmission } from '#src/crypto/admit-key.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { RecentCache } from '#src/crypto/recent-cache.js'
import { nodeSuite } from '#src/node-suite.js'

const suites = [nobleSuite(), nodeSuite()]
const { Point } = ed25519
const TORSION = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')
const IDENTITY = Point.ZERO.toBytes()

test('an honest key is admitted, again and again', () => {
  const admitKey = keyAdmission()
  const key = ed25519.getPublicKey(new Uint8Array(32).fill(1))
  assert.deepEqual(admitKey(key)?.toBytes(), key)
  assert.equal(admitKey(key), admitKey(Uint8Array.from(key)), 'remembered by its bytes')
})

test('a key of small or mixed order is refused, each of the eight', () => {
  const admitKey = keyAdmission()
  for (let multiple = 0n; multiple < 8n; multiple += 1n) {
    const small = TORSION.multiplyUnsafe(multiple)
    assert.equal(admitKey(small.toBytes()), undefined, `small ${multiple}`)
    const mixed = Point.BASE.multiply(5n).add(small).toBytes()
    assert.equal(admitKey(mixed) !== undefined, multiple === 0n, `mixed ${multiple}`)
  }
})

test('a key that is not a point, or not of 32 bytes, is refused', () => {
  const admitKey = keyAdmission()
  const offCurve = new Uint8Array(32)
  offCurve[0] = 2
  for (const key of [offCurve, new Uint8Array(), new Uint8Array(31), new Uint8Array(33)]) {
    assert.equal(admitKey(key), undefined)
  }
})

test('no encoding with y ≥ p or a negative zero is admitted', () => {
  const admitKey = keyAdmission()
  for (let above = 0n; above < 19n; above += 1n) {
    for (const sign of [0n, 1n << 255n]) {
      assert.equal(admitKey(littleEndian(Point.Fp.ORDER + above + sign)), undefined, `p + ${above}`)
    }
  }
  assert.equal(admitKey(littleEndian(1n + (1n << 255n))), undefined, 'y = 1, x = −0')
  assert.equal(admitKey(littleEndian(Point.Fp.ORDER - 1n + (1n << 255n))), undefined, 'y = −1, x = −0')
})

test('the identity as a key signs nothing, though the equation holds for every message', () => {
  const response = new Uint8Array(32)
  response[0] = 7
  const signature = Uint8Array.of(...Point.BASE.multiply(7n).toBytes(), ...response)
  for (const suite of suites) assert.equal(suite.verify(IDENTITY, Uint8Array.of(1, 2, 3), signature), false)
})

test('S is below L, to the last bit', () => {
  const withS = (s: bigint) => Uint8Array.of(...new Uint8Array(32), ...littleEndian(s))
  const order = Point.Fn.ORDER
  assert.equal(isAcceptableSignature(withS(0n)), true)
  assert.equal(isAcceptableSignature(withS(order - 1n)), true)
  assert.equal(isAcceptableSignature(withS(order)), false)
  assert.equal(isAcceptableSignature(withS(order + 1n)), false)
  assert.equal(isAcceptableSignature(withS(2n ** 256n - 1n)), false)
  assert.equal(isAcceptableSignature(new Uint8Array(63)), false)
  assert.equal(isAcceptableSignature(new Uint8Array(65)), false)
})

test('a point of small order gives no X25519 secret', () => {
  const secret = new Uint8Array(32).fill(9)
  const one = new Uint8Array(32)
  one[0] = 1
  for (const suite of suites) {
    assert.equal(suite.x25519(secret, new Uint8Array(32)), undefined)
    assert.equal(suite.x25519(secret, one), undefined)
    assert.equal(suite.x25519(secret, new Uint8Array(31)), undefined)
  }
})

test('our own mistakes stop the program, the same in both suites', () => {
  const key = new Uint8Array(32)
  for (const suite of suites) {
    const mistakes = [
      () => suite.sign(new Uint8Array(31), key),
      () => suite.ed25519PublicKey(new Uint8Array(64)),
      () => suite.x25519PublicKey(new Uint8Array(0)),
      () => suite.x25519(new Uint8Array(33), key),
      () => suite.seal(new Uint8Array(16), new Uint8Array(12), key),
      () => suite.seal(key, new Uint8Array(8), key),
      () => suite.hkdf(key, key, key, 0),
      () => suite.hkdf(key, key, key, 8161),
      () => suite.hkdf(key, key, new Uint8Array(1025), 32),
    ]
    for (const mistake of mistakes) assert.throws(mistake, { code: 'bug' })
    assert.equal(suite.hkdf(key, key, key, 8160).length, 8160)
  }
})

test('results are plain bytes of their own, not views of a pool', () => {
  const key = new Uint8Array(32).fill(3)
  const nonce = new Uint8Array(12)
  for (const suite of suites) {
    const sealed = suite.seal(key, nonce, key)
    const opened = suite.open(key, nonce, sealed)
    assert.ok(opened)
    for (const result of [
      suite.sha256(key),
      suite.hmac(key),
      suite.sign(key, key),
      suite.x25519PublicKey(key),
      opened,
    ]) {
      assert.equal(Object.getPrototypeOf(result), Uint8Array.prototype)
      assert.equal(result.buffer.byteLength, result.length)
    }
  }
})

test('a full cache lets go of what was used longest ago', () => {
  const cache = new RecentCache<number>(3)
  for (const [index, name] of ['a', 'b', 'c'].entries()) cache.set(name, index)
  assert.equal(cache.get('a'), 0)
  cache.set('d', 3)
  assert.equal(cache.size, 3)
  assert.equal(cache.get('b'), undefined, 'the least recently used left')
  assert.equal(cache.get('a'), 0)
  assert.equal(cache.get('d'), 3)
})

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
}
