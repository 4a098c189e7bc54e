/**
 * The member list, reduced from the control log. Serves protocol.md, "Membership".
 *
 * A fold over entries in display order, which is the same total order on every member; so whoever holds the same
 * entries holds the same state, in whatever order they arrived. Rules decide, named; an entry that no rule admits has
 * no effect and stays in the log.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import { hexOf, memberIdOf } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import type { ControlBody, Encryption, HistoryPolicy } from './control.js'
import { inviteStatement, memberStatement } from './statements.js'

export type Role = 'founder' | 'member'

export interface Member {
  readonly member: MemberId
  readonly name: string
  readonly role: Role
  /** X25519 key of its links. */
  readonly linkKey: Uint8Array
  /** Places it on the ring. */
  readonly nonce: Uint8Array
  /** Order of its latest join: the floor of what it may read under `from-join`. */
  readonly joinedOrder: bigint
  /** False once it left; it stays in the roster. */
  readonly present: boolean
}

export interface Invite {
  readonly invite: string
  readonly by: MemberId
  readonly uses: number
  readonly used: number
  readonly expiresMs: number
  readonly entryId: EntryId
}

export interface Membership {
  readonly name: string
  readonly encryption: Encryption
  readonly history: HistoryPolicy
  readonly founder: MemberId
  readonly members: ReadonlyMap<MemberId, Member>
  readonly invites: ReadonlyMap<string, Invite>
}

/** A control entry as the fold sees it: verified against its author's key before it gets here. */
export interface ControlEntry {
  readonly entryId: EntryId
  readonly author: MemberId
  readonly order: bigint
  readonly time: number
  readonly body: ControlBody
}

/** Display order: the one total order of docs/decisions/0001. */
export function compareControl(left: ControlEntry, right: ControlEntry): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1
  if (left.author !== right.author) return left.author < right.author ? -1 : 1
  return left.entryId < right.entryId ? -1 : left.entryId === right.entryId ? 0 : 1
}

/**
 * The state after `entries`, which may come in any order. `group` is the genesis entry's id, 32 bytes.
 * Undefined until the genesis is among them.
 */
export function reduceMembership(
  suite: Suite,
  group: Uint8Array,
  entries: readonly ControlEntry[],
): Membership | undefined {
  const genesisId = hexOf(group)
  const genesis = entries.find(entry => entry.entryId === genesisId)
  if (genesis === undefined || genesis.body.type !== 'create') return undefined
  const fold = new Fold(suite, group, genesis, genesis.body)
  const later = entries.filter(entry => entry !== genesis).sort(compareControl)
  for (const entry of later) fold.apply(entry)
  return fold.state
}

/** What a join entry proves by itself: whom it names, and whether both signatures hold. */
interface Admission {
  readonly member: MemberId
  readonly signed: boolean
}

/**
 * The fold runs anew with each control entry, and two signatures cost more than the rest of it together: they are
 * checked once for each entry. An entry belongs to one group and never changes.
 */
const admissions = new WeakMap<ControlEntry, Admission>()

class Fold {
  readonly #suite: Suite
  readonly #group: Uint8Array
  readonly #members = new Map<MemberId, Member>()
  readonly #invites = new Map<string, Invite>()
  /** Member and nonce of each join that counted. */
  readonly #admitted = new Set<string>()
  readonly state: Membership

  constructor(suite: Suite, group: Uint8Array, genesis: ControlEntry, create: ControlBody & { type: 'create' }) {
    this.#suite = suite
    this.#group = group
    this.state = {
      name: create.name,
      encryption: create.encryption,
      history: create.history,
      founder: genesis.author,
      members: this.#members,
      invites: this.#invites,
    }
    this.#members.set(genesis.author, {
      member: genesis.author,
      name: create.founderName,
      role: 'founder',
      linkKey: create.linkKey,
      nonce: create.nonce,
      joinedOrder: genesis.order,
      present: true,
    })
  }

  apply(entry: ControlEntry): void {
    const author = this.#members.get(entry.author)
    if (author === undefined || !author.present) return
    const body = entry.body
    switch (body.type) {
      case 'create':
        return // a group is made once
      case 'invite':
        this.#applyInvite(entry, body)
        return
      case 'join':
        this.#applyJoin(entry, body)
        return
      case 'leave':
        this.#members.set(author.member, { ...author, present: false })
        return
      case 'rename':
        this.#members.set(author.member, { ...author, name: body.name })
        return
    }
  }

  #applyInvite(entry: ControlEntry, body: ControlBody & { type: 'invite' }): void {
    const invite = hexOf(body.invite)
    if (this.#invites.has(invite)) return
    this.#invites.set(invite, {
      invite,
      by: entry.author,
      uses: body.uses,
      used: 0,
      expiresMs: body.expiresMs,
      entryId: entry.entryId,
    })
  }

  /**
   * Admitters check uses and expiry by what they know and by their clock; here only the times in entries count, and
   * two admitters that did not hear of each other may together exceed `uses`, which `used` then shows.
   */
  #applyJoin(entry: ControlEntry, body: ControlBody & { type: 'join' }): void {
    const invite = this.#invites.get(hexOf(body.invite))
    if (invite === undefined || entry.time > invite.expiresMs) return
    const { member, signed } = this.#admissionOf(entry, body)
    const known = this.#members.get(member)
    if (!signed || known?.present === true) return // of two admissions the first stands
    // what a member once signed to get in does not bring it back after it left: whoever kept it could
    const once = `${member}/${hexOf(body.nonce)}`
    if (this.#admitted.has(once)) return
    this.#admitted.add(once)
    this.#invites.set(invite.invite, { ...invite, used: invite.used + 1 })
    this.#members.set(member, {
      member,
      name: body.name,
      role: known?.role ?? 'member',
      linkKey: body.linkKey,
      nonce: body.nonce,
      joinedOrder: entry.order,
      present: true,
    })
  }

  #admissionOf(entry: ControlEntry, body: ControlBody & { type: 'join' }): Admission {
    const known = admissions.get(entry)
    if (known !== undefined) return known
    const invited = inviteStatement(this.#group, body.member, body.nonce)
    const stated = memberStatement(this.#group, body.nonce, body.linkKey, body.name)
    const signed =
      this.#suite.verify(body.invite, invited, body.inviteSignature) &&
      this.#suite.verify(body.member, stated, body.memberSignature)
    const admission = { member: memberIdOf(body.member), signed }
    admissions.set(entry, admission)
    return admission
  }
}
