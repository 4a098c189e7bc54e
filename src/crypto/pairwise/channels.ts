/**
 * Channels: the secret channels of one member with each other member of a group. Serves docs/protocol.md, "Pairwise".
 * What `pairwise` seals its content keys with, `sender-keys` its chains and seeds, and signing keys are given out by.
 * Pure like a GroupCipher, and of the same shape. Never reads a clock, never throws on what others sent.
 *
 * A channel begins with X3DH and goes on as a Double Ratchet. Whoever joined later initiates it; a member without a
 * channel yet has to get by other means (sync) what is sealed meanwhile.
 */
import type { MemberId } from '../../base/ids.js'
import type { CipherContext, CipherMember, KeyMessage, Step } from '../schemes/group-cipher.js'

/** The state. Only this folder looks inside. */
export interface Channels {
  readonly todo: undefined
}

/** A payload that belongs to channels begins with a byte below this; schemes number theirs from here on. */
export const FIRST_SCHEME_KIND = 16

/** A slot is this much longer than the plaintext in it: tag 4, ratchet header 40, AEAD tag 16. */
export const SLOT_OVERHEAD = 60

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

/** Publishes the own prekeys. `members` are those who were there before; self may be among them. */
export declare function startChannels(
  context: CipherContext,
  members: readonly CipherMember[],
  now: number,
): Step<Channels>

/** From all saved values; those of others are left aside. Undefined when ours are damaged. */
export declare function restoreChannels(
  context: CipherContext,
  saved: ReadonlyMap<string, Uint8Array>,
): Channels | undefined

/** The member list changed: who is not in it any more has no channel from here on. */
export declare function setMembers(
  context: CipherContext,
  state: Channels,
  members: readonly CipherMember[],
  now: number,
): Step<Channels>

/** Whether a payload is for `hearChannels`. */
export declare function isChannelMessage(payload: Uint8Array): boolean

/** Another member's prekeys or initiations. Compare `hasChannel` before and after to see whether its author has become reachable. */
export declare function hearChannels(
  context: CipherContext,
  state: Channels,
  message: KeyMessage,
  now: number,
): Step<Channels>

export declare function hasChannel(state: Channels, member: MemberId): boolean

/**
 * A slot for each note. `associated` must never come twice from this member, not even after an old state was restored:
 * it holds the id of the entry that the slots are for, or at least 16 fresh random bytes that travel beside them. The
 * keys are made from it, so no key and nonce ever seal two plaintexts.
 */
export declare function sealTo(
  context: CipherContext,
  state: Channels,
  notes: readonly Note[],
  associated: Uint8Array,
  now: number,
): SealedNotes

/** Finds and opens our slot in `table`, slots of `slotBytes` one after the other, which `from` sealed in one batch. */
export declare function openFrom(
  context: CipherContext,
  state: Channels,
  from: MemberId,
  table: Uint8Array,
  slotBytes: number,
  associated: Uint8Array,
  now: number,
): OpenedNote

/** When `wakeChannels` wants to be called, ms. */
export declare function channelsDeadline(state: Channels): number | undefined

/** Renews prekeys, forgets old ones, and makes the channels that are due, in one key message for all. */
export declare function wakeChannels(context: CipherContext, state: Channels, now: number): Step<Channels>
