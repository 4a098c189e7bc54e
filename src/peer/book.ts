/**
 * The group's book: what this member has written and taken in, who is a member by it, and what it writes next. Serves
 * docs/protocol.md, "Logs" and "Membership".
 *
 * Everything that enters is verified here, once, whichever way it came. An entry of an unknown author is not wrong but
 * early: it is refused as such, and sync brings it again once the author is known.
 */
import { bytesEqual } from '../base/bytes.js'
import { TocsinError } from '../base/errors.js'
import { bytesOfHex, type GroupId, type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import { MAX_BURST_ENTRIES, MAX_LOGS_PER_MEMBER } from '../base/limits.js'
import type { Random } from '../base/random.js'
import type { WallClock } from '../base/wall-clock.js'
import type { OwnMark } from '../crypto/authorship/introduction.js'
import { type Burst, type CheckedBurst, checkBurst, type LogTip, writeBurst } from '../crypto/burst.js'
import { SALT_BYTES } from '../crypto/entry.js'
import { schemeOf } from '../crypto/schemes/names.js'
import type { Suite } from '../crypto/suite.js'
import { type ControlBody, ControlKind } from '../group/control.js'
import { isWithinBounds } from '../group/control-bounds.js'
import { encodeControl } from '../group/control-codec.js'
import type { Membership } from '../group/membership.js'
import type { Refusal } from '../group/rules.js'
import { encodeIntroduction, INTRODUCTION, type Introduction, isKeySigned } from '../group/signing.js'
import type { LogIndex } from '../history/log-index.js'
import { authorOf, isContentLog, isKeyLog } from '../history/log-key.js'
import { headId, heldBeyond, MAX_SEQ } from '../history/log-state.js'
import { highestCounted, latest, nextOrder } from '../history/order.js'
import type { Batch, Place } from '../history/stored.js'
import { bytesOf, MAX_BURST_BYTES, storedEntries, summaryOf } from './burst-rows.js'
import { ControlBudget } from './control-budget.js'
import { Floors } from './floors.js'
import { GroupTime } from './group-time.js'
import { Heads } from './heads.js'
import type { Identity } from './identity.js'
import { CONTENT_LOG, CONTROL_LOG, OwnLogs } from './own-logs.js'
import { OwnPlace } from './own-place.js'
import type { OwnPrekeys } from './own-prekeys.js'
import { droppedIn, STATE } from './retired-logs.js'
import { Roll } from './roll.js'
import { SeenOrders } from './seen-orders.js'
import { Signers } from './signers.js'
import { type Saved, type SigningKey, SigningKeys } from './signing-keys.js'
import { isContent } from './sync-wire.js'
import type { Verdict } from './verdict.js'

export { foundGroup } from './genesis.js'
export type { Identity } from './identity.js'
export type { Verdict } from './verdict.js'

export interface BookOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly group: GroupId
  readonly groupBytes: Uint8Array
  readonly clock: WallClock
  readonly index: LogIndex
  /** Where all this is stored, as far as it is known. */
  readonly place?: Place | undefined
}

/** Scheme of control entries. */
const CLEAR = 0
/** The last moment a header can name. */
const MAX_TIME_MS = 2 ** 47 - 1

export class Book {
  readonly roll: Roll
  readonly floors: Floors
  readonly time: GroupTime
  /** Whose key signs which log, where content is not signed by identities. */
  readonly signers: Signers
  readonly signing: SigningKeys
  prekeys: OwnPrekeys = []
  mark: OwnMark | undefined
  readonly #options: BookOptions
  readonly #heads = new Heads()
  readonly place: OwnPlace
  readonly own: OwnLogs
  readonly #seen = new SeenOrders()
  /** Of membership logs, and of the logs that introduce keys. */
  readonly #budgets = { control: new ControlBudget(), keys: new ControlBudget() }

