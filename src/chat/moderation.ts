/**
 * What founder and moderators do, and what anybody may look at: topic, settings, invites, bans, who waits. Serves
 * docs/architecture.md, "The embedding API". The rules refuse here, before anything is written, what every receiver
 * would refuse.
 */
import { TocsinError } from '../base/errors.js'
import { bytesOfHex, type EntryId, type MemberId, publicKeyOf } from '../base/ids.js'
import { type ControlBody, isGivenName, NAME_RULE, type Role, type SettingName } from '../group/control.js'
import type { Settings } from '../group/settings.js'
import type { GroupPeer } from '../peer/group.js'
import { moderationCalls } from './arguments-of-calls.js'
import { expireSeconds } from './durations.js'
import { isoTime } from './iso-time.js'
import type { InviteInfo, TopicInfo, WaitingInfo } from './surface.js'

export class Moderation {
  readonly #peer: GroupPeer
  readonly #self: MemberId
  readonly #write: (body: ControlBody) => Promise<EntryId>

  /** `write` resolves once the entry is stored, or rejects where the rules refuse it. */
  constructor(peer: GroupPeer, self: MemberId, write: (body: ControlBody) => Promise<EntryId>) {
    this.#peer = peer
    this.#self = self
    this.#write = write
  }

  /** Undefined while none is set. */
  get topic(): TopicInfo | undefined {
    const topic = this.#peer.membership?.topic
    if (topic === undefined) return undefined
    return { text: topic.text, by: topic.by, name: this.#nameOf(topic.by), time: isoTime(topic.time) }
  }

  get settings(): Settings | undefined {
    return this.#peer.membership?.settings
  }

  /** Every invite that was ever made. */
  get invites(): readonly InviteInfo[] {
    return [...(this.#peer.membership?.invites.values() ?? [])].map(one => ({
      invite: one.invite,
      by: one.by,
      name: this.#nameOf(one.by),
      uses: one.uses,
      used: one.used,
      expires: isoTime(one.expiresMs),
      approve: one.approve,
      revokedBy: one.revokedBy,
    }))
  }

  /** Bearers that wait for a moderator. */
  get waiting(): readonly WaitingInfo[] {
    return [...(this.#peer.membership?.waiting.values() ?? [])].map(({ member, admission, by, time }) => ({
      member,
      name: admission.name,
      by,
      time: isoTime(time),
    }))
  }

  get banned(): readonly MemberId[] {
    return [...(this.#peer.membership?.banned.keys() ?? [])]
  }

  /** Whether others are in the group, and none of them is founder or moderator but this member: it should not leave so. */
  get isLast(): boolean {
    const present = [...(this.#peer.membership?.members.values() ?? [])].filter(one => one.present)
    const moderating = present.filter(({ role }) => role === 'founder' || role === 'moderator')
    return present.length > 1 && moderating.length === 1 && moderating[0]?.member === this.#self
  }

  /** Out, and in again with a ticket that is made afterwards. All of these reject with `not-allowed`, `unknown-member` or `bad-argument`. */
  async kick(member: MemberId): Promise<EntryId> {
    const { member: given } = moderationCalls.kick({ member })
    return this.#write({ type: 'remove', member: keyOf(given), cut: this.#cut(given) })
  }

  /** Out for good, and the invites that it used or made with it. */
  async ban(member: MemberId): Promise<EntryId> {
    const { member: given } = moderationCalls.ban({ member })
    return this.#write({ type: 'ban', member: keyOf(given), cut: this.#cut(given) })
  }

  async unban(member: MemberId): Promise<EntryId> {
    return this.#write({ type: 'unban', member: keyOf(moderationCalls.unban({ member }).member) })
  }

  async setRole(member: MemberId, role: Exclude<Role, 'founder'>): Promise<EntryId> {
    const given = moderationCalls.setRole({ member, role })
    if (this.#peer.membership?.members.get(given.member)?.role === 'founder') {
      throw new TocsinError('not-allowed', 'the founder keeps this role until it hands it over to another member')
    }
    return this.#write({ type: 'role', member: keyOf(given.member), role: given.role, cut: this.#cut(given.member) })
  }

  /** From now on `member` is the founder, and we are a moderator. */
  async handOver(member: MemberId): Promise<EntryId> {
    return this.#write({ type: 'handover', member: keyOf(moderationCalls.handOver({ member }).member) })
  }

  /** Empty takes it away. At most 1,024 bytes. */
  async setTopic(text: string): Promise<EntryId> {
    return this.#write({ type: 'topic', text: moderationCalls.setTopic({ text }).text })
  }

  /**
   * `limit`: a number; `speak` and `invites`: `all`, `moderators` or `founder`; `topic-lock`: `on` or `off`; `expire`: how long
   * messages live, `1d` for example, or `off`: what was said before goes with what is said from now on.
   */
  async set(name: SettingName, value: string): Promise<EntryId> {
    const given = moderationCalls.set({ name, value })
    if (given.name === 'name' && !isGivenName(given.value)) {
      throw new TocsinError('bad-argument', `a group name is ${NAME_RULE}`)
    }
    const exact = given.name === 'expire' ? expireValue(given.value) : given.value
    return this.#write({ type: 'setting', name: given.name, value: exact })
  }

  /** `invite`: as `invites` names it. */
  async revoke(invite: string): Promise<EntryId> {
    const given = moderationCalls.revoke({ invite }).invite
    if (!this.#peer.membership?.invites.has(given)) throw unknown(`no invite ${given.slice(0, 16)}`)
    return this.#write({ type: 'revoke', invite: bytesOfHex(given) })
  }

  /** Lets in one that waits. */
  async approve(member: MemberId): Promise<EntryId> {
    const knock = this.#knock(moderationCalls.approve({ member }).member)
    return this.#write({ ...knock.admission, type: 'join' })
  }

  async decline(member: MemberId): Promise<EntryId> {
    const given = moderationCalls.decline({ member }).member
    return this.#write({ type: 'decline', member: keyOf(given), nonce: this.#knock(given).admission.nonce })
  }

  /** Of one that waits. */
  #knock(member: MemberId) {
    const knock = this.#peer.membership?.waiting.get(member)
    if (knock === undefined) throw unknown(`nobody waits by the name ${member}`)
    return knock
  }

  #cut(member: MemberId) {
    return this.#peer.book.roll.cut(member)
  }

  #nameOf(member: MemberId): string {
    return this.#peer.membership?.members.get(member)?.name ?? ''
  }
}

function expireValue(text: string): string {
  return text === 'off' ? text : String(expireSeconds(text))
}

function keyOf(member: MemberId): Uint8Array {
  const key = publicKeyOf(member)
  if (key === undefined) throw unknown(`${member} is no member's id`)
  return key
}

function unknown(what: string): TocsinError {
  return new TocsinError('unknown-member', what)
}
