/**
 * Which Ed25519 keys and signatures are acceptable at all: the part of the verdict that both suites share.
 *
 * Libraries disagree at the edges: noble multiplies by the cofactor, OpenSSL compares R byte for byte, and with a key
 * outside the prime-order subgroup a signature can be crafted that only one of them takes, which splits a group. Over
 * the keys admitted here, and with S < L, there is exactly one R that verifies, so every implementation that compares
 * R' = R byte for byte agrees. Must never throw: both arguments come from the network.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { hexOf } from '../base/ids.js'
import { RecentCache } from './recent-cache.js'

export type EdwardsPoint = InstanceType<typeof ed25519.Point>

/** The signers of a few busy groups; a key that was pushed out costs one more admission (about a millisecond). */
export const MAX_ADMITTED_KEYS = 1024

/** The point of an acceptable public key; undefined for any other bytes. */
export type AdmitKey = (publicKey: Uint8Array) => EdwardsPoint | undefined

/** Admission with a memory of its own: the subgroup check is paid once per key. Refusals are not kept. */
export function keyAdmission(): AdmitKey {
  const admitted = new RecentCache<EdwardsPoint>(MAX_ADMITTED_KEYS)
  return publicKey => {
    if (publicKey.length !== 32) return undefined
    const name = hexOf(publicKey)
    const known = admitted.get(name)
    if (known !== undefined) return known
    const point = acceptablePoint(publicKey)
    if (point !== undefined) admitted.set(name, point)
    return point
  }
}

/**
 * 64 bytes with S < L (RFC 8032 §5.1.7): adding L to S would give a second signature for the same message. R needs no
 * rule of its own: R' is always encoded canonically, and R has to equal it.
 */
export function isAcceptableSignature(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  for (let index = 31; index >= 0; index -= 1) {
    const byte = signature[32 + index]!
    const bound = ORDER[index]!
    if (byte !== bound) return byte < bound
  }
  return false
}

/** L = 2^252 + 27742317777372353535851937790883648493, little-endian. */
const ORDER = Uint8Array.from([
  0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0x10,
])

function acceptablePoint(publicKey: Uint8Array): EdwardsPoint | undefined {
  let point: EdwardsPoint
  try {
    // strict decoding: y < p, on the curve, no negative zero. The subgroup check alone would refuse every other
    // encoding too, for none is of a prime-order point, but that is luck of the curve and not a rule to lean on
    point = ed25519.Point.fromBytes(publicKey, false)
  } catch {
    return undefined
  }
  // the identity is torsion-free, and as a key it signs every message
  if (point.is0() || !point.isTorsionFree()) return undefined
  return point
}
