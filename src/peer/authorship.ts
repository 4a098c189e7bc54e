/**
 * Who wrote what, so that members know it and can prove it to nobody: introduces the key that we sign content with to each
 * member, takes a new one each week, and gives the old one's seed away. Serves docs/protocol.md, "Signing keys". What
 * says so never stands in a log that our identity signs. Idle in a group with long-term signatures.
 */
import { bytesEqual } from '../base/bytes.js'
import { type EntryId, hexOf, logKeyOf, publicKeyOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../base/time.js'
import { introduce, type Reader } from '../crypto/authorship/introduction.js'
import type { Member, Membership } from '../group/membership.js'
import { type RetiredLog, toldIn } from '../group/signing.js'
import type { Book, Verdict } from './book.js'
import type { GroupContext } from './context.js'
import {
  type OwnPrekeys,
  oldPrekeysDue,
  prekeysDue,
  renewedPrekeys,
  restoredPrekeys,
  savedPrekeys,
  withoutOld,
} from './own-prekeys.js'
import { isOver, type Saved, type SigningKey } from './signing-keys.js'

export interface AuthorshipOptions {
  readonly book: Book
  /** Takes what we wrote: it is stored and spreads. */
  readonly publish: (verdict: Verdict & { type: 'new' }, now: number) => void
  /** Whether we hold all that others hold of our logs, as far as anybody knows. */
  readonly isCaughtUp: () => boolean
}

/** A published prekey that had no effect is published again after this, for as long as the same join counts. */
const PREKEY_AGAIN_MS = 60 * MINUTE_MS
/** Members that lack a key for what was said already are introduced to after this, all that have come by then together. */
const INTRODUCE_AFTER_MS = 250
/** That we lost what others had begun with us in private: a liar can make us believe that, and say so no oftener. */
const LOST_AGAIN_MS = DAY_MS
/** Newcomers for whom nothing was said yet lack nothing: a wave of joins costs one introduction. */
const INTRODUCE_NEWCOMERS_MS = 30 * SECOND_MS
/**
 * And so long after the introduction before. Every member writes one for each newcomer, and every member takes it in: that
 * is the square of the members for each join, and nobody lacks anything until the author speaks, which introduces first.
 */
const INTRODUCE_AGAIN_MS = 5 * MINUTE_MS
const PREKEYS = 'prekeys'
const MARK = 'mark'

export class Authorship {
  readonly #context: GroupContext
  readonly #options: AuthorshipOptions
  /** When members that cannot read what we have said since they joined are introduced to. */
  #introduceAt: number | undefined
  #introducedMs = Number.NEGATIVE_INFINITY
  #publishedMs = Number.NEGATIVE_INFINITY
  /** We have lost what was begun with us in private, and have not said so yet. */
  #isLost = false
  #lostMs = Number.NEGATIVE_INFINITY
  /** Our join when we published last: another one needs a prekey of its own. */
  #publishedFor: EntryId | undefined

  constructor(context: GroupContext, options: AuthorshipOptions) {
    this.#context = context
    this.#options = options
  }

  get deadline(): number | undefined {
    if (this.#self?.present !== true) return undefined
    const { signing, prekeys } = this.#options.book
    const isCaughtUp = this.#options.isCaughtUp()
    const due = isCaughtUp ? prekeysDue(prekeys) : undefined
    const again = this.#isListed ? undefined : this.#publishedMs + PREKEY_AGAIN_MS
    const lost = this.#isLost ? this.#lostMs + LOST_AGAIN_MS : undefined
    const keys = this.#isActive ? earliest(this.#introduceAt, isCaughtUp ? signing.deadline : undefined) : undefined
    return earliest(keys, due, oldPrekeysDue(prekeys), again, lost)
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    const { book } = this.#options
    if (name === PREKEYS) book.prekeys = restoredPrekeys(this.#context.suite, value)
    else if (name === MARK) book.mark = { secret: value }
    else return book.signing.restore(name, value) || book.signers.restore(name, value)
    return true
  }

  /** Our join names the first of these. */
  comeWith(prekeys: OwnPrekeys): void {
    this.#setPrekeys(prekeys)
  }

  setMembers(now: number): void {
    if (this.#self?.present !== true) return
    this.#tendPrekeys(now)
    if (!this.#isActive) return
    // made before anything is said: two copies of the folder are to know each other's introductions
    this.#ownMark()
    this.#planIntroductions(now)
  }

  /** Before content is written: a key to sign it with, and everybody can know whose it is. */
  prepare(now: number): void {
    const { book } = this.#options
    // one who is out is refused before it comes here; what it writes all the same is its own, and heard by nobody
    if (this.#membership?.deniable !== true) return
    const { current } = book.signing
    // what was written with a key while we were out stands in nobody's log: others could not follow it
    const goesOn = current !== undefined && book.own.hasRoom(current) && book.own.goesOn(current)
    if (current === undefined || isOver(current, now) || !goesOn) this.#keep(book.signing.begin(now))
    this.#introduceKeys(now)
  }

  /** Content was written: the week of the key has begun. */
  said(now: number): void {
    const { signing } = this.#options.book
    if (signing.current !== undefined) this.#keep(signing.used(signing.current, now))
  }

  /** Something is said to us in private that we lack the keys for. */
  lost(now: number): void {
    this.#isLost = now >= this.#lostMs + LOST_AGAIN_MS
  }

  /** Before we leave: what we said is proven by nothing any more, and nobody has to wait for that. */
  leave(now: number): void {
    const { signing } = this.#options.book
    if (!this.#isActive || !this.#options.isCaughtUp()) return
    this.#giveAway([...signing.ended(now, 0), ...(signing.current === undefined ? [] : [signing.current])], now)
  }

  /** Nobody knows more of our logs than we do: what was begun before this start goes on, or is over. */
  caughtUp(now: number): void {
    const { book } = this.#options
    this.#keep(book.resume())
    if (!this.#isActive) return
    this.#keep(book.signing.resumable.map(key => book.signing.giveUp(key, now)))
    this.#keep(book.signers.settle())
    // the key that goes on may be unknown to who came meanwhile
    this.setMembers(now)
  }

  wake(now: number): void {
    const { deadline } = this
    if (deadline === undefined || deadline > now) return
    this.#tendPrekeys(now)
    if (!this.#isActive) return
    if (this.#introduceAt !== undefined && this.#introduceAt <= now) this.#introduceKeys(now)
    if (!this.#options.isCaughtUp()) return
    const { signing } = this.#options.book
    const { current } = signing
    this.#keep(signing.resumable.filter(key => isOver(key, now)).map(key => signing.giveUp(key, now)))
    if (current !== undefined && isOver(current, now)) this.#keep(signing.end(now))
    const due = signing.ended(now)
    if (due.length > 0) this.#giveAway(due, now)
  }

  get #membership(): Membership | undefined {
    return this.#options.book.membership
  }

  get #isActive(): boolean {
    return this.#membership?.deniable === true && this.#self?.present === true && this.#hasPlaces
  }

  /** Two for a key and two for our identity: with less we write no more, and say so to whoever wants to. */
  get #hasPlaces(): boolean {
    return this.#options.book.hasPlaces(4)
  }

  get #self(): Member | undefined {
    return this.#membership?.members.get(this.#context.identity.member)
  }

  /** Whether others know our newest prekey. */
  get #isListed(): boolean {
    const listed = this.#self?.prekey
    const newest = this.#options.book.prekeys[0]?.key
    return listed !== undefined && newest !== undefined && bytesEqual(listed, newest)
  }

  /** Publishes a prekey where the member list has none of ours, or one that is a month old, or what was begun with it is lost. */
  #tendPrekeys(now: number): void {
    const { suite, random } = this.#context
    const { book, publish, isCaughtUp } = this.#options
    const isDue = now >= prekeysDue(book.prekeys)
    const isLost = this.#isLost && now >= this.#lostMs + LOST_AGAIN_MS
    // what the member list does not have may be what a later start than ours published
    const anew = book.prekeys.length > 0 && (isLost || !this.#isListed)
    this.#setPrekeys(withoutOld(book.prekeys, now))
    // one that is only old waits until our own log goes on
    if (!isDue || (book.prekeys.length > 0 && !isCaughtUp())) {
      const isTold = this.#publishedFor === this.#self?.joinedBy && now < this.#publishedMs + PREKEY_AGAIN_MS
      if (!isLost && (this.#isListed || isTold)) return
    } else this.#setPrekeys(renewedPrekeys(suite, random, book.prekeys, now))
    this.#publishedMs = now
    this.#publishedFor = this.#self?.joinedBy
    if (anew) this.#lostMs = now
    this.#isLost = false
    publish(book.writeControl({ type: 'prekey', key: book.prekeys[0]!.key, anew }, now), now)
  }

  #setPrekeys(prekeys: OwnPrekeys): void {
    const { book } = this.#options
    if (prekeys === book.prekeys) return
    book.prekeys = prekeys
    this.#context.keep(PREKEYS, savedPrekeys(prekeys))
  }

  /**
   * Every member that we know of is introduced to each key that it may need, whether or not we say more: our next word may
   * never come, and we may be gone when the member looks for what we said.
   */
  #planIntroductions(now: number): void {
    const due = this.#introductions
    if (due.length === 0) return
    const isUrgent = due.some(({ key, to }) => to.some(member => this.#hasMissed(member, key)))
    const calmly = Math.max(now + INTRODUCE_NEWCOMERS_MS, this.#introducedMs + INTRODUCE_AGAIN_MS)
    const at = isUrgent ? now + INTRODUCE_AFTER_MS : calmly
    this.#introduceAt = earliest(this.#introduceAt, at)
  }

  #introduceKeys(now: number): void {
    this.#introduceAt = undefined
    const { signers, signing } = this.#options.book
    for (const { key, to } of this.#introductions) {
      this.#introducedMs = now
      this.#introduce(key, to, signers.retiredOf(this.#context.identity.member), now)
    }
    // one whose only readers have no prekey yet is introduced to ourselves: its log begins with an introduction
    const { current } = signing
    if (current !== undefined && this.#options.book.own.isEmpty(current)) {
      this.#introduce(current, [], signers.retiredOf(this.#context.identity.member), now)
    }
  }

  /** With all that is over, which no member believes of a key alone. */
  #introduce(key: SigningKey, to: readonly Member[], retired: readonly RetiredLog[], now: number): void {
    const { book, publish } = this.#options
    const { suite, random, identity, groupBytes: group } = this.#context
    const author = { identityKey: identity.publicKey, linkKey: identity.linkKey }
    const introduced = { group, author, log: key.log, signer: key.publicKey, told: toldIn(retired) }
    const readers = to.filter(({ member }) => member !== identity.member).map(readerOf)
    const slots = introduce(suite, random, introduced, identity.linkSecret, readers, this.#ownMark())
    const verdict = book.introduce(key, { ...slots, retired }, now)
    this.#keep([
      book.signing.introduced(
        key,
        to.map(member => this.#nameOf(member)),
      ),
    ])
    publish(verdict, now)
  }

  /** What we know our own introductions by. */
  #ownMark(): { readonly secret: Uint8Array } {
    const { book } = this.#options
    if (book.mark !== undefined) return book.mark
    book.mark = { secret: this.#context.random.bytes(32) }
    this.#context.keep(MARK, book.mark.secret)
    return book.mark
  }

  /** Members that can be introduced to. */
  get #readers(): Member[] {
    const members = [...(this.#membership?.members.values() ?? [])]
    return members.filter(({ present, prekey }) => present && prekey !== undefined)
  }

  #strangers({ introduced }: SigningKey): Member[] {
    const self = this.#context.identity.member
    return this.#readers.filter(reader => reader.member !== self && !introduced.has(this.#nameOf(reader)))
  }

  /** Our keys that members lack. A key that signs no more is lacked only by members that may read what it signed. */
  get #introductions(): { readonly key: SigningKey; readonly to: readonly Member[] }[] {
    const { signing, own } = this.#options.book
    const { current } = signing
    const older = this.#options.isCaughtUp() ? signing.all.filter(key => key !== current && own.goesOn(key)) : []
    return [...(current === undefined ? [] : [current]), ...older].flatMap(key => {
      const strangers = this.#strangers(key)
      const to = key === current ? strangers : strangers.filter(member => this.#hasMissed(member, key))
      return to.length === 0 ? [] : [{ key, to }]
    })
  }

  /** Whether something was said with the key since the member joined. */
  #hasMissed({ joinedOrder }: Member, key: SigningKey): boolean {
    const said = this.#options.book.own.saidWith(key)
    return said !== undefined && (joinedOrder < said || this.#membership?.history === 'all')
  }

  /** The seeds of keys that are over, with the ends of their logs: from then on anyone may have written those. */
  #giveAway(keys: readonly SigningKey[], now: number): void {
    const { book } = this.#options
    const known = book.signers.retiredOf(this.#context.identity.member)
    const over = keys.flatMap(key => this.#ended(key)).filter(({ log }) => known.every(other => other.log !== log))
    if (over.length > 0) {
      if (book.signing.current === undefined) this.#keep(book.signing.begin(now))
      const retired = [...known, ...over].sort((one, other) => (one.log < other.log ? -1 : 1))
      this.#introduce(book.signing.current!, this.#readers, retired, now)
    }
    // what cannot be told yet is tried again a day later
    this.#keep(keys.map(key => (this.#isTold(key) ? book.signing.forget(key) : book.signing.giveUp(key, now))))
  }

  /** None where nothing was said, the log forks, or a part of it is missing: that one stays what it is. */
  #ended({ log, seed }: SigningKey): RetiredLog[] {
    const head = this.#options.book.headOf(logKeyOf(this.#context.identity.member, log | 1n))
    return head === undefined ? [] : [{ log: log | 1n, seed, ...head }]
  }

  /** Or there is nothing to tell. */
  #isTold({ log }: SigningKey): boolean {
    const { book } = this.#options
    const content = logKeyOf(this.#context.identity.member, log | 1n)
    return book.isOver(content) || book.own.saidWith({ log }) === undefined
  }

  /** Who lost its prekey, or renewed it, is introduced to anew; and nobody is by publishing another's. */
  #nameOf({ member, prekey }: Member): string {
    return hexOf(this.#context.suite.sha256(publicKeyOf(member)!, prekey!).subarray(0, 8))
  }

  #keep(saved: readonly Saved[]): void {
    for (const [name, value] of saved) this.#context.keep(name, value)
  }
}

function readerOf({ member, linkKey, prekey }: Member): Reader {
  return { party: { identityKey: publicKeyOf(member)!, linkKey }, prekey: prekey! }
}
