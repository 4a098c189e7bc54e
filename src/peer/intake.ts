/**
 * How an entry gets into a group, whichever way it came: judged by the book, put on disk, shown, and handed on to
 * whoever must know. Serves docs/architecture.md, "The life of a message". Nothing passes that the book did not judge.
 */
import { type EntryId, type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import type { Burst, CheckedBurst, CheckedEntry } from '../crypto/burst.js'
import { claimIn } from '../crypto/entry.js'
import { closingOf, type Member, type Membership } from '../group/membership.js'
import type { Batch } from '../history/stored.js'
import type { Frame } from '../wire/generated/link.js'
import type { RateLimits } from './allowance.js'
import type { Authorship } from './authorship.js'
import type { Book, Verdict } from './book.js'
import type { GroupContext } from './context.js'
import { type EarlyBurst, EarlyBursts } from './early-bursts.js'
import type { Way } from './offers.js'
import { Pacing } from './pacing.js'
import type { PrivateChannels } from './private-channels.js'
import { takeAnswer } from './range-answers.js'
import type { Reading } from './reading.js'
import type { Sealing } from './sealing.js'
import type { Spreading } from './spreading.js'
import { isContent } from './sync-wire.js'
import type { Syncing } from './syncing.js'

export interface IntakeOptions {
  readonly book: Book
  readonly reading: Reading
  readonly privates: PrivateChannels
  readonly spreading: Spreading
  readonly sealing: Sealing
  readonly authorship: Authorship
  readonly limits: RateLimits | undefined
  readonly syncing: Syncing
  /** Entries of this tick, which the store has not committed yet. */
  readonly pending: Set<EntryId>
  /** The member list may have changed. */
  readonly membershipChanged: (membership: Membership, now: number) => void
  /** A removal of ours had its effect. */
  readonly removed: (removal: EntryId, target: MemberId, now: number) => void
  /** The time of day at steady time `now`. */
  readonly wallAt: (now: number) => number
  /** An entry came that cannot be judged yet. */
  readonly lacks: (now: number) => void
  /** Something was said: rounds are quick for a while. */
  readonly traffic: (now: number) => void
}

const NO_HEADER = new Uint8Array(0)

type New = Verdict & { readonly type: 'new' }
type Held = Verdict & { readonly type: 'held' }

export class Intake {
  readonly #context: GroupContext
  readonly #options: IntakeOptions
  /** What comes, goes on and is written, each author within its rate. */
  readonly pacing: Pacing
  #known: ReadonlyMap<MemberId, Member> = new Map()
  /** Control entries that came since the member list was looked at. */
  readonly #fresh: EntryId[] = []
  readonly #unintroduced = new EarlyBursts()
  /** More bursts follow at once. */
  #many = false
  /** The member list was not looked at since the last control entry. */
  #behind = false

  constructor(context: GroupContext, options: IntakeOptions) {
    this.#context = context
    this.#options = options
    const { book, spreading, syncing, limits } = options
    this.pacing = new Pacing(context, {
      limits,
      book,
      spreading,
      syncing,
      take: (from, burst, way, now) => this.received(from, burst, way, now),
    })
  }

  /** Content that came and waits for the introduction of its key. */
  get waiting(): readonly EarlyBurst[] {
    return this.#unintroduced.all
  }

  /** Authors of that. */
  get unintroduced(): MemberId[] {
    return this.#unintroduced.all.flatMap(({ burst }) => {
      const claim = claimIn(burst.entries.at(-1)?.header ?? NO_HEADER)
      return claim === undefined ? [] : [memberIdOf(claim.author)]
    })
  }

  /** The member list as it was restored: no event is told about what is in it. */
  restored(): void {
    this.#known = this.#options.book.membership?.members ?? this.#known
  }

  /** Our own burst, just written. */
  publish(verdict: New, now: number): void {
    // a leave entry still goes to those who were around us; nothing leaves before it is stored
    this.pacing.publish(verdict.burst, now)
    this.#stored(verdict, 0, now)
  }

  /** From an admitter, before any link is up; or `from` a member that explains why it gives us none. */
  adopt(bursts: readonly Burst[], now: number, from?: MemberId): void {
    this.#together(now, () => {
      for (const burst of bursts) {
        // no link: its identity alone says that it is the one
        const verdict = this.#options.book.take(burst, now)
        if (verdict.type === 'wrong' && from !== undefined) this.#context.fault(from, 'wrong-burst', now)
        if (verdict.type === 'new') this.#stored(verdict, undefined, now)
      }
    })
  }

  /** On a join channel. The first that does not fit ends it; the other members get what is new by sync. */
  hear(bursts: readonly Burst[], now: number): void {
    this.#together(now, () => {
      for (const burst of bursts) {
        const verdict = this.#options.book.take(burst, now, false)
        if (verdict.type === 'wrong' || verdict.type === 'early') return
        if (verdict.type === 'new') this.#stored(verdict, undefined, now)
      }
    })
  }

  /** Over the arcs. What is sealed and held already is not opened a second time: its keys are gone. */
  received(from: MemberId, burst: Burst, way: Way, now: number): void {
    const { sealing, spreading } = this.#options
    if (burst.sealed !== true) {
      this.#opened(from, burst, way, now)
      return
    }
    const name = sealing.nameOf(burst)
    if (this.#context.holds(name)) {
      spreading.repeated(from, name, way, now)
      return
    }
    const open = sealing.open(from, burst, way, now)
    if (open !== undefined) this.#opened(from, open, way, now)
  }

  #opened(from: MemberId, burst: Burst, way: Way, now: number): void {
    const verdict = this.#options.book.take(burst, now, this.#options.syncing.takesContent, from)
    // whoever passes a burst on has verified it before: what is wrong in it is its own
    if (verdict.type === 'wrong') this.#context.fault(from, 'wrong-burst', now)
    if (verdict.type === 'early' && this.#mayWait(verdict.author, burst)) {
      this.#unintroduced.keep({ from, burst, way, name: this.#options.sealing.nameOf(burst) })
      this.#options.lacks(now)
    }
    if (verdict.type !== 'new' && verdict.type !== 'held') return
    if (verdict.type === 'new') this.#stored(verdict, way.hops, now)
    else this.#keep(verdict)
    const held = verdict.type === 'held'
    if (this.#mayPass(verdict.burst)) this.pacing.received(from, verdict.burst, way, held, now)
    else this.#options.spreading.kept(from, verdict.burst, held, now)
  }

  /** Content by a key that its author has not introduced yet: the introduction is on its way, and may have been overtaken. */
  #mayWait(author: MemberId, { entries }: Burst): boolean {
    const { book, syncing } = this.#options
    const log = claimIn(entries.at(-1)?.header ?? NO_HEADER)?.log
    return (
      syncing.takesContent && book.roll.isDeniable && book.roll.hasAuthor(author) && log !== undefined && isContent(log)
    )
  }

  /** A key was introduced: what waited for it is judged again. */
  #introduced(now: number): void {
    for (const { from, burst, way, name } of this.#unintroduced.takeAll()) {
      if (!this.#context.holds(name)) this.#opened(from, burst, way, now)
    }
  }

  /** What we asked a member for. What we did not ask for is no way around the rates. */
  answered(from: MemberId, answer: NonNullable<Frame['rangeAnswer']>, now: number): void {
    const { book, syncing } = this.#options
    const stored = (news: New) => this.#stored(news, undefined, now)
    const wrong = () => this.#context.fault(from, 'wrong-burst', now)
    const held = (again: Held) => this.#keep(again)
    const asked = syncing.tookAnswer(from)
    const mayTake = (burst: Burst) => asked || this.pacing.mayTakeUnasked(from, burst, now)
    const options = { suite: this.#context.suite, book, mayTake, stored, held, wrong }
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
    for (const member of membership.members.values()) {
      const earlier = before.get(member.member)
      if (earlier?.present !== member.present) this.#moved(member)
      else if (member.present && earlier.name !== member.name) this.#renamed(member, earlier.name)
    }
    for (const member of before.values()) if (!membership.members.has(member.member)) this.#vanished(member)
    for (const entryId of this.#fresh.splice(0)) this.#changed(membership, entryId, now)
    this.#options.sealing.setMembers(membership, now)
    this.#options.authorship.setMembers(now)
  }

  #renamed({ member, name, role }: Member, oldName: string): void {
    this.#context.emit({ type: 'member', member, name, role, state: 'renamed', oldName })
  }

  /** Its join came too late: others had used up its invite, or taken it back, where we had not heard of it. */
  #vanished({ member, name, role }: Member): void {
    this.#context.emit({ type: 'member', member, name, role, state: 'removed' })
    if (member === this.#context.identity.member) this.#letGo()
    // it is told why when it asks
    else this.#context.links.get(member)?.condemn()
  }

  /** We are out: nobody gives us a link any more, and we keep none. */
  #letGo(): void {
    for (const effect of this.#context.links.closeAll()) this.#context.effect(effect)
  }

  #moved(moved: Member): void {
    const { member, name, role } = moved
    const closing = closingOf(moved)
    if (closing === undefined) {
      this.#context.emit({ type: 'member', member, name, role, state: 'joined' })
      return
    }
    const { links, emit } = this.#context
    // what it may have learnt of our links is to be worth nothing
    links.stepAll()
    if (closing.kind === 'left') {
      emit({ type: 'member', member, name, role, state: 'left', message: moved.partMessage })
      return
    }
    if (member === this.#context.identity.member) this.#letGo()
    else this.#dismiss(member, closing.entryId)
    emit({ type: 'member', member, name, role, state: 'removed', by: closing.by })
  }

  /** Who is removed hears it from whoever it is linked with, before the link ends. */
  #dismiss(member: MemberId, removal: EntryId): void {
    const link = this.#context.links.get(member)
    const burst = this.#options.book
      .controlBursts()
      .find(({ entries }) => entries.some(({ entryId }) => entryId === removal))
    if (link === undefined || burst === undefined) return
    const { entries, signature } = burst
    const bare = { entries: entries.map(({ header, body }) => ({ header, body })), signature }
    this.#context.send(member, { forward: { burst: bare, arc: undefined, hops: 0 } }, 'after-commit')
    link.part()
  }

  #changed(membership: Membership, entryId: EntryId, now: number): void {
    const entry = this.#options.book.roll.entry(entryId)
    if (entry === undefined || !membership.effective.has(entryId)) return
    const { author: by, body } = entry
    this.#context.emit({ type: 'change', by, id: entryId, body })
    if (by !== this.#context.identity.member || (body.type !== 'remove' && body.type !== 'ban')) return
    this.#options.removed(entryId, memberIdOf(body.member), now)
  }

  /** What has no effect, or nothing to say, goes no further over the arcs; it stays in its log, which others may ask for. */
  #mayPass(burst: CheckedBurst): boolean {
    const { roll } = this.#options.book
    const { membership } = roll
    const { author, log } = burst.entries[0]!.fields
    const key = logKeyOf(memberIdOf(author), log)
    if (this.#options.book.isKeyLog(burst)) return true
    if (isContent(log)) return burst.entries.some(({ fields }) => !roll.isVoid(key, fields.seq, fields.order))
    return burst.entries.some(({ entryId }) => membership?.effective.has(entryId) === true)
  }

  /** Takes many bursts and looks at the member list once: each look costs the whole of it. */
  #together<Result>(now: number, take: () => Result): Result {
    this.#many = true
    const result = take()
    this.#many = false
    if (this.#behind) this.membershipChanged(now)
    return result
  }

  #keep({ batch }: Held): void {
    if (batch !== undefined) this.#context.effect({ type: 'append', batch })
  }

  /** On disk first and, after that, on the screen. */
  #stored({ burst, batch, fork }: New, hops: number | undefined, now: number): void {
    // the end of a burst may have come without its beginning, and the end of a fork's may be all that is new
    const fresh = burst.entries.filter(entry => !this.#context.holds(entry.entryId))
    for (const entry of fresh) this.#options.pending.add(entry.entryId)
    const keys = this.#options.privates.take(fresh, now)
    this.#context.effect({ type: 'append', batch: withKeys(batch, keys) })
    const author = memberIdOf(burst.entries[0]!.fields.author)
    if (fork !== undefined) this.#context.emit({ type: 'fork', author, seq: fork })
    const { log } = burst.entries[0]!.fields
    if (isContent(log)) this.#show(logKeyOf(author, log), fresh, keys, hops, now)
    else if (!this.#options.book.isKeyLog(burst)) {
      this.#behind = true
      this.#fresh.push(...fresh.map(({ entryId }) => entryId))
      this.#options.sealing.note(author, burst)
    }
    if (this.#behind && !this.#many) this.membershipChanged(now)
    if (this.#options.book.isKeyLog(burst)) this.#introduced(now)
    this.#options.syncing.handle({ type: 'traffic' }, now)
    this.#options.traffic(now)
  }

  #show(
    log: LogKey,
    fresh: readonly CheckedEntry[],
    keys: ReadonlyMap<EntryId, Uint8Array>,
    hops: number | undefined,
    now: number,
  ): void {
    const { book, reading, wallAt } = this.#options
    const horizon = book.floors.horizon(now)
    const heard = fresh.filter(({ fields: { seq, order } }) => order > horizon && !book.roll.isVoid(log, seq, order))
    for (const event of reading.eventsOf(heard, hops, wallAt(now), keys)) this.#context.emit(event)
  }
}

/** What opens a private message lies in its own row, and goes with it. */
function withKeys(batch: Batch, keys: ReadonlyMap<EntryId, Uint8Array>): Batch {
  if (keys.size === 0) return batch
  const entries = batch.entries.map(entry => {
    const contentKey = keys.get(entry.entryId)
    return contentKey === undefined ? entry : { ...entry, contentKey }
  })
  return { ...batch, entries }
}
