/**
 * Slots: one batch of small secrets, each for another member, which travel one after the other to all. Serves
 * docs/protocol.md, "Slots". A slot begins with a tag that only its two members can compute, so that the receiver finds
 * its own, and the session, without trying keys, whatever members either side believes to be there. A slot that does not
 * open changes nothing but when a channel may be begun anew.
 */
import { joinBytes } from '../../base/bytes.js'
import type { MemberId } from '../../base/ids.js'
import type { CipherContext, Step } from '../schemes/group-cipher.js'
import type { Suite } from '../suite.js'
import { Changes, type Channels } from './changes.js'
import { type Decrypted, decrypt, encrypt, MESSAGE_OVERHEAD, type Session } from './double-ratchet.js'
import { doubted, GATHER_MS, initiate, MAX_TRIES } from './initiating.js'
import { dueMs, type Peer } from './peer.js'

const TAG_BYTES = 4
/** A slot is this much longer than the plaintext in it. */
export const SLOT_OVERHEAD = TAG_BYTES + MESSAGE_OVERHEAD
/** Messages to a member that never answers, before its sender begins anew: half of what the receiver passes over at once. */
export const MAX_CHAIN = 250

export interface Note {
  readonly to: MemberId
  /** Of one length in all notes of a batch. */
  readonly plaintext: Uint8Array
}

export interface SealedNotes {
  /** In the order of the notes, without those in `without`. The caller puts them one after the other. */
  readonly slots: readonly Uint8Array[]
  /** To whom there is no channel yet. */
  readonly without: readonly MemberId[]
  /** What it publishes goes out before the slots. */
  readonly step: Step<Channels>
}

export type OpenedNote =
  | { readonly type: 'opened'; readonly plaintext: Uint8Array; readonly step: Step<Channels> }
  /** No channel with the sender yet, or no slot for us that we know of: a key message may be on its way. */
  | { readonly type: 'waits'; readonly reason: string; readonly step?: Step<Channels> }
  /** A slot for us that never opens. With a step: the channel will be made anew unless it turns out to work. */
  | { readonly type: 'wrong'; readonly reason: string; readonly step?: Step<Channels> }

/**
 * A slot for each note. `associated` must never come twice from this member, not even after an old state was restored:
 * it holds the id of the entry that the slots are for, or at least 16 fresh random bytes that travel beside them. The
 * keys are made from it, so that no key and nonce ever seal two plaintexts.
 */
export function sealTo(
  context: CipherContext,
  state: Channels,
  notes: readonly Note[],
  associated: Uint8Array,
  now: number,
): SealedNotes {
  const changes = new Changes(state)
  const overdue = notes.map(note => note.to).filter(member => isOverdue(changes.peers.get(member), now))
  if (overdue.length > 0) initiate(context, changes, overdue, now)
  const slots: Uint8Array[] = []
  const without: MemberId[] = []
  for (const { to, plaintext } of notes) {
    const peer = changes.peers.get(to)
    const session = peer?.sessions[0]
    const sealed = session && encrypt(context.suite, session, plaintext, associated)
    if (peer === undefined || sealed === undefined) {
      without.push(to)
      continue
    }
    changes.set(to, { ...peer, sessions: [sealed.session, ...peer.sessions.slice(1)] })
    slots.push(joinBytes(tagOf(context.suite, sealed.session, peer.identityKey, associated), sealed.message))
  }
  return { slots, without, step: changes.step() }
}

/** A member that we are about to begin with anyway, or have to begin anew with. */
function isOverdue(peer: Peer | undefined, now: number): boolean {
  if (peer?.prekeys === undefined) return false
  const [session] = peer.sessions
  if (session === undefined) return (dueMs(peer) ?? Number.POSITIVE_INFINITY) <= now + GATHER_MS
  return (session.sending?.n ?? 0) >= MAX_CHAIN
}

/** Finds and opens our slot in `table`, slots of `slotBytes` one after the other, which `from` sealed in one batch. */
export function openFrom(
  context: CipherContext,
  state: Channels,
  from: MemberId,
  table: Uint8Array,
  slotBytes: number,
  associated: Uint8Array,
  now: number,
): OpenedNote {
  const whole = slotBytes >= SLOT_OVERHEAD && table.length % slotBytes === 0
  if (!whole) return { type: 'wrong', reason: 'slots of another size' }
  const peer = state.peers.get(from)
  if (peer === undefined || peer.sessions.length === 0) return { type: 'waits', reason: 'no channel with its author' }
  let failed = false
  for (const session of peer.sessions) {
    const tag = tagOf(context.suite, session, context.self.identityKey, associated)
    for (const slot of slotsWith(tag, table, slotBytes)) {
      const opened = decrypt(context.suite, context.random, session, slot.subarray(TAG_BYTES), associated)
      if (opened !== undefined) return heard(state, from, peer, session, opened)
      failed = true
    }
  }
  const step = doubted(state, from, now)
  const mend = step === undefined ? {} : { step }
  if (failed) return { type: 'wrong', reason: 'a slot that does not open', ...mend }
  return { type: 'waits', reason: 'no slot for this member that it knows of', ...mend }
}

function heard(state: Channels, from: MemberId, peer: Peer, session: Session, opened: Decrypted): OpenedNote {
  const changes = new Changes(state)
  const others = peer.sessions.filter(other => other !== session)
  // what a straggler came over may be what its sender has given up since
  const sessions = opened.newest
    ? [opened.session, ...others]
    : peer.sessions.map(other => (other === session ? opened.session : other))
  changes.set(from, { ...peer, sessions, initiateMs: undefined })
  return { type: 'opened', plaintext: opened.plaintext, step: changes.step() }
}

function tagOf(suite: Suite, session: Session, recipient: Uint8Array, associated: Uint8Array): Uint8Array {
  return suite.hmac(session.tagKey, recipient, associated).subarray(0, TAG_BYTES)
}

function slotsWith(tag: Uint8Array, table: Uint8Array, slotBytes: number): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  for (let at = 0; at < table.length && found.length < MAX_TRIES; at += slotBytes) {
    if (tag.every((byte, index) => table[at + index] === byte)) found.push(table.subarray(at, at + slotBytes))
  }
  return found
}
