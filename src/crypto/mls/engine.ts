/**
 * MlsEngine: RFC 9420 as the `mls` scheme uses it. Serves docs/protocol.md, "MLS". Synchronous, and its states are
 * immutable handles: what comes of an operation is a new one, the old one stays good. Chance is an argument: the same
 * calls with the same seeds give the same bytes. Nothing that a peer sent makes it throw; it throws `bug` where it
 * cannot work at all.
 *
 * The keys of messages are not in a handle: each leaf has a ratchet, which the caller keeps and hands in, so that a
 * message costs no new handle, and what is at rest of it is small.
 */

/** A group in one epoch, with this member's secrets. */
export interface MlsEpoch {
  readonly kind: 'epoch'
}

/** What is public of an epoch: who is at which leaf, and the tree's public keys. */
export interface MlsTree {
  readonly kind: 'tree'
}

export interface MlsSelf {
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array
  /** Ed25519, 32 bytes. */
  readonly identityKey: Uint8Array
}

/** By leaf, the identity key of who is there; undefined: nobody. */
export type Leaves = readonly (Uint8Array | undefined)[]

/** An epoch that this member is in. */
export interface Entered {
  readonly epoch: MlsEpoch
  readonly number: number
  readonly leaves: Leaves
  /** By leaf, where the keys of its messages begin: opaque and secret; undefined: nobody is there. */
  readonly ratchets: readonly (Uint8Array | undefined)[]
}

/** An epoch that this member made, and what the others need of it: a commit, and what newcomers join by. */
export interface Made extends Entered {
  readonly type: 'made'
  /** MLSMessage with a PublicMessage; empty for the first epoch. */
  readonly commit: Uint8Array
  /** MLSMessage with a GroupInfo: external_pub, and ratchet_tree where it was asked for. */
  readonly groupInfo: Uint8Array
}

export interface Refused {
  readonly type: 'refused'
  readonly reason: string
}

export type Received =
  | {
      readonly type: 'entered'
      readonly entered: Entered
      /** The commit removes others. */
      readonly removes: boolean
      /** Newcomers cannot join by the GroupInfo that came with it: nobody should build on it. */
      readonly flaw: string | undefined
    }
  /** The commit removes this member. */
  | { readonly type: 'removed' }
  /** Signed by who sent it, but there is no way on from it here: only others can tell whether it is any good. */
  | { readonly type: 'unreadable'; readonly reason: string }
  /** Not what a member can have sent. */
  | Refused

export interface Seen {
  readonly type: 'seen'
  readonly tree: MlsTree
  readonly number: number
  readonly leaves: Leaves
}

export interface SignedCommit {
  readonly commit: Uint8Array
  /** Identity key of who sent it. */
  readonly from: Uint8Array
}

export interface MlsEngine {
  /** The first epoch of a group with this member alone, its GroupInfo with the tree. `seed`: 32 random bytes, here and below. */
  found(group: Uint8Array, self: MlsSelf, seed: Uint8Array): Made
  /** Removes who is at these leaves and renews this member's keys. */
  commit(epoch: MlsEpoch, removes: readonly number[], withTree: boolean, seed: Uint8Array): Made
  receive(epoch: MlsEpoch, message: SignedCommit, groupInfo: Uint8Array): Received

  /** The tree in a GroupInfo that has one. */
  tree(group: Uint8Array, groupInfo: Uint8Array): Seen | Refused
  /** The tree after these commits, one upon the other. Signatures are for `join` to check. */
  follow(base: MlsEpoch | MlsTree, commits: readonly SignedCommit[]): Seen | Refused
  /** By external commit, in place of this member's own former leaf where there is one. `tree` is that of `groupInfo`. */
  join(tree: MlsTree, groupInfo: Uint8Array, self: MlsSelf, withTree: boolean, seed: Uint8Array): Made | Refused

  /** `ratchet`: this member's. Each entry id is sealed for once. */
  seal(epoch: MlsEpoch, ratchet: Uint8Array, entryId: Uint8Array, body: Uint8Array): SealedBody
  /** `ratchet`: that of `leaf`, where the author is. */
  open(
    epoch: MlsEpoch,
    leaf: number,
    ratchet: Uint8Array,
    entryId: Uint8Array,
    sealed: Uint8Array,
  ): OpenedBody | Refused

  /** At rest: secret, without the identity's seed. */
  encode(epoch: MlsEpoch): Uint8Array
  /** Undefined when the bytes are damaged. */
  decode(bytes: Uint8Array, self: MlsSelf): Omit<Entered, 'ratchets'> | undefined

  /** Gives a handle back before the collector finds that nobody has it. It must not be used again. */
  release(handle: MlsEpoch | MlsTree): void
}

export interface SealedBody {
  readonly sealed: Uint8Array
  /** For the next message. */
  readonly ratchet: Uint8Array
}

export interface OpenedBody {
  readonly type: 'opened'
  readonly body: Uint8Array
  /** Without the key that was used. */
  readonly ratchet: Uint8Array
}

/** Leaves of a tree that is taken from others: the scheme is for 500 members, and each costs a hop a signature at a join. */
export const MAX_LEAVES = 1024
/** Generations that a message may be ahead of the last: deriving so many takes some 80 ms. */
export const MAX_AHEAD = 16_384
/** Messages of one member in one epoch after which it makes a new one: who missed half as many can still open the next. */
export const EPOCH_MESSAGES = 8_192
/** Keys kept of one member's messages that were overtaken; the oldest go first, and sync brings what they were for. */
export const MAX_OVERTAKEN = 256

/** How many messages a ratchet has given keys for. */
export function messagesOf(ratchet: Uint8Array): number {
  return new DataView(ratchet.buffer, ratchet.byteOffset, ratchet.byteLength).getUint32(SECRET_BYTES)
}

const SECRET_BYTES = 32
