/**
 * Safety numbers: what two members compare by voice or on paper to know that nobody sits between them. Serves
 * docs/protocol.md, "Safety numbers". It is no secret and must never depend on one, nor on who computes it.
 *
 * Each member has a half of its own, so that whoever wants to sit between two must find, for each, keys of its own
 * that give the half of the other: two searches for one value, where a number over both would fall to a collision.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { label } from '../base/bytes.js'
import type { Suite } from './suite.js'

/** What is verified of a member: the keys that all else rests on, whatever the encryption of the group. */
export interface VerifiedKeys {
  /** Ed25519 identity key. */
  readonly member: Uint8Array
  /** X25519 key of its links. */
  readonly linkKey: Uint8Array
}

/** The same number twice: either may be compared. */
export interface SafetyNumber {
  /** 60 digits in groups of five; the first half is one member's. */
  readonly digits: string
  /** 18 words; the first nine are the same member's. */
  readonly words: string
}

/** Bits of a half: nine words of eleven bits each, and no more than thirty digits. */
const HALF_BITS = 99
const HALF_BYTES = 13
const HALF_DIGITS = 30
const HALF_WORDS = 9
const WORD_BITS = 11n
/** Hashes for one half: thirteen bits more for who searches, milliseconds for who compares. */
const SAFETY_ROUNDS = 8192

/** The same on both sides. `group` is the group's id; throws nothing, whatever the keys. */
export function safetyNumber(suite: Suite, group: Uint8Array, one: VerifiedKeys, other: VerifiedKeys): SafetyNumber {
  const pair = isBefore(one.member, other.member) ? [one, other] : [other, one]
  const halves = pair.map(keys => halfOf(suite, group, keys))
  return { digits: halves.map(digitsOf).join(' '), words: halves.map(wordsOf).join(' ') }
}

/** What is kept of keys that were verified. */
export function verifiedHash(suite: Suite, group: Uint8Array, { member, linkKey }: VerifiedKeys): Uint8Array {
  return suite.sha256(label('tocsin verified 1'), group, member, linkKey)
}

function halfOf(suite: Suite, group: Uint8Array, { member, linkKey }: VerifiedKeys): bigint {
  const start = suite.sha256(label('tocsin safety 1'), group, member, linkKey)
  let hash = start
  // with the start in each round no chain of hashes serves the search for two keys
  for (let round = 0; round < SAFETY_ROUNDS; round += 1) hash = suite.sha256(hash, start)
  const first = hash.subarray(0, HALF_BYTES).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  return first >> BigInt(HALF_BYTES * 8 - HALF_BITS)
}

function digitsOf(half: bigint): string {
  const digits = half.toString().padStart(HALF_DIGITS, '0')
  return digits.replaceAll(/\d{5}(?=\d)/gu, '$& ')
}

function wordsOf(half: bigint): string {
  const words: string[] = []
  for (let left = half, count = 0; count < HALF_WORDS; left >>= WORD_BITS, count += 1) {
    words.unshift(wordlist[Number(left & 0x7ffn)]!)
  }
  return words.join(' ')
}

/** By the bytes of the keys, the first that differs. */
function isBefore(one: Uint8Array, other: Uint8Array): boolean {
  const at = one.findIndex((byte, index) => byte !== other[index])
  return at >= 0 && one[at]! < (other[at] ?? 0)
}
