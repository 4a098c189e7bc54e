/**
 * Whom of one group this member verified: the number to compare, the marks, and the alarm when the keys of a marked
 * member change or another key takes its name. Serves docs/protocol.md, "Safety numbers". It warns and never decides:
 * who is a member, who gets a link and what is sent are the same with a mark and without.
 */
import { type MemberId, publicKeyOf } from '../base/ids.js'
import { type SafetyNumber, safetyNumber, verifiedHash } from '../crypto/safety-number.js'
import { decodeMark, encodeMark, type Mark, Marks, type Standing, withName } from '../group/marks.js'
import type { Member } from '../group/membership.js'
import type { GroupContext } from './context.js'
import type { KeyChange, PeerEffect } from './events.js'

type Known = Pick<Member, 'member' | 'name' | 'present' | 'linkKey'>
export type TrustContext = Pick<GroupContext, 'suite' | 'group' | 'groupBytes' | 'identity' | 'effect' | 'emit'>

const VERIFIED = 'verified/'

export class Trust {
  readonly #context: TrustContext
  readonly #marks = new Marks()
  #members: ReadonlyMap<MemberId, Known> = new Map()
  /** Whose change was told. */
  #told: ReadonlySet<MemberId> = new Set()

  constructor(context: TrustContext) {
    this.#context = context
  }

  /** Whose keys are not those that were verified, among those who are here. */
  get changes(): readonly KeyChange[] {
    const present = [...this.#members.values()].filter(member => member.present)
    return present.flatMap(({ member, name }) => {
      const { verified, was } = this.of(member)
      return verified === 'changed' && was !== undefined ? [{ member, name, was }] : []
    })
  }

  /** Takes a stored value; true when it was a mark. */
  restore(name: string, value: Uint8Array): boolean {
    if (!name.startsWith(VERIFIED)) return false
    const member = name.slice(VERIFIED.length) as MemberId
    const mark = decodeMark(member, value)
    if (mark !== undefined) this.#marks.put(mark)
    return true
  }

  membershipChanged(members: ReadonlyMap<MemberId, Known>): void {
    this.#members = members
    for (const mark of this.#marks.all()) this.#follow(mark)
    const { changes } = this
    for (const change of changes) {
      if (!this.#told.has(change.member)) this.#context.emit({ type: 'key-changed', ...change })
    }
    this.#told = new Set(changes.map(({ member }) => member))
  }

  /** Of ourselves it is `yes`. */
  of(member: MemberId): Standing {
    if (member === this.#context.identity.member) return { verified: 'yes', was: undefined }
    const known = this.#members.get(member)
    if (known === undefined) return { verified: 'no', was: undefined }
    return this.#marks.standingOf(known, () => this.#hashOf(known))
  }

  /** What to compare with that member; undefined for strangers and for ourselves. */
  numberWith(member: MemberId): SafetyNumber | undefined {
    const { suite, groupBytes, identity } = this.#context
    const known = this.#members.get(member)
    if (known === undefined || member === identity.member) return undefined
    // ours by what we hold, whatever the log says of us: that is what the other side is to confirm
    const own = { member: identity.publicKey, linkKey: identity.linkKey }
    return safetyNumber(suite, groupBytes, own, keysOf(known))
  }

  /** Sets or clears the mark of a member other than ourselves, with the keys it has now. */
  mark(member: MemberId, verified: boolean): PeerEffect[] {
    const known = this.#members.get(member)
    if (known === undefined || member === this.#context.identity.member) return []
    const bare = { member, keys: this.#hashOf(known), names: [] }
    const mark = verified ? withName(bare, this.#members) : undefined
    if (mark === undefined) this.#marks.remove(member)
    else this.#marks.put(mark)
    // what is settled by this is told anew when it happens again
    this.#told = new Set(this.changes.map(change => change.member))
    return [this.#kept(member, mark)]
  }

  /** A member that is still the one that was verified is looked for under its new name, too. */
  #follow(mark: Mark): void {
    if (this.of(mark.member).verified !== 'yes') return
    const renamed = withName(mark, this.#members)
    if (renamed === mark) return
    this.#marks.put(renamed)
    this.#context.effect(this.#kept(mark.member, renamed))
  }

  #kept(member: MemberId, mark: Mark | undefined): PeerEffect {
    const value = mark === undefined ? undefined : encodeMark(mark)
    return { type: 'append', batch: { group: this.#context.group, entries: [], values: [[VERIFIED + member, value]] } }
  }

  #hashOf(member: Known): Uint8Array {
    const { suite, groupBytes } = this.#context
    return verifiedHash(suite, groupBytes, keysOf(member))
  }
}

function keysOf({ member, linkKey }: Known) {
  return { member: publicKeyOf(member)!, linkKey }
}