  constructor(options: BookOptions) {
    this.#options = options
    const { identity, suite, random } = options
    this.time = new GroupTime(options.clock, identity.member, () => this.membership)
    const self = identity.member
    const party = { identityKey: identity.publicKey, linkKey: identity.linkKey }
    this.signing = new SigningKeys(suite, random)
    this.place = new OwnPlace(options.place, this.signing)
    const { signing, place } = this
    this.own = new OwnLogs({ ...options, signing, place, schemeOf: log => this.#schemeOf(log) })
    this.signers = new Signers({
      ...options,
      self,
      membership: () => this.membership,
      isDeniable: () => this.roll.isDeniable,
      reader: () => ({ party, linkSecret: identity.linkSecret, prekeys: this.prekeys }),
      mark: () => this.mark,
    })
    this.roll = new Roll(suite, options.groupBytes, options.index, this.signers, log => this.#restsUntil(log))
    this.floors = new Floors({ ...options, time: this.time, self, roll: this.roll, signers: this.signers })
  }

  get membership(): Membership | undefined {
    return this.roll.membership
  }

  /** The static key of a member's links; undefined for strangers and for who has left: neither gets a link. */
  linkKeyOf(member: MemberId): Uint8Array | undefined {
    const known = this.membership?.members.get(member)
    return known?.present === true ? known.linkKey : undefined
  }

  /** In an order in which each author is a member before its own entries come. */
  controlBursts(): readonly CheckedBurst[] {
    return this.roll.bursts
  }

  /** Takes in what the store had: the membership log and the last entry of each content log. `ownLog`: the one of ours. */
  restore(bursts: readonly CheckedBurst[], ownLog = this.place.savedLog): void {
    this.place.savedLog = ownLog
    for (const burst of bursts) {
      this.#note(burst, undefined)
      if (this.isKeyLog(burst)) this.signers.noteSaved(burst)
    }
    // a group that never had another member has nobody who could know more, unless this is a copy
    if (this.place.isSame && this.membership?.members.size === 1) this.resume()
  }

  /** What is to be kept before anything is written; where nobody else can know more of our logs they go on at once. */
  begin(now: number): Pick<Batch, 'values' | 'dropped'> {
    const values = this.place.begin(now)
    this.own.resume(this.roll.isDeniable, true)
    return { values, dropped: this.signers.restoredDrops.splice(0) }
  }

  /** Peers hold no more of our own log than we do: the next entries continue it, and no fresh log is begun. */
  resume(): Saved[] {
    // without history nobody says what it holds of our content
    if (this.membership?.history === 'none') return []
    this.own.resume(this.roll.isDeniable, false)
    return this.place.settled()
  }

  /** Why we may not write this; undefined when we may. */
  refusal(body: ControlBody, now: number): Refusal | undefined {
    return this.roll.refusal(this.#options.identity.member, body, this.time.at(now))
  }

  writeControl(body: ControlBody, now: number): Verdict & { type: 'new' } {
    const { kind, plaintext } = encodeControl(body)
    return this.#write(CONTROL_LOG, [{ kind, plaintext }], now)
  }

  /** One to eight messages, signed once. Throws `text-too-large` when they do not fit into one record. */
  writeContent(messages: readonly { readonly kind: number; readonly plaintext: Uint8Array }[], now: number) {
    const contents = messages.slice(0, MAX_BURST_ENTRIES)
    if (!this.roll.isDeniable) return this.#write(CONTENT_LOG, contents, now)
    const { current } = this.signing
    if (current === undefined) throw new TocsinError('bug', 'no key to sign with')
    return this.#sign(current.seed, this.own.signingTip(current.log | CONTENT_LOG), contents, now)
  }

  /** An entry of the log that introduces the key. */
  introduce({ log, seed }: SigningKey, introduction: Introduction, now: number): Verdict & { type: 'new' } {
    const plaintext = encodeIntroduction(introduction)
    return this.#sign(seed, this.own.signingTip(log), [{ kind: INTRODUCTION, plaintext }], now)
  }

  /** Whether we may begin so many logs more. */
  hasPlaces(more: number): boolean {
    return this.#options.index.hasPlaces(this.#options.identity.member, more)
  }

  /** Whether a log has come to its end: what is given of it is looked at from there. */
  isOver(log: LogKey): boolean {
    return this.#options.index.limitOf(log) !== undefined
  }

  /** The last entry that is held of a log; undefined where there is none, where two claim its place, and where some before it are missing. */
  headOf(log: LogKey): { readonly seq: number; readonly entry: Uint8Array } | undefined {
    const { index } = this.#options
    const next = index.next(log)
    const state = index.state(log)
    const head = heldBeyond(state).length > 0 ? undefined : headId(state)
    return next === 0 || head === undefined ? undefined : { seq: next - 1, entry: bytesOfHex(head) }
  }

  /**
   * Judges a burst from the network or a ticket's admitter. Without `content` a content burst is early: our membership
   * log is behind, and its author may have been removed. `from`: who gave it to us.
   */
  take(burst: Burst, now: number, content = true, from?: MemberId): Verdict {
    const { suite, groupBytes, index, identity } = this.#options
    const checked = checkBurst(suite, groupBytes, burst)
    if ('reason' in checked) return { type: 'wrong', reason: checked.reason }
    if (bytesOf(checked) > MAX_BURST_BYTES) return { type: 'wrong', reason: 'size' }
    const last = checked.entries.at(-1)!
    if (last.fields.seq > MAX_SEQ) return { type: 'wrong', reason: 'seq' }
    const author = memberIdOf(last.fields.author)
    const genesis = bytesEqual(checked.entries[0]!.hash, groupBytes)
    if (!genesis && !this.roll.hasAuthor(author)) return { type: 'early', author }
    if (!content && isContent(last.fields.log)) return { type: 'early', author }
    const signer = this.signers.standingOf(checked, from)
    if (signer === 'early') return { type: 'early', author }
    if (signer === 'wrong') return { type: 'wrong', reason: 'signer' }
    if (last.fields.scheme !== this.#schemeOf(last.fields.log)) return { type: 'wrong', reason: 'scheme' }
    if (isContent(last.fields.log)) {
      this.floors.horizon(now)
      const floor = this.floors.of(identity.member)
      const isOurs = index.leadsToEnd(logKeyOf(author, last.fields.log), last.fields.seq, last.entryId)
      if (floor === undefined || last.fields.order <= floor) return { type: isOurs ? 'below-floor' : 'closed' }
    }
    if (!genesis && !isContent(last.fields.log)) {
      if (!this.#isBounded(checked)) return { type: 'wrong', reason: 'bounds' }
      if (!this.#mayTake(author, checked, now)) return { type: 'no-room' }
    }
    const added = index.add(summaryOf(checked))
    if (added === 'held') return this.#heldAgain(checked)
    if (typeof added === 'object' && 'refused' in added) {
      if (added.refused === 'below-base') return { type: 'below-floor' }
      if (added.refused === 'closed' || added.refused === 'unlinked') return { type: 'closed' }
      return added.refused === 'malformed' ? { type: 'wrong', reason: added.refused } : { type: 'no-room' }
    }
    return { ...this.#taken(checked, now), fork: typeof added === 'object' ? added.fork : undefined }
  }

  /** An introduction that others gave, and now its author: this has to last over a restart. */
  #heldAgain(burst: CheckedBurst): Verdict {
    const values = this.isKeyLog(burst) ? this.signers.note(burst) : []
    const { group } = this.#options
    if (values.length === 0) return { type: 'held', burst }
    return { type: 'held', burst, batch: { group, entries: [], values, dropped: droppedIn(values) } }
  }

  #isBounded(burst: CheckedBurst): boolean {
    if (this.isKeyLog(burst)) return true
    const encryption = this.membership?.encryption ?? 'per-peer'
    return burst.entries.every(({ fields, body }) => isWithinBounds(fields.kind, body.length - SALT_BYTES, encryption))
  }

  #mayTake(author: MemberId, burst: CheckedBurst, now: number): boolean {
    const { entries } = burst
    const { fields, entryId } = entries.at(-1)!
    if (author === this.#options.identity.member || this.roll.entry(entryId) !== undefined) return true
    const isKeyLog = this.isKeyLog(burst)
    // an author introduces its key to each member, as an admitter lets in each
    const joins = entries.filter(entry => isKeyLog || entry.fields.kind === ControlKind.join).length
    const cost = { entries: entries.length, joins, bytes: bytesOf(burst) }
    const isKeyed = this.membership?.encryption !== 'per-peer'
    const budget = isKeyLog ? this.#budgets.keys : this.#budgets.control
    return budget.take(author, cost, { claimedMs: Math.min(fields.time, this.time.at(now)), now }, isKeyed)
  }

  #restsUntil(log: LogKey): number | undefined {
    if (isContentLog(log)) return undefined
    const budget = isKeyLog(log) ? this.#budgets.keys : this.#budgets.control
    return budget.restsUntil(authorOf(log))
  }

  #write(kindOfLog: bigint, contents: readonly { kind: number; plaintext: Uint8Array }[], now: number) {
    return this.#sign(this.#options.identity.seed, this.own.tipFor(kindOfLog, contents.length), contents, now)
  }

  #sign(
    seed: Uint8Array,
    tip: LogTip,
    contents: readonly { kind: number; plaintext: Uint8Array }[],
    now: number,
  ): Verdict & { type: 'new' } {
    const { suite, random, identity, index } = this.#options
    const log = logKeyOf(identity.member, tip.log)
    const timeMs = this.time.at(now)
    // rules go by the time of the group; what is said bears that of our clock, which is our vote
    const said = isContent(tip.log) ? this.time.own(now) : timeMs
    const named = this.#heads.parents(log, highestCounted(timeMs))
    let order = latest(tip.order, this.#seen.at(timeMs), this.#joinedOrder)
    const drafts = contents.map(({ kind, plaintext }, at) => {
      order = nextOrder(timeMs, order)
      const time = Math.min(Math.max(0, Math.floor(said)), MAX_TIME_MS)
      const salt = random.bytes(SALT_BYTES)
      return { kind, epoch: 0, parents: at === 0 ? named : [], time, order, salt, plaintext }
    })
    const burst = writeBurst(suite, seed, drafts, tip)
    if (bytesOf(burst) > MAX_BURST_BYTES) {
      throw new TocsinError('text-too-large', 'the messages do not fit into one record; send them one by one')
    }
    // what introduces a key names them for itself alone
    if (isContent(tip.log) || bytesEqual(seed, identity.seed)) this.#heads.named(log)
    const added = index.add(summaryOf(burst))
    if (typeof added === 'object' && 'refused' in added && added.refused === 'too-many-logs')
      throw new TocsinError('limit-exceeded', `this identity has begun ${MAX_LOGS_PER_MEMBER} logs in the group`)
    if (this.isKeyLog(burst)) this.signers.own(burst)
    return this.#taken(burst, now)
  }

  get #joinedOrder(): bigint {
    return this.membership?.members.get(this.#options.identity.member)?.joinedOrder ?? 0n
  }

  /** Control entries are in the clear; content is sealed as the genesis says. */
  #schemeOf(log: bigint): number {
    return isContent(log) ? schemeOf(this.membership?.encryption ?? 'per-peer') : CLEAR
  }

  #taken(burst: CheckedBurst, now: number): Verdict & { type: 'new' } {
    this.#note(burst, now)
    const { index, identity, group } = this.#options
    const entries = storedEntries(burst)
    const { log } = entries[0]!
    const values: Saved[] = [[STATE + log, index.serialise(log)]]
    if (this.isKeyLog(burst)) values.push(...this.signers.note(burst))
    const own = logKeyOf(identity.member, burst.entries[0]!.fields.log) === log
    if (own) values.push(...this.place.written(this.#isKeySigned(burst) ? undefined : this.own.installation))
    return { type: 'new', burst, batch: { group, entries, values, dropped: droppedIn(values) } }
  }

  #isKeySigned({ entries }: CheckedBurst): boolean {
    return this.roll.isDeniable && isKeySigned(entries[0]!.fields.log)
  }

  /** Whether it introduces the key that signs it. */
  isKeyLog(burst: CheckedBurst): boolean {
    return this.#isKeySigned(burst) && !isContent(burst.entries[0]!.fields.log)
  }

  /** `now` is undefined for what was held before this start. */
  #note(burst: CheckedBurst, now: number | undefined): void {
    const last = burst.entries.at(-1)!
    const author = memberIdOf(last.fields.author)
    const log = logKeyOf(author, last.fields.log)
    const isKeyLog = this.isKeyLog(burst)
    if (!isKeyLog) this.#heads.note(log, { hash: last.hash, order: last.fields.order })
    const own = author === this.#options.identity.member
    this.#seen.note(author, last.fields.order, own)
    if (own) this.own.note(burst)
    else if (isContent(last.fields.log)) this.time.heard(author, last.fields.time, now)
    if (!isKeyLog && !isContent(last.fields.log)) this.roll.note(author, burst)
  }
}
