/**
 * GroupCipher: what each of the four ways to encrypt a group is to the rest of the program. Serves docs/protocol.md,
 * "Schemes". Pure: state and input in, state and output out; so a fork of a state is a copy of a reference, and a crash
 * between two steps loses the later one and nothing else. Never exports a chain key for history: who comes back is given
 * plaintext, sealed anew on its link.
 *
 * A scheme speaks to the other members in two ways: key messages, which its owner publishes as entries of its control log,
 * whole to everyone and in an order in which each comes after what its author had seen; and sealed bodies, which take the
 * place of the bodies of content entries on their way through the ring.
 */
import type { MemberId } from '../../base/ids.js'
import type { Random } from '../../base/random.js'
import type { Suite } from '../suite.js'

/** The header's `scheme` byte of each way; 0 is a control entry's. */
export const Scheme = { perPeer: 1, pairwise: 2, senderKeys: 3, mls: 4 } as const

/** Who is in, by the membership log; those who left or were removed are not among them. */
export interface CipherMember {
  readonly member: MemberId
  /** Ed25519, 32 bytes; the member's name is made of it. */
  readonly identityKey: Uint8Array
  /** X25519, 32 bytes, signed in the join entry. */
  readonly linkKey: Uint8Array
}

/** This member's own secrets, which live longer than any state. */
export interface CipherSelf {
  readonly member: MemberId
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array
  readonly identityKey: Uint8Array
  /** X25519 secret, 32 bytes. */
  readonly linkSecret: Uint8Array
  readonly linkKey: Uint8Array
}

/** What does not change while a cipher lives. */
export interface CipherContext {
  readonly suite: Suite
  readonly random: Random
  /** The group's id, 32 bytes. */
  readonly group: Uint8Array
  readonly self: CipherSelf
}

export interface KeyMessage {
  readonly from: MemberId
  /** Id of the control entry that it came in, 32 bytes. */
  readonly entryId: Uint8Array
  readonly payload: Uint8Array
}

/** Names the content entry whose body is sealed. Its id covers the whole header and is the body's associated data. */
export interface EntryName {
  readonly author: MemberId
  /** 32 bytes. The nonce is its first 12. */
  readonly entryId: Uint8Array
}

export interface Step<State> {
  readonly state: State
  /** Key messages to publish, in this order, before any body that is sealed later. At most MAX_KEY_MESSAGE bytes each. */
  readonly publish: readonly Uint8Array[]
  /** Values that make up the state at rest, as they changed; undefined: deleted. Durable before anything leaves. */
  readonly saved: readonly SavedValue[]
  readonly notices: readonly CipherNotice[]
}

export type SavedValue = readonly [name: string, value: Uint8Array | undefined]

export type CipherNotice =
  /** A new key epoch is in force for what this member sends. */
  | { readonly type: 'rekeyed'; readonly epoch: number }
  /** A key message that no honest member writes; says whose fault it is. */
  | { readonly type: 'wrong-key-message'; readonly from: MemberId; readonly reason: string }

export type Sealed<State> =
  | { readonly type: 'sealed'; readonly sealed: Uint8Array; readonly step: Step<State> }
  /** The scheme cannot seal yet, as it waits for something from others; never lasts while they are online. */
  | { readonly type: 'not-ready'; readonly reason: string }

export type Opened<State> =
  | { readonly type: 'opened'; readonly body: Uint8Array; readonly step: Step<State> }
  /** What it needs has not come yet: a key message is on its way. The caller keeps it, bounded, and tries again. */
  | { readonly type: 'waits'; readonly reason: string; readonly step?: Step<State> }
  /**
   * No key message can ever make it open here: forged, altered, used twice, or too old. What opened before still does.
   * A step, if there is one, only sets about mending what may be broken on our side (a restored backup, a key long gone).
   */
  | { readonly type: 'wrong'; readonly reason: string; readonly step?: Step<State> }

export interface CipherStatus {
  /** Rises with each rekey of what this member sends. */
  readonly epoch: number
  /** When the last rekey was made or heard, ms; undefined before the first. */
  readonly rekeyedMs: number | undefined
}

export interface GroupCipher<State> {
  readonly scheme: number
  /** The state of one who founds the group, or who has just joined it and knows the member list. */
  start(context: CipherContext, members: readonly CipherMember[], now: number): Step<State>
  /** From the values that were saved, all of them; undefined when they are damaged. */
  restore(context: CipherContext, saved: ReadonlyMap<string, Uint8Array>): State | undefined
  /** The member list changed. Called after every change, with the whole list, ascending by member. */
  members(context: CipherContext, state: State, members: readonly CipherMember[], now: number): Step<State>
  /** A key message of another member, once each, in causal order. */
  hear(context: CipherContext, state: State, message: KeyMessage, now: number): Step<State>
  /** `body` is salt and plaintext, at most 1 MiB + 16 bytes. */
  seal(context: CipherContext, state: State, entry: EntryName, body: Uint8Array, now: number): Sealed<State>
  open(context: CipherContext, state: State, entry: EntryName, sealed: Uint8Array, now: number): Opened<State>
  /** When `wake` wants to be called, ms. */
  deadline(state: State): number | undefined
  wake(context: CipherContext, state: State, now: number): Step<State>
  status(state: State): CipherStatus
}

/** A commit or a rekey for 1,000 members fits; more is refused unread. */
export const MAX_KEY_MESSAGE = 256 * 1024
/** Beyond the body: slots for 500 members at 96 bytes and a header. */
export const MAX_SEAL_OVERHEAD = 64 * 1024

/** A step that changes nothing but the state. */
export function still<State>(state: State): Step<State> {
  return { state, publish: [], saved: [], notices: [] }
}
