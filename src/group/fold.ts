/**
 * One pass over the membership log: each entry that the rules admit has its effect, in display order. Serves
 * docs/protocol.md, "Membership". It notes where a removal reaches back to what it has already let happen.
 */
import { type EntryId, hexOf, type MemberId, memberIdOf } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import { checkAdmission } from './admissions.js'
import { type Closing, cutOf, isAbove } from './closings.js'
import type { Admission, Allowed, ControlBody, CutLine, Role, SettingName } from './control.js'
import type { Life } from './expiry.js'
import {
  type ControlEntry,
  type Invite,
  type Knock,
  type Member,
  type Membership,
  rankOf,
  type Topic,
} from './membership.js'
import { type Found, isReached, type Reach, type Reaches, standingOf } from './reaches.js'
import { onceOf, openInvites, refusalOf } from './rules.js'
import { firstSettings, type Settings, withSetting } from './settings.js'
import { renamed, withFormer } from './shown-names.js'

export class Fold {
  readonly #suite: Suite
  readonly #group: Uint8Array
  readonly #reaches: Reaches
  readonly #members = new Map<MemberId, Member>()
  readonly #invites = new Map<string, Invite>()
  readonly #openBy = new Map<MemberId, readonly string[]>()
  readonly #waiting = new Map<MemberId, Knock>()
  readonly #declined = new Set<string>()
  readonly #banned = new Map<MemberId, { readonly by: MemberId; readonly entryId: EntryId }>()
  readonly #removedAt = new Map<MemberId, number>()
  readonly #setBy = new Map<SettingName, { readonly by: MemberId; readonly time: number }>()
  readonly #speaks: { order: bigint; allowed: Allowed }[] = []
  readonly #lives: Life[]
  readonly #admitted = new Set<string>()
  readonly #effective = new Set<EntryId>()
  readonly #authors = new Map<EntryId, MemberId>()
  /** Those of each member that had an effect. */
  readonly #applied = new Map<MemberId, ControlEntry[]>()
  /** Removals that reach back to what had its effect by then. */
  readonly found: Found[] = []
  readonly #create: ControlBody & { type: 'create' }
  #founder: MemberId
  #present = 0
  #topic: Topic | undefined
  #settings: Settings
  #formerNames: readonly string[] = []

  constructor(
    suite: Suite,
    group: Uint8Array,
    genesis: ControlEntry,
    create: ControlBody & { type: 'create' },
    reaches: Reaches,
  ) {
    this.#suite = suite
    this.#group = group
    this.#reaches = reaches
    this.#create = create
    this.#founder = genesis.author
    this.#settings = firstSettings(create.name, create.expire)
    this.#lives = [{ order: 0n, seconds: create.expire }]
    this.#effective.add(genesis.entryId)
    const { linkKey, nonce, founderName: name } = create
    const founder = { member: genesis.author, name, linkKey, nonce, invite: undefined, prekey: undefined }
    this.#enter(genesis, founder, 'founder')
  }

  get state(): Membership {
    return {
      encryption: this.#create.encryption,
      history: this.#create.history,
      deniable: this.#create.deniable,
      founder: this.#founder,
      members: this.#members,
      presentCount: this.#present,
      invites: this.#invites,
      openBy: this.#openBy,
      waiting: this.#waiting,
      declined: this.#declined,
      banned: this.#banned,
      removedAt: this.#removedAt,
      topic: this.#topic,
      settings: this.#settings,
      formerNames: this.#formerNames,
      setBy: this.#setBy,
      speaks: this.#speaks,
      lives: this.#lives,
      admitted: this.#admitted,
      effective: this.#effective,
    }
  }

