/**
 * How an entry gets into a group, whichever way it came: judged by the book, put on disk, shown, and handed on to
 * whoever must know. Serves docs/architecture.md, "The life of a message". Nothing passes that the book did not judge.
 */
import { type EntryId, type MemberId, memberIdOf } from '../base/ids.js'
import type { Burst } from '../crypto/burst.js'
import type { Member, Membership } from '../group/membership.js'
import type { Frame } from '../wire/generated/link.js'
import type { Book, Verdict } from './book.js'
import { messagesOf } from './content.js'
import type { GroupContext } from './context.js'
import type { Way } from './offers.js'
import { takeAnswer } from './range-answers.js'
import type { Spreading } from './spreading.js'
import { isContent } from './sync-wire.js'
import type { Syncing } from './syncing.js'

export interface IntakeOptions {
  readonly book: Book
  readonly spreading: Pick<Spreading, 'publish' | 'received'>
  readonly syncing: Syncing
  /** Entries of this tick, which the store has not committed yet. */
  readonly pending: Set<EntryId>
  /** The member list may have changed. */
  readonly membershipChanged: (membership: Membership, now: number) => void
  /** The time of day at steady time `now`. */
  readonly wallAt: (now: number) => number
  /** Something was said: rounds are quick for a while. */
  readonly traffic: (now: number) => void
}

type New = Verdict & { readonly type: 'new' }

export class Intake {
  readonly #context: GroupContext
  readonly #options: IntakeOptions
  #known: ReadonlyMap<MemberId, Member> = new Map()
  /** More bursts follow at once. */
  #many = false
  /** The member list was not looked at since the last control entry. */
  #behind = false

  constructor(context: GroupContext, options: IntakeOptions) {
    this.#context = context
    this.#options = options
  }

  /** The member list as it was restored: no event is told about what is in it. */
  restored(): void {
    this.#known = this.#options.book.membership?.members ?? this.#known
  }

  /** Our own burst, just written. */
  publish(verdict: New, now: number): void {
    // a leave entry still goes to those who were around us; nothing leaves before it is stored
    this.#options.spreading.publish(verdict.burst, now)
    this.#stored(verdict, 0, now)
  }

  /** From an admitter, before any link is up. */
  adopt(bursts: readonly Burst[], now: number): void {
    this.#together(now, () => {
      for (const burst of bursts) {
        const verdict = this.#options.book.take(burst, now)
        if (verdict.type === 'new') this.#stored(verdict, undefined, now)
      }
    })
  }

  /** Over the arcs. */
  received(from: MemberId, burst: Burst, way: Way, now: number): void {
    const verdict = this.#options.book.take(burst, now, this.#options.syncing.takesContent)
    // whoever passes a burst on has verified it before: what is wrong in it is its own
    if (verdict.type === 'wrong') this.#context.fault(from, 'wrong-burst', now)
    if (verdict.type !== 'new' && verdict.type !== 'held') return
    if (verdict.type === 'new') this.#stored(verdict, way.hops, now)
    this.#options.spreading.received(from, verdict.burst, way, verdict.type === 'held', now)
  }

  /** What we asked a member for. */
  answered(from: MemberId, answer: NonNullable<Frame['rangeAnswer']>, now: number): void {
    const { book, syncing } = this.#options
    const stored = (news: New) => this.#stored(news, undefined, now)
    const wrong = () => this.#context.fault(from, 'wrong-burst', now)
    const options = { suite: this.#context.suite, book, stored, wrong }
    const heard = this.#together(now, () => takeAnswer(options, from, answer, now))
    syncing.handle(heard, now)
  }

  /** Tells everyone who hangs on the member list, and the embedder what is different. */
  membershipChanged(now: number): void {
    this.#behind = false
    const { membership } = this.#options.book
    if (membership === undefined) return
    const before = this.#known
    this.#known = membership.members
    this.#options.membershipChanged(membership, now)
    for (const { member, name, role, present } of membership.members.values()) {
      if (before.get(member)?.present === present) continue
      // what it may have learnt of our links is to be worth nothing
      if (!present) this.#context.links.stepAll()
      this.#context.emit({ type: 'member', member, name, role, state: present ? 'joined' : 'left' })
    }
  }

  /** Takes many bursts and looks at the member list once: each look costs the whole of it. */
  #together<Result>(now: number, take: () => Result): Result {
    this.#many = true
    const result = take()
    this.#many = false
    if (this.#behind) this.membershipChanged(now)
    return result
  }

  /** On disk first and, after that, on the screen. */
  #stored({ burst, batch, fork }: New, hops: number | undefined, now: number): void {
    this.#context.effect({ type: 'append', batch })
    // the end of a burst may have come without its beginning, and the end of a fork's may be all that is new
    const fresh = burst.entries.filter(entry => !this.#context.holds(entry.entryId))
    for (const entry of fresh) this.#options.pending.add(entry.entryId)
    const author = memberIdOf(burst.entries[0]!.fields.author)
    if (fork !== undefined) this.#context.emit({ type: 'fork', author, seq: fork })
    if (!isContent(burst.entries[0]!.fields.log)) this.#behind = true
    else for (const message of messagesOf(fresh, hops, this.#options.wallAt(now))) this.#context.emit(message)
    if (this.#behind && !this.#many) this.membershipChanged(now)
    this.#options.syncing.handle({ type: 'traffic' }, now)
    this.#options.traffic(now)
  }
}
