/**
 * The group's own encryption at work: what leaves over the arcs is sealed by its scheme, what comes is opened, and key
 * messages go to and come from the membership log. Serves docs/protocol.md, "Schemes". What does not open yet waits here,
 * bounded, and what cannot be sealed yet goes out once it can; sync brings either to whoever it does not reach.
 */
import { TocsinError } from '../base/errors.js'
import {
  bytesOfHex,
  type EntryId,
  entryIdOf,
  type LogKey,
  logKeyOf,
  type MemberId,
  memberIdOf,
  publicKeyOf,
} from '../base/ids.js'
import type { Burst, CheckedBurst } from '../crypto/burst.js'
import { entryHash, SALT_BYTES } from '../crypto/entry.js'
import { FieldReader, u32 } from '../crypto/pairwise/fields.js'
import type { CipherMember, CipherStatus } from '../crypto/schemes/group-cipher.js'
import { Scheme } from '../crypto/schemes/group-cipher.js'
import type { RunningCipher, Taken } from '../crypto/schemes/running-cipher.js'
import { ControlKind } from '../group/control.js'
import type { Membership } from '../group/membership.js'
import type { Burst as WireBurst } from '../wire/generated/link.js'
import type { CipherOf, GroupContext } from './context.js'
import { type EarlyBurst, EarlyBursts } from './early-bursts.js'
import { KeyOrder } from './key-order.js'
import type { Way } from './offers.js'
import { bodiesOf, isLieOf, SealedForms } from './sealed-forms.js'

export interface SealingOptions {
  readonly cipherOf: CipherOf
  readonly next: (log: LogKey) => number
  /** Writes a key message into our control log, and has it spread. */
  readonly publish: (payload: Uint8Array, now: number) => void
  /** A burst that waited has opened. */
  readonly opened: (from: MemberId, burst: Burst, way: Way, now: number) => void
  /** Our own burst can be sealed now. */
  readonly ready: (burst: CheckedBurst, now: number) => void
}

/** Names of stored values that are the cipher's. */
const SAVED = 'cipher/'
/** Of a log: up to which seq its key messages were heard. */
const HEARD = 'cipher-heard/'
/** Our own that cannot be sealed yet; the others are left to sync. */
const MAX_UNSEALED = 64

export class Sealing {
  readonly #context: GroupContext
  readonly #options: SealingOptions
  readonly #order: KeyOrder
  readonly #saved = new Map<string, Uint8Array>()
  readonly #forms = new SealedForms()
  readonly #unsealed: CheckedBurst[] = []
  /** Undefined until the genesis is here, and where this program lacks its scheme. */
  #cipher: RunningCipher | undefined
  /** Key messages that are to be written, in this order. */
  readonly #publishing: Uint8Array[] = []
  readonly #early = new EarlyBursts()
  #members = ''
  #membership: Membership | undefined
  #busy = false
  #writing = false

  constructor(context: GroupContext, options: SealingOptions) {
    this.#context = context
    this.#options = options
    this.#order = new KeyOrder({ next: options.next, holds: context.holds })
  }

  get deadline(): number | undefined {
    return this.#cipher?.deadline
  }

  /** Undefined for one who is not in the group. */
  get status(): CipherStatus | undefined {
    return this.#cipher?.status
  }

  /** The group is encrypted in a way that our host has no engine for. */
  get isLacking(): boolean {
    return this.#membership !== undefined && this.#cipher === undefined
  }

  /** Bursts that came and cannot be read yet. */
  get waiting(): readonly EarlyBurst[] {
    return this.#early.all
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    if (name.startsWith(HEARD)) {
      if (value.length === 4) this.#order.restore(name.slice(HEARD.length) as LogKey, new FieldReader(value).u32())
      return true
    }
    if (!name.startsWith(SAVED)) return false
    this.#saved.set(name.slice(SAVED.length), value)
    return true
  }

