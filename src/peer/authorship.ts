/**
 * Who wrote what, so that members know it and can prove it to nobody: introduces the key that we sign content with to each
 * member, takes a new one each week, and gives the old one's seed away. Serves docs/protocol.md, "Signing keys". What
 * says so never stands in a log that our identity signs. Idle in a group with long-term signatures.
 */

import { bytesEqual } from '../base/bytes.js'
import { type LogKey, logKeyOf, type MemberId, publicKeyOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { MINUTE_MS } from '../base/time.js'
import { introduce, type Reader } from '../crypto/authorship/introduction.js'
import type { Member, Membership } from '../group/membership.js'
import type { RetiredLog } from '../group/signing.js'
import type { Book, Verdict } from './book.js'
import type { GroupContext } from './context.js'
import { prekeysDue, renewedPrekeys, restoredPrekeys, savedPrekeys } from './own-prekeys.js'
import { isOver, type Saved, type SigningKey } from './signing-keys.js'

export interface AuthorshipOptions {
  readonly book: Book
  /** Takes what we wrote: it is stored and spreads. */
  readonly publish: (verdict: Verdict & { type: 'new' }, now: number) => void
  /** Whether we hold all that others hold of our logs, as far as anybody knows. */
  readonly isCaughtUp: () => boolean
}

/** A prekey that had no effect, as our join lies ahead of our clock, is published again after this. */
const PREKEY_AGAIN_MS = 60 * MINUTE_MS
/** Whoever joined just now, and others with it, are introduced to together. */
const INTRODUCE_AFTER_MS = 250
const PREKEYS = 'prekeys'

export class Authorship {
  readonly #context: GroupContext
  readonly #options: AuthorshipOptions
  /** When members that cannot read what we have said since they joined are introduced to. */
  #introduceAt: number | undefined
  #publishedMs = Number.NEGATIVE_INFINITY

  constructor(context: GroupContext, options: AuthorshipOptions) {
    this.#context = context
    this.#options = options
  }

  get deadline(): number | undefined {
    if (!this.#isActive) return undefined
    const { signing, prekeys } = this.#options.book
    const due = this.#options.isCaughtUp() ? signing.deadline : undefined
    const again = this.#isListed ? undefined : this.#publishedMs + PREKEY_AGAIN_MS
    return earliest(this.#introduceAt, due, prekeysDue(prekeys), again)
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    const { book } = this.#options
    if (name !== PREKEYS) return book.signing.restore(name, value) || book.signers.restore(name, value)
    book.prekeys = restoredPrekeys(this.#context.suite, value)
    return true
  }

  setMembers(now: number): void {
    if (!this.#isActive) return
    this.#tendPrekeys(now)
    const { current } = this.#options.book.signing
    if (current !== undefined && this.#waiting(current).length > 0) this.#introduceAt ??= now + INTRODUCE_AFTER_MS
  }

  /** Before content is written: a key to sign it with, and everybody can know whose it is. */
  prepare(now: number): void {
    const { book } = this.#options
    // one who is out is refused before it comes here; what it writes all the same is its own, and heard by nobody
    if (this.#membership?.deniable !== true) return
    const { current } = book.signing
    if (current === undefined || isOver(current, now) || !book.own.hasRoom(current)) this.#keep(book.signing.begin(now))
    this.#introduce(now)
    this.#keep(book.signing.used(book.signing.current!, now))
  }

  /** Nobody knows more of our logs than we do: what was begun before this start goes on, or is over. */
  caughtUp(now: number): void {
    const { book } = this.#options
    book.resume()
    if (!this.#isActive) return
    this.#keep(book.signing.resumable.map(key => book.signing.giveUp(key, now)))
    this.#keep(book.signers.settle())
  }

  wake(now: number): void {
    const { deadline } = this
    if (deadline === undefined || deadline > now) return
    this.#tendPrekeys(now)
    if (this.#introduceAt !== undefined && this.#introduceAt <= now) this.#introduce(now)
    if (!this.#options.isCaughtUp()) return
    const { signing } = this.#options.book
    const { current } = signing
    if (current !== undefined && isOver(current, now)) this.#keep(signing.end(now))
    if (signing.published(now).length > 0) this.#giveAway(now)
  }

  get #membership(): Membership | undefined {
    return this.#options.book.membership
  }

  get #isActive(): boolean {
    return this.#membership?.deniable === true && this.#self?.present === true
  }

  get #self(): Member | undefined {
    return this.#membership?.members.get(this.#context.identity.member)
  }

  /** Publishes a prekey where the member list has none of ours, or one that is a month old. */
  #tendPrekeys(now: number): void {
    const { suite, random } = this.#context
    const { book, publish } = this.#options
    if (now < prekeysDue(book.prekeys)) {
      if (this.#isListed || now < this.#publishedMs + PREKEY_AGAIN_MS) return
    } else {
      book.prekeys = renewedPrekeys(suite, random, book.prekeys, now)
      this.#context.keep(PREKEYS, savedPrekeys(book.prekeys))
    }
    this.#publishedMs = now
    publish(book.writeControl({ type: 'prekey', key: book.prekeys[0]!.key }, now), now)
  }

  /** Whether others know our newest prekey. */
  get #isListed(): boolean {
    const listed = this.#self?.prekey
    const newest = this.#options.book.prekeys[0]?.key
    return listed !== undefined && newest !== undefined && bytesEqual(listed, newest)
  }

  /** Introduces the key that signs now to all it was not introduced to. */
  #introduce(now: number): void {
    this.#introduceAt = undefined
    const { book, publish } = this.#options
    const { suite, random, identity, groupBytes: group } = this.#context
    const { current } = book.signing
    if (current === undefined) return
    const strangers = this.#strangers(current)
    if (strangers.length === 0) return
    const author = { identityKey: identity.publicKey, linkKey: identity.linkKey }
    const introduced = { group, author, log: current.log, signer: current.publicKey }
    const readers = strangers.map(readerOf)
    const introduction = introduce(suite, random, introduced, identity.linkSecret, readers)
    this.#keep([book.signing.introduced(current, strangers.map(joinOf))])
    publish(book.writeSigning(book.signing.current!, { type: 'introduction', ...introduction }, now), now)
  }

  /** Members that this key was not introduced to, and can be. */
  #strangers({ introduced }: SigningKey): Member[] {
    const members = [...(this.#membership?.members.values() ?? [])]
    return members.filter(member => member.present && member.prekey !== undefined && !introduced.has(joinOf(member)))
  }

  /** Of those, whoever came before the last that we said; others are introduced to when we say more. */
  #waiting(current: SigningKey): Member[] {
    const said = this.#options.book.own.saidWith(current)
    return said === undefined ? [] : this.#strangers(current).filter(({ joinedOrder }) => joinedOrder < said)
  }

  /** The seeds of keys that are over, with the ends of their logs: from then on anyone may have written those. */
  #giveAway(now: number): void {
    const { book, publish } = this.#options
    const { member } = this.#context.identity
    const given = book.signing.published(now)
    const known = book.signers.retiredOf(member)
    const over = given.flatMap(key => this.#ended(member, key))
    if (over.length > 0) {
      if (book.signing.current === undefined) this.#keep(book.signing.begin(now))
      this.#introduce(now)
      const isNew = ({ log }: RetiredLog) => !over.some(other => other.log === log)
      const logs = [...known.filter(isNew), ...over].sort((one, other) => (one.log < other.log ? -1 : 1))
      publish(book.writeSigning(book.signing.current!, { type: 'retirement', logs }, now), now)
    }
    this.#keep(given.map(key => book.signing.forget(key)))
  }

  /** None where nothing was said, or the log forks: that one stays what it is. */
  #ended(member: MemberId, { log, seed }: SigningKey): RetiredLog[] {
    const content: LogKey = logKeyOf(member, log | 1n)
    const head = this.#options.book.headOf(content)
    return head === undefined ? [] : [{ log: log | 1n, seed, ...head }]
  }

  #keep(saved: readonly Saved[]): void {
    for (const [name, value] of saved) this.#context.keep(name, value)
  }
}

function readerOf({ member, linkKey, prekey }: Member): Reader {
  return { party: { identityKey: publicKeyOf(member)!, linkKey }, prekey: prekey! }
}

/** A member that came back was introduced to before, and may have lost all of it. */
function joinOf({ joinedBy }: Member): string {
  return joinedBy.slice(0, 16)
}
