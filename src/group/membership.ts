/**
 * Who is in a group, who may what, and how it is set: the state that the membership log reduces to (reduce.ts). Serves
 * docs/protocol.md, "Membership". Data, and the questions that need no more than that.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import { type Closing, isClosedBy, type Placing } from './closings.js'
import type { Admission, Allowed, ControlBody, Encryption, HistoryPolicy, Role, SettingName } from './control.js'
import type { Life } from './expiry.js'
import type { Settings } from './settings.js'

export type { Role } from './control.js'

export interface Member {
  readonly member: MemberId
  readonly name: string
  /** What it was called before, the latest last; absent where it bore one name only. */
  readonly formerNames?: readonly string[] | undefined
  readonly role: Role
  /** X25519 key of its links. */
  readonly linkKey: Uint8Array
  /** X25519 key to introduce signing keys and begin private messages with; undefined until it has published one. */
  readonly prekey: Uint8Array | undefined
  /** Order of the prekey with which it said last that private messages to it begin anew: its first one, and after a loss. */
  readonly beginsAt: bigint
  /** Places it on the ring. */
  readonly nonce: Uint8Array
  /** Order of its latest join: the floor of what it may read under `from-join`, and its seniority. */
  readonly joinedOrder: bigint
  /** False once it left or was removed; it stays in the roster. */
  readonly present: boolean
  /** What it said when it left; empty otherwise. */
  readonly partMessage: string
  /** The invite that let it in, in hex; undefined for the founder. */
  readonly invite: string | undefined
  /** The entries that it owes its being here and its role to: no cut of its own making reaches them. */
  readonly joinedBy: EntryId
  readonly roleBy: EntryId
  /** Ascending in order; the last one is why it is not present, if it is not. */
  readonly closings: readonly Closing[]
  /** Its role from that order on, ascending. */
  readonly roles: readonly { readonly order: bigint; readonly role: Role }[]
}

export interface Invite {
  readonly invite: string
  readonly by: MemberId
  readonly uses: number
  /** May exceed `uses` where members apart admitted by it, up to twice as many. */
  readonly used: number
  readonly expiresMs: number
  /** Whoever bears it waits until a moderator lets it in. */
  readonly approve: boolean
  readonly revokedBy: MemberId | undefined
  readonly entryId: EntryId
  /** How many entries of the log had their effect before it. */
  readonly madeAt: number
}

/** Somebody who bears an invite and waits to be let in. */
export interface Knock {
  readonly member: MemberId
  readonly admission: Admission
  /** Who was asked, and when, by its clock. */
  readonly by: MemberId
  readonly time: number
}

export interface Topic {
  readonly text: string
  readonly by: MemberId
  readonly time: number
}

export interface Membership {
  readonly encryption: Encryption
  readonly history: HistoryPolicy
  /** Whether content is signed with keys that prove nothing to others. */
  readonly deniable: boolean
  readonly founder: MemberId
  readonly members: ReadonlyMap<MemberId, Member>
  readonly presentCount: number
  readonly invites: ReadonlyMap<string, Invite>
  /** Invites of each member that were open when it made its last one. */
  readonly openBy: ReadonlyMap<MemberId, readonly string[]>
  readonly waiting: ReadonlyMap<MemberId, Knock>
  /** Member and invite of each knock that was declined: that invite does not knock for it again. */
  readonly declined: ReadonlySet<string>
  readonly banned: ReadonlyMap<MemberId, { readonly by: MemberId; readonly entryId: EntryId }>
  /** How many entries had their effect before the latest kick or ban of a member. */
  readonly removedAt: ReadonlyMap<MemberId, number>
  readonly topic: Topic | undefined
  readonly settings: Settings
  /** What the group was called before, the latest last. */
  readonly formerNames: readonly string[]
  /** Who set it last. */
  readonly setBy: ReadonlyMap<SettingName, { readonly by: MemberId; readonly time: number }>
  /** Who might speak from that order on, ascending. */
  readonly speaks: readonly { readonly order: bigint; readonly allowed: Allowed }[]
  /** How long what was written from that order on lives, ascending; the first is the genesis'. */
  readonly lives: readonly Life[]
  /** Member and nonce of each join that counted. */
  readonly admitted: ReadonlySet<string>
  /** Entries that had their effect; the others stay in their logs and have none. */
  readonly effective: ReadonlySet<EntryId>
}

/** A control entry as the fold sees it: verified against its author's key before it gets here. */
export interface ControlEntry extends Placing {
  readonly entryId: EntryId
  readonly author: MemberId
  readonly time: number
  readonly body: ControlBody
}

const RANKS: Readonly<Record<Role, number>> = { founder: 3, moderator: 2, member: 1, observer: 0 }
const NEEDED: Readonly<Record<Allowed, number>> = {
  all: RANKS.member,
  moderators: RANKS.moderator,
  founder: RANKS.founder,
}

export function rankOf(role: Role): number {
  return RANKS[role]
}

/** Whether a role may do what is allowed to these; an observer may nothing that has to be allowed. */
export function isAllowedTo(allowed: Allowed, role: Role): boolean {
  return RANKS[role] >= NEEDED[allowed]
}

/** Whether one may remove, ban or demote the other: by role, and among moderators by who joined earlier. */
export function outranks(one: Member, other: Member): boolean {
  if (RANKS[one.role] !== RANKS[other.role]) return RANKS[one.role] > RANKS[other.role]
  if (one.role !== 'moderator' || one.member === other.member) return false
  if (one.joinedOrder !== other.joinedOrder) return one.joinedOrder < other.joinedOrder
  return one.member < other.member
}

/** Why a member is out, and what stands of its logs; undefined for one who is in: nothing bounds those. */
export function closingOf(member: Member): Closing | undefined {
  return member.present ? undefined : member.closings.findLast(({ kind }) => kind !== 'silenced')
}

/**
 * Whether content is void: its author is nobody here, it lies above a cut, or its author had no right to speak at that
 * order. Void content stays in its log, since what comes after it hangs on it; it is not shown and not passed on.
 */
export function isVoid(membership: Membership, author: MemberId, content: Placing): boolean {
  const member = membership.members.get(author)
  if (member === undefined || member.closings.some(closing => isClosedBy(closing, content))) return true
  const role = member.roles.findLast(({ order }) => order <= content.order)?.role ?? 'member'
  const allowed = membership.speaks.findLast(({ order }) => order < content.order)?.allowed ?? 'all'
  return !isAllowedTo(allowed, role)
}