  apply(entry: ControlEntry): void {
    const author = this.#members.get(entry.author)
    const acting = author === undefined ? undefined : this.#reaches.acting(author, entry)
    if (acting === undefined) return
    const admitted = (body: Admission) => checkAdmission(this.#suite, this.#group, body)
    if (refusalOf(this.state, acting, entry.body, entry.time, admitted) !== undefined) return
    this.#lookBack(entry)
    this.#effective.add(entry.entryId)
    this.#authors.set(entry.entryId, entry.author)
    const applied = this.#applied.get(entry.author) ?? []
    applied.push(entry)
    this.#applied.set(entry.author, applied)
    this.#carry(entry, entry.body)
  }

  /** Notes a removal or demotion where an entry that had its effect is above the cut. */
  #lookBack(removal: ControlEntry): void {
    const { body } = removal
    if (body.type !== 'remove' && body.type !== 'ban' && body.type !== 'role') return
    if (!this.#reaches.mayAdd(removal.entryId)) return
    const target = this.#members.get(memberIdOf(body.member))
    const role = body.type === 'role' ? body.role : undefined
    if (target === undefined || (role !== undefined && rankOf(role) >= rankOf(target.role))) return
    const applied = this.#applied.get(target.member) ?? []
    const cut = cutOf(body.cut)
    if (!applied.some(entry => isAbove(cut, entry))) return
    const spared = standingOf(removal.author, this.#members, this.#invites, entryId => this.#authors.get(entryId))
    const reach: Reach = { target: target.member, order: removal.order, cut, role, spared }
    const reached = applied.filter(entry => isReached(reach, entry))
    if (reached.length > 0) this.found.push({ removal, reach, reached })
  }

  #carry(entry: ControlEntry, body: ControlBody): void {
    switch (body.type) {
      case 'create':
      case 'keys':
        return
      case 'prekey':
        this.#listPrekey(entry, body)
        return
      case 'invite': {
        this.#invite(entry, body)
        return
      }
      case 'revoke':
        this.#revoke(hexOf(body.invite), entry.author)
        return
      case 'join':
        this.#join(entry, body)
        return
      case 'knock': {
        const member = memberIdOf(body.member)
        this.#waiting.set(member, { member, admission: body, by: entry.author, time: entry.time })
        return
      }
      case 'decline':
        this.#decline(memberIdOf(body.member))
        return
      case 'leave':
        this.#close(entry, entry.author, 'left', body.cut, body.message)
        return
      case 'rename':
        this.#change(entry.author, renamed(this.#members.get(entry.author), body.name))
        return
      case 'remove':
        this.#removedAt.set(memberIdOf(body.member), this.#effective.size)
        this.#close(entry, memberIdOf(body.member), 'removed', body.cut)
        return
      case 'ban':
        this.#ban(entry, memberIdOf(body.member), body.cut)
        return
      case 'unban':
        this.#banned.delete(memberIdOf(body.member))
        return
      case 'role':
        this.#setRole(entry, memberIdOf(body.member), body.role, body.cut)
        return
      case 'handover':
        this.#founder = memberIdOf(body.member)
        this.#setRole(entry, entry.author, 'moderator', [])
        this.#setRole(entry, this.#founder, 'founder', [])
        return
      case 'topic':
        this.#topic = body.text === '' ? undefined : { text: body.text, by: entry.author, time: entry.time }
        return
      case 'setting':
        if (body.name === 'name') this.#formerNames = withFormer(this.#formerNames, this.#settings.name, body.value)
        this.#settings = withSetting(this.#settings, body.name, body.value)!
        this.#setBy.set(body.name, { by: entry.author, time: entry.time })
        if (body.name === 'speak') this.#speaks.push({ order: entry.order, allowed: this.#settings.speak })
        if (body.name === 'expire') this.#lives.push({ order: entry.order, seconds: this.#settings.expire })
        return
    }
  }

  #invite({ author: by, entryId, time }: ControlEntry, body: ControlBody & { type: 'invite' }): void {
    const { uses, expiresMs, approve } = body
    const invite = hexOf(body.invite)
    const madeAt = this.#effective.size
    this.#openBy.set(by, [...openInvites(this.state, by, time), invite])
    this.#invites.set(invite, { invite, by, uses, used: 0, expiresMs, approve, revokedBy: undefined, entryId, madeAt })
  }

