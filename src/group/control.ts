/**
 * Control entries: what each kind of membership entry says, typed. Serves docs/protocol.md, "Membership". Bytes are
 * control-codec.ts's, and whether an entry may have its effect is for the rules (rules.ts).
 */
import { MAX_NAME_BYTES } from '../base/limits.js'
import { isSeen } from './look-alikes.js'

/** The header's `kind` of each control entry. Kinds below 32 are content. */
export const ControlKind = {
  create: 32,
  invite: 33,
  join: 34,
  leave: 35,
  rename: 36,
  revoke: 37,
  knock: 38,
  decline: 39,
  remove: 40,
  ban: 41,
  unban: 42,
  role: 43,
  handover: 44,
  topic: 45,
  setting: 46,
  keys: 48,
  prekey: 49,
} as const

export type HistoryPolicy = 'none' | 'from-join' | 'all'
export type Encryption = 'per-peer' | 'pairwise' | 'sender-keys' | 'mls'
export type Role = 'founder' | 'moderator' | 'member' | 'observer'

/** Who may do something, from that role up. */
export type Allowed = 'all' | 'moderators' | 'founder'

/** What a group is set to; `limit`: members at a time. */
export type SettingName = 'name' | 'limit' | 'speak' | 'invites' | 'topic-lock' | 'expire'

/** The last entry of a log that stands. `entry`: its id, 32 bytes; zeros where it is not named. */
export interface CutLine {
  readonly log: bigint
  readonly seq: number
  readonly entry: Uint8Array
}

/** A bearer's word that it wants to be in, and the invite's that it may: in a join and in a knock. */
export interface Admission {
  readonly member: Uint8Array
  readonly linkKey: Uint8Array
  readonly name: string
  readonly nonce: Uint8Array
  readonly invite: Uint8Array
  readonly inviteSignature: Uint8Array
  readonly memberSignature: Uint8Array
  /** X25519, as a prekey entry has it; an older version publishes its first one by such an entry alone. */
  readonly prekey?: Uint8Array | undefined
}

export type ControlBody =
  | {
      readonly type: 'create'
      readonly name: string
      readonly encryption: Encryption
      readonly history: HistoryPolicy
      readonly linkKey: Uint8Array
      readonly nonce: Uint8Array
      readonly founderName: string
      /** Seconds that messages live; 0: for ever. */
      readonly expire: number
      /** Whether content is signed with keys that prove nothing to others. */
      readonly deniable: boolean
    }
  | {
      readonly type: 'invite'
      readonly invite: Uint8Array
      readonly uses: number
      readonly expiresMs: number
      readonly approve: boolean
    }
  | { readonly type: 'revoke'; readonly invite: Uint8Array }
  | ({ readonly type: 'join' } & Admission)
  | ({ readonly type: 'knock' } & Admission)
  | { readonly type: 'decline'; readonly member: Uint8Array; readonly nonce: Uint8Array }
  | { readonly type: 'leave'; readonly message: string; readonly cut: readonly CutLine[] }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'remove' | 'ban'; readonly member: Uint8Array; readonly cut: readonly CutLine[] }
  | { readonly type: 'unban'; readonly member: Uint8Array }
  | {
      readonly type: 'role'
      readonly member: Uint8Array
      readonly role: Exclude<Role, 'founder'>
      readonly cut: readonly CutLine[]
    }
  | { readonly type: 'handover'; readonly member: Uint8Array }
  | { readonly type: 'topic'; readonly text: string }
  | { readonly type: 'setting'; readonly name: SettingName; readonly value: string }
  /** What the group's scheme tells its members; it changes nothing of who is in. */
  | { readonly type: 'keys'; readonly payload: Uint8Array }
  /** With this X25519 key others introduce their signing keys to the author. */
  | {
      readonly type: 'prekey'
      readonly key: Uint8Array
      /** What was begun with older ones is lost here. */
      readonly anew?: boolean | undefined
    }

/** A line under a group's name, in bytes of UTF-8. */
export const MAX_TOPIC_BYTES = 1024
/** What one says when one leaves, in bytes of UTF-8. */
export const MAX_PART_BYTES = 256

const ENCRYPTIONS: readonly string[] = ['per-peer', 'pairwise', 'sender-keys', 'mls'] satisfies Encryption[]
const POLICIES: readonly string[] = ['none', 'from-join', 'all'] satisfies HistoryPolicy[]
const ALLOWED: readonly string[] = ['all', 'moderators', 'founder'] satisfies Allowed[]
const GRANTED: readonly string[] = ['moderator', 'member', 'observer'] satisfies Exclude<Role, 'founder'>[]

/** A name a person gave: some text, within MAX_NAME_BYTES of sound UTF-8. What a terminal must not see is stripped there. */
export function isName(name: string): boolean {
  return name.trim().length > 0 && isText(name, MAX_NAME_BYTES)
}

/** A name that a person may give: one with something to see. Those of others that show nothing are taken, and shown by an id. */
export function isGivenName(name: string): boolean {
  return isName(name) && isSeen(name)
}

/** The same, to people. */
export const NAME_RULE = `some text of at most ${MAX_NAME_BYTES} bytes, with something to see`

/** Sound UTF-8 of so many bytes at most; empty will do. */
export function isText(text: string, maxBytes: number): boolean {
  return text.isWellFormed() && new TextEncoder().encode(text).length <= maxBytes
}

export function isEncryption(name: string): name is Encryption {
  return ENCRYPTIONS.includes(name)
}

export function isPolicy(name: string): name is HistoryPolicy {
  return POLICIES.includes(name)
}

export function isAllowed(value: string): value is Allowed {
  return ALLOWED.includes(value)
}

/** A role that can be given; the founding is handed over instead. */
export function isGranted(role: string): role is Exclude<Role, 'founder'> {
  return GRANTED.includes(role)
}
