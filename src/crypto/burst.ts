/**
 * A burst: up to eight consecutive entries of one log, the last one signed.
 *
 * Serves docs/protocol.md, "Bursts". It is sent, verified, acked, stored and served as one unit, so that nothing
 * unverified is ever forwarded while eight entries share the cost of one signature. Checking never throws and believes
 * nothing: chain, bodies and signature must fit to the byte. Whether the signer may sign for the author is asked of
 * the group's state, not here.
 */
import { fromString } from 'uint8arrays/from-string'
import { TocsinError } from '../base/errors.js'
import { type EntryId, entryIdOf } from '../base/ids.js'
import { MAX_BURST_ENTRIES } from '../base/limits.js'
import {
  bodyMatches,
  commitmentOf,
  decodeHeader,
  type EntryHeader,
  encodeHeader,
  entryHash,
  HASH_BYTES,
  isZero,
  SALT_BYTES,
} from './entry.js'
import { sameBytes } from './same.js'
import type { Suite } from './suite.js'

export interface BurstEntry {
  readonly header: Uint8Array
  /** Clear body: salt ‖ plaintext. */
  readonly body: Uint8Array
}

export interface Burst {
  readonly entries: readonly BurstEntry[]
  /** By the last entry's signer over "sig" ‖ its id: 64 bytes. */
  readonly signature: Uint8Array
  /** Whether the bodies are sealed by the group's scheme, as they are on their way; nothing is checked before they are open. */
  readonly sealed?: boolean | undefined
}

export interface CheckedEntry extends BurstEntry {
  readonly fields: EntryHeader
  readonly hash: Uint8Array
  readonly entryId: EntryId
}

/** A burst that holds together; itself a Burst, to be sent or stored as it is. */
export interface CheckedBurst extends Burst {
  readonly entries: readonly CheckedEntry[]
}

/** Where a log stands: what its next entry takes from the ones before. */
export interface LogTip {
  readonly scheme: number
  /** 32 zeros to write a genesis. */
  readonly group: Uint8Array
  readonly author: Uint8Array
  readonly log: bigint
  readonly nextSeq: number
  /** Id of the last entry; zeros when there is none. */
  readonly prev: Uint8Array
  /** Display order of the last entry; 0 when there is none. */
  readonly order: bigint
}

/** What an author wants to say next. */
export interface Draft {
  readonly kind: number
  readonly epoch: number
  readonly parents: readonly Uint8Array[]
  readonly time: number
  readonly order: bigint
  /** 16 fresh random bytes. */
  readonly salt: Uint8Array
  readonly plaintext: Uint8Array
}

const SIGNATURE = fromString('sig')

/** Chains the drafts onto `tip` and signs the last with `seed`. Throws `bug` when the drafts break a rule. */
export function writeBurst(suite: Suite, seed: Uint8Array, drafts: readonly Draft[], tip: LogTip): CheckedBurst {
  const signer = suite.ed25519PublicKey(seed)
  const entries: CheckedEntry[] = []
  let { nextSeq, prev, order } = tip
  for (const draft of drafts) {
    if (draft.salt.length !== SALT_BYTES) throw new TocsinError('bug', 'a salt is 16 bytes')
    if (draft.order <= order) throw new TocsinError('bug', 'the order of a log must rise')
    const entry = writeEntry(suite, draft, { ...tip, nextSeq, prev }, signer)
    entries.push(entry)
    nextSeq += 1
    prev = entry.hash
    order = draft.order
  }
  if (entries.length === 0 || entries.length > MAX_BURST_ENTRIES) {
    throw new TocsinError('bug', `a burst has 1 to ${MAX_BURST_ENTRIES} entries, not ${entries.length}`)
  }
  return { entries, signature: suite.sign(seed, signedBytes(prev)) }
}

function writeEntry(suite: Suite, draft: Draft, tip: LogTip, signer: Uint8Array): CheckedEntry {
  const body = new Uint8Array(SALT_BYTES + draft.plaintext.length)
  body.set(draft.salt)
  body.set(draft.plaintext, SALT_BYTES)
  const fields: EntryHeader = {
    scheme: tip.scheme,
    kind: draft.kind,
    group: tip.group,
    author: tip.author,
    signer,
    epoch: draft.epoch,
    log: tip.log,
    seq: tip.nextSeq,
    prev: tip.prev,
    parents: draft.parents,
    time: draft.time,
    order: draft.order,
    commit: commitmentOf(suite, body),
    bodyLength: body.length,
  }
  const header = encodeHeader(fields)
  const hash = entryHash(suite, header)
  return { header, body, fields, hash, entryId: entryIdOf(hash) }
}

/** The tip of the log after this burst. A genesis' burst gives the tip inside the group it founds. */
export function tipAfter(burst: CheckedBurst): LogTip {
  const last = burst.entries.at(-1)
  if (last === undefined) throw new TocsinError('bug', 'an empty burst was not checked')
  const { scheme, group, author, log, seq, order } = last.fields
  return { scheme, group: isZero(group) ? last.hash : group, author, log, nextSeq: seq + 1, prev: last.hash, order }
}

/** The burst with its fields and ids, or why it is refused. `group` is the group's id as 32 bytes. */
export function checkBurst(suite: Suite, group: Uint8Array, burst: Burst): CheckedBurst | { readonly reason: string } {
  if (burst.sealed === true) return { reason: 'sealed' }
  if (burst.entries.length === 0 || burst.entries.length > MAX_BURST_ENTRIES) return { reason: 'number of entries' }
  const entries: CheckedEntry[] = []
  for (const { header, body } of burst.entries) {
    const fields = decodeHeader(header)
    if (fields === undefined) return { reason: 'header' }
    const hash = entryHash(suite, header)
    const entry = { header, body, fields, hash, entryId: entryIdOf(hash) }
    if (!isOfGroup(group, entry)) return { reason: 'another group' }
    const before = entries.at(-1)
    if (before !== undefined && !follows(before, entry)) return { reason: 'chain' }
    if (!bodyMatches(suite, fields, body)) return { reason: 'body' }
    entries.push(entry)
  }
  const last = entries.at(-1)!
  // the dear check last: a liar must at least hash
  if (!suite.verify(last.fields.signer, signedBytes(last.hash), burst.signature)) return { reason: 'signature' }
  return { entries, signature: burst.signature }
}

/** The genesis cannot name the hash of itself: its group field is zeros and its id is the group. */
function isOfGroup(group: Uint8Array, entry: CheckedEntry): boolean {
  if (isZero(entry.fields.group)) return entry.fields.seq === 0 && sameBytes(entry.hash, group)
  return sameBytes(entry.fields.group, group)
}

/** One signature speaks for all, so all must name the same signer. */
function follows(before: CheckedEntry, entry: CheckedEntry): boolean {
  return (
    sameBytes(entry.fields.author, before.fields.author) &&
    sameBytes(entry.fields.signer, before.fields.signer) &&
    entry.fields.log === before.fields.log &&
    entry.fields.seq === before.fields.seq + 1 &&
    sameBytes(entry.fields.prev, before.hash) &&
    entry.fields.order > before.fields.order
  )
}

/** What a burst's signature covers, by the id of its last entry. */
export function signedBytes(hash: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(SIGNATURE.length + HASH_BYTES)
  bytes.set(SIGNATURE)
  bytes.set(hash, SIGNATURE.length)
  return bytes
}