  #join(entry: ControlEntry, body: ControlBody & { type: 'join' }): void {
    const member = memberIdOf(body.member)
    const invite = this.#invites.get(hexOf(body.invite))!
    this.#invites.set(invite.invite, { ...invite, used: invite.used + 1 })
    this.#admitted.add(onceOf(member, body.nonce))
    this.#waiting.delete(member)
    const { linkKey, nonce, name, prekey } = body
    const known = this.#members.get(member)
    // who was removed as a moderator does not come back as one; an observer stays one
    const wasOut = known?.closings.at(-1)?.kind
    const role = known === undefined || (wasOut !== 'left' && known.role !== 'observer') ? 'member' : known.role
    this.#enter(entry, { member, name, linkKey, nonce, invite: invite.invite, prekey }, role)
  }

  #listPrekey({ author, order }: ControlEntry, { key, anew }: ControlBody & { type: 'prekey' }): void {
    const known = this.#members.get(author)
    if (known === undefined) return
    const isFirst = known.prekey === undefined
    this.#change(author, { prekey: key, beginsAt: isFirst || anew === true ? order : known.beginsAt })
  }

  #decline(member: MemberId): void {
    const invite = this.#waiting.get(member)?.admission.invite
    if (invite !== undefined) this.#declined.add(onceOf(member, invite))
    this.#waiting.delete(member)
  }

  #enter(
    { entryId, order }: ControlEntry,
    who: Pick<Member, 'member' | 'name' | 'linkKey' | 'nonce' | 'invite' | 'prekey'>,
    role: Role,
  ): void {
    const known = this.#members.get(who.member)
    this.#members.set(who.member, {
      ...who,
      ...renamed(known, who.name),
      role,
      beginsAt: who.prekey === undefined ? 0n : order,
      joinedOrder: order,
      present: true,
      partMessage: '',
      joinedBy: entryId,
      roleBy: known !== undefined && known.role === role ? known.roleBy : entryId,
      closings: (known?.closings ?? []).map(closing =>
        closing.until === undefined && closing.kind !== 'silenced' ? { ...closing, until: order } : closing,
      ),
      roles: [...(known?.roles ?? []), { order, role }],
    })
    this.#present += 1
  }

  #close(
    { author: by, entryId, order, log, seq }: ControlEntry,
    member: MemberId,
    kind: Exclude<Closing['kind'], 'silenced'>,
    lines: readonly CutLine[],
    partMessage = '',
  ): void {
    const known = this.#members.get(member)
    if (known === undefined) return
    // who leaves says so in an entry of its own, which stands
    const cut = kind === 'left' ? new Map([...cutOf(lines), [log, { seq, entryId }]]) : cutOf(lines)
    const closing: Closing = { kind, entryId, by, order, cut, until: undefined }
    this.#change(member, { present: false, partMessage, closings: [...known.closings, closing] })
    if (known.present) this.#present -= 1
    this.#waiting.delete(member)
  }

  /** A ban also takes back the invites that its target used or made. */
  #ban(entry: ControlEntry, member: MemberId, cut: readonly CutLine[]): void {
    const { author: by, entryId } = entry
    this.#banned.set(member, { by, entryId })
    this.#removedAt.set(member, this.#effective.size)
    const known = this.#members.get(member)
    for (const { invite, by: maker } of this.#invites.values()) {
      if (maker === member || invite === known?.invite) this.#revoke(invite, by)
    }
    if (known?.present === true) this.#close(entry, member, 'banned', cut)
  }

  #revoke(key: string, by: MemberId): void {
    const invite = this.#invites.get(key)
    if (invite !== undefined && invite.revokedBy === undefined) this.#invites.set(key, { ...invite, revokedBy: by })
    for (const { member, admission } of this.#waiting.values()) {
      if (hexOf(admission.invite) === key) this.#waiting.delete(member)
    }
  }

  #setRole(
    { author: by, entryId, order }: ControlEntry,
    member: MemberId,
    role: Role,
    lines: readonly CutLine[],
  ): void {
    const known = this.#members.get(member)
    if (known === undefined) return
    const silenced: Closing = { kind: 'silenced', entryId, by, order, cut: cutOf(lines), until: undefined }
    const closings =
      role === 'observer'
        ? [...known.closings, silenced]
        : known.closings.map(closing =>
            closing.kind === 'silenced' && closing.until === undefined ? { ...closing, until: order } : closing,
          )
    this.#change(member, { role, roleBy: entryId, closings, roles: [...known.roles, { order, role }] })
  }

  #change(member: MemberId, change: Partial<Member>): void {
    const known = this.#members.get(member)
    if (known !== undefined) this.#members.set(member, { ...known, ...change })
  }
}