  /** The member list changed: who is out is sealed to no more. */
  setMembers(membership: Membership, now: number): void {
    this.#membership = membership
    this.#cipher ??= this.#restored(membership)
    const cipher = this.#cipher
    if (cipher === undefined) return
    const present = [...membership.members.values()].filter(member => member.present)
    if (!present.some(({ member }) => member === this.#self)) {
      if (cipher.isRunning) this.#end(cipher)
      return
    }
    const members = present
      .map(({ member, linkKey }): CipherMember => ({ member, identityKey: publicKeyOf(member)!, linkKey }))
      .sort((one, other) => (one.member < other.member ? -1 : 1))
    const list = present.map(({ member, joinedBy }) => `${member} ${joinedBy}`)
    const text = list.sort().join()
    if (text !== this.#members || !cipher.isRunning) {
      this.#members = text
      this.#take(cipher.isRunning ? cipher.members(members, now) : cipher.start(members, now))
    }
    this.#settle(now)
  }

  /**
   * A key message was stored, wherever it came from. Of our own those of an earlier life are heard, which the scheme may not
   * know any more.
   */
  note(author: MemberId, burst: CheckedBurst): void {
    if (this.#writing) return
    for (const { entryId, fields, body } of burst.entries) {
      if (fields.kind !== ControlKind.keys) continue
      const payload = body.subarray(SALT_BYTES)
      const log = logKeyOf(author, fields.log)
      const parents = fields.parents.map(entryIdOf)
      this.#order.add({ entryId, author, log, seq: fields.seq, parents, payload })
    }
  }

  wake(now: number): void {
    const { deadline } = this
    if (this.#cipher === undefined || deadline === undefined || deadline > now) return
    this.#take(this.#cipher.wake(now))
    this.#settle(now)
  }

  /** The form in which a burst travels; undefined where there is none: it then goes by sync alone. */
  wireOf(burst: CheckedBurst, now: number): WireBurst | undefined {
    const last = burst.entries.at(-1)!
    const entries = burst.entries.map(({ header, body }) => ({ header, body }))
    if (last.fields.scheme < Scheme.pairwise) return { entries, signature: burst.signature, sealed: false }
    const known = this.#forms.get(last.entryId)
    // whoever brought the form may have signed it otherwise than the burst that was checked
    if (known !== undefined) return { ...known, signature: burst.signature }
    if (memberIdOf(last.fields.author) !== this.#self) return undefined
    const sealed = this.#seal(burst, now)
    if (sealed === undefined && this.#unsealed.length < MAX_UNSEALED) this.#unsealed.push(burst)
    return sealed
  }

  /** A burst goes by the id of its last entry. */
  nameOf(burst: Burst): EntryId {
    const last = burst.entries.at(-1)
    return entryIdOf(entryHash(this.#context.suite, last?.header ?? new Uint8Array(0)))
  }

  /** The burst with its bodies in the clear; undefined when it does not open, or not yet. */
  open(from: MemberId, burst: Burst, way: Way, now: number): Burst | undefined {
    const opened = this.#open(from, burst, now)
    if (opened === 'waits' && this.#early.keep({ from, burst, way, name: this.nameOf(burst) })) this.#tellWaiting()
    return typeof opened === 'string' ? undefined : opened
  }

  get #self(): MemberId {
    return this.#context.identity.member
  }

  /** The cipher as it was before this start, or one that has not begun. */
  #restored({ encryption }: Membership): RunningCipher | undefined {
    const { suite, random, identity, groupBytes: group } = this.#context
    const { member, seed, publicKey: identityKey, linkSecret, linkKey } = identity
    const self = { member, seed, identityKey, linkSecret, linkKey }
    const cipher = this.#options.cipherOf(encryption, { suite, random, group, self })
    // what is damaged begins anew, as after a new join
    cipher?.restore(this.#saved)
    return cipher
  }

  #open(from: MemberId, burst: Burst, now: number): Burst | 'waits' | 'wrong' {
    const cipher = this.#cipher
    if (cipher === undefined) return 'waits'
    const arrived = bodiesOf(this.#context.suite, burst, cipher.scheme)
    if (arrived === undefined) return this.#wrong(from, 'it is of another way to encrypt than the group is')
    const result = cipher.open(arrived, now)
    this.#take(result)
    if (result.type === 'uncommitted' && isLieOf(from, arrived, cipher.scheme)) {
      this.#context.fault(from, 'wrong-burst', now)
    }
    if (result.type !== 'opened') return result.type === 'waits' ? 'waits' : this.#wrong(from, result.reason)
    const { entries: sealed, signature } = burst
    this.#forms.add(this.nameOf(burst), { entries: [...sealed], signature, sealed: true })
    this.#settle(now)
    const entries = sealed.map(({ header }, index) => ({ header, body: result.bodies[index]! }))
    return { entries, signature, sealed: false }
  }

  #seal(burst: CheckedBurst, now: number): WireBurst | undefined {
    const entries: WireBurst['entries'] = []
    for (const { header, hash, body } of burst.entries) {
      const result = this.#cipher?.seal({ author: this.#self, entryId: hash }, body, now)
      if (result === undefined) return undefined
      this.#take(result)
      entries.push({ header, body: result.sealed })
    }
    // what it is sealed under is told before it leaves
    this.#settle(now)
    const sealed = { entries, signature: burst.signature, sealed: true }
    this.#forms.add(burst.entries.at(-1)!.entryId, sealed)
    return sealed
  }

  #take({ saved, publish, notices }: Taken): void {
    for (const [name, value] of saved) {
      if (value === undefined) this.#saved.delete(name)
      else this.#saved.set(name, value)
      this.#context.keep(SAVED + name, value)
    }
    for (const notice of notices) {
      if (notice.type === 'rekeyed') this.#context.emit(notice)
      else this.#context.emit({ type: 'bad-key-message', member: notice.from, reason: notice.reason })
    }
    this.#publishing.push(...publish)
  }

  /** Writes what is to be told, hears all that is due, and then tries again what waited for it. */
  #settle(now: number): void {
    // what is written is stored at once, and comes back here
    if (this.#busy || this.#cipher?.isRunning !== true) return
    this.#busy = true
    while (this.#writeNext(now) || this.#hearNext(this.#cipher, now));
    this.#busy = false
    this.#again(now)
  }

  #writeNext(now: number): boolean {
    const payload = this.#publishing.shift()
    if (payload === undefined) return false
    this.#writing = true
    this.#options.publish(payload, now)
    this.#writing = false
    return true
  }

  #hearNext(cipher: RunningCipher, now: number): boolean {
    const entry = this.#order.take()
    if (entry === undefined) return false
    const { author: from, entryId, payload, log, seq } = entry
    // what its author wrote when it was out already is worth nothing
    const isVoid = this.#membership?.effective.has(entryId) !== true
    if (!isVoid) this.#take(cipher.hear({ from, entryId: bytesOfHex(entryId), payload }, now))
    this.#context.keep(HEARD + log, u32(seq + 1))
    return true
  }

  #again(now: number): void {
    const early = this.#early.takeAll()
    for (const waited of early) {
      if (this.#context.holds(waited.name)) continue
      const opened = this.#open(waited.from, waited.burst, now)
      if (opened === 'waits') this.#early.keep(waited)
      else if (opened !== 'wrong') this.#options.opened(waited.from, opened, waited.way, now)
    }
    for (const burst of this.#unsealed.splice(0)) this.#options.ready(burst, now)
    if (early.length !== this.#early.count) this.#tellWaiting()
  }

  #tellWaiting(): void {
    this.#context.emit({ type: 'unread', count: this.#early.count })
  }

  /** It goes by whom it came from: whose it is stands in a header that nobody has verified yet. */
  #wrong(from: MemberId, reason: string): 'wrong' {
    this.#context.emit({ type: 'unopened', member: from, error: new TocsinError('bad-body', reason) })
    return 'wrong'
  }

  #end(cipher: RunningCipher): void {
    cipher.end()
    for (const name of this.#saved.keys()) this.#context.keep(SAVED + name, undefined)
    this.#saved.clear()
    this.#early.clear()
    this.#unsealed.length = 0
    this.#publishing.length = 0
    this.#members = ''
  }
}
