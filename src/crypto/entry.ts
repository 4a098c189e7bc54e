/**
 * The entry header: a fixed byte layout whose hash is the entry's name.
 *
 * Serves docs/protocol.md, "Entries". One header has one encoding, so that one entry has one id everywhere. Decoding
 * never believes: what is not exactly an encoding of the layout, within its bounds, is undefined. Whether the signer
 * may sign for the author, and whether the parents exist, is for those who hold the group's state.
 */
import { fromString } from 'uint8arrays/from-string'
import { TocsinError } from '../base/errors.js'
import { MAX_PARENTS, MAX_TEXT_BYTES } from '../base/limits.js'
import { sameBytes } from './same.js'
import type { Suite } from './suite.js'

export interface EntryHeader {
  /** 0 clear, 1 per-peer, 2 pairwise, 3 sender-keys, 4 mls. */
  readonly scheme: number
  readonly kind: number
  /** Id of the genesis; zeros in the genesis itself, whose id it becomes. */
  readonly group: Uint8Array
  /** Ed25519 identity key of the member. */
  readonly author: Uint8Array
  /** Ed25519 key that signs. */
  readonly signer: Uint8Array
  readonly epoch: number
  /** Bit 0: 0 control, 1 content. */
  readonly log: bigint
  readonly seq: number
  /** Id of the entry before in the same log; zeros at seq 0 and only there. */
  readonly prev: Uint8Array
  /** Ids of the heads of other logs, strictly ascending. */
  readonly parents: readonly Uint8Array[]
  /** The author's wall clock, ms since the epoch; for the eye, never for a rule. */
  readonly time: number
  /** First key of the display order; above that of prev and of every parent. */
  readonly order: bigint
  /** SHA-256("body" ‖ salt ‖ plaintext). */
  readonly commit: Uint8Array
  /** Bytes of salt ‖ plaintext. */
  readonly bodyLength: number
}

export const ENTRY_VERSION = 1
export const HASH_BYTES = 32
/** Keeps a short text from being guessed from its commitment. */
export const SALT_BYTES = 16
export const MAX_BODY_BYTES = MAX_TEXT_BYTES + SALT_BYTES
const MAX_SCHEME = 4
/** Signed 64-bit columns hold it, and a million years of milliseconds fit below. */
const ORDER_END = 2n ** 63n
/** A number in every language's date type; beyond the year 6000. */
const TIME_END = 2 ** 47
const KIND_AT = 2
const AUTHOR_AT = 35
const LOG_AT = 103
const PREV_AT = 115
const PARENT_COUNT_AT = 147
const BYTES_WITHOUT_PARENTS = 198

const ENTRY = fromString('entry')
const BODY = fromString('body')

/** Whose entry it claims to be, and of which log: for whoever must choose before anything is verified. */
export function claimIn(header: Uint8Array): Pick<EntryHeader, 'author' | 'log'> | undefined {
  if (header.length < BYTES_WITHOUT_PARENTS) return undefined
  const view = new DataView(header.buffer, header.byteOffset)
  return { author: header.subarray(AUTHOR_AT, AUTHOR_AT + HASH_BYTES), log: view.getBigUint64(LOG_AT) }
}

/** The id of the entry before, of a header that was decoded once. */
export function prevIn(header: Uint8Array): Uint8Array {
  return header.subarray(PREV_AT, PREV_AT + HASH_BYTES)
}

/** The header's bytes. Throws `bug` on fields outside the layout's bounds: they are our own. */
export function encodeHeader(header: EntryHeader): Uint8Array {
  const bytes = new Uint8Array(BYTES_WITHOUT_PARENTS + HASH_BYTES * header.parents.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  const hash = (value: Uint8Array): void => {
    if (value.length !== HASH_BYTES) throw new TocsinError('bug', `a header field has ${value.length} bytes, not 32`)
    bytes.set(value, at)
    at += HASH_BYTES
  }
  bytes.set([ENTRY_VERSION, header.scheme, header.kind])
  at = 3
  hash(header.group)
  hash(header.author)
  hash(header.signer)
  view.setUint32(at, header.epoch)
  view.setBigUint64(at + 4, header.log)
  view.setUint32(at + 12, header.seq)
  at += 16
  hash(header.prev)
  bytes[at] = header.parents.length
  at += 1
  for (const parent of header.parents) hash(parent)
  view.setUint16(at, Math.floor(header.time / 2 ** 32))
  view.setUint32(at + 2, header.time % 2 ** 32)
  view.setBigUint64(at + 6, header.order)
  at += 14
  hash(header.commit)
  view.setUint32(at, header.bodyLength)
  const decoded = decodeHeader(bytes)
  // one set of rules: what we could not read back as it was meant, we must not sign
  if (decoded === undefined || !sameNumbers(header, decoded)) {
    throw new TocsinError('bug', 'a header field is out of bounds')
  }
  return bytes
}

/** How long the header is that begins at `at`, and the body that it names; undefined where none can begin. Believes nothing else. */
export function lengthsAt(
  bytes: Uint8Array,
  at: number,
): { readonly header: number; readonly body: number } | undefined {
  const parentCount = bytes[at + PARENT_COUNT_AT]
  if (parentCount === undefined || parentCount > MAX_PARENTS) return undefined
  const header = BYTES_WITHOUT_PARENTS + HASH_BYTES * parentCount
  if (at + header > bytes.length) return undefined
  return { header, body: new DataView(bytes.buffer, bytes.byteOffset + at, header).getUint32(header - 4) }
}

/** The kind in a header that was decoded before. */
export function kindOf(header: Uint8Array): number {
  return header[KIND_AT]!
}

/** The fields of exactly one header, or undefined. The byte fields are copies. */
export function decodeHeader(bytes: Uint8Array): EntryHeader | undefined {
  const parentCount = bytes[PARENT_COUNT_AT]
  if (parentCount === undefined || parentCount > MAX_PARENTS) return undefined
  if (bytes.length !== BYTES_WITHOUT_PARENTS + HASH_BYTES * parentCount) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // not `slice`: of a Buffer it would share the memory
  const hash = (at: number): Uint8Array => new Uint8Array(bytes.subarray(at, at + HASH_BYTES))
  const parents = Array.from({ length: parentCount }, (_, index) => hash(PARENT_COUNT_AT + 1 + HASH_BYTES * index))
  const tail = PARENT_COUNT_AT + 1 + HASH_BYTES * parentCount
  const header = {
    scheme: view.getUint8(1),
    kind: view.getUint8(KIND_AT),
    group: hash(3),
    author: hash(35),
    signer: hash(67),
    epoch: view.getUint32(99),
    log: view.getBigUint64(103),
    seq: view.getUint32(111),
    prev: hash(115),
    parents,
    time: view.getUint16(tail) * 2 ** 32 + view.getUint32(tail + 2),
    order: view.getBigUint64(tail + 6),
    commit: hash(tail + 14),
    bodyLength: view.getUint32(tail + 46),
  }
  if (view.getUint8(0) !== ENTRY_VERSION || header.scheme > MAX_SCHEME) return undefined
  if (header.order >= ORDER_END || header.time >= TIME_END) return undefined
  if (header.bodyLength < SALT_BYTES || header.bodyLength > MAX_BODY_BYTES) return undefined
  if ((header.seq === 0) !== isZero(header.prev)) return undefined
  return isAscending(parents) ? header : undefined
}

/** The entry's id as bytes: SHA-256("entry" ‖ header). */
export function entryHash(suite: Suite, headerBytes: Uint8Array): Uint8Array {
  return suite.sha256(ENTRY, headerBytes)
}

/** SHA-256("body" ‖ salt ‖ plaintext) of a clear body. */
export function commitmentOf(suite: Suite, body: Uint8Array): Uint8Array {
  return suite.sha256(BODY, body)
}

/** Whether this clear body (salt ‖ plaintext) is the one the header commits to. */
export function bodyMatches(suite: Suite, header: EntryHeader, body: Uint8Array): boolean {
  return body.length === header.bodyLength && sameBytes(commitmentOf(suite, body), header.commit)
}

export function isZero(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false
  return true
}

function isAscending(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash, index) => index === 0 || isBelow(hashes[index - 1]!, hash))
}

function isBelow(left: Uint8Array, right: Uint8Array): boolean {
  const index = left.findIndex((byte, at) => byte !== right[at])
  return index >= 0 && left[index]! < right[index]!
}

const NUMBERS = ['scheme', 'kind', 'epoch', 'log', 'seq', 'time', 'order', 'bodyLength'] as const

function sameNumbers(left: EntryHeader, right: EntryHeader): boolean {
  return NUMBERS.every(name => left[name] === right[name])
}
