/**
 * How far a removal has got: who was removed, by whom, and how many of the others have applied it. Serves docs/protocol.md,
 * "Removals". Whoever removed counts the members that prove to hold its entry, which is to have applied it, and says so in
 * its presence record; the others take its word for its own removals and nobody's for another's.
 */
import type { EntryId, MemberId } from '../base/ids.js'
import { MINUTE_MS } from '../base/time.js'
import { closingOf, type Member, type Membership } from '../group/membership.js'
import { MAX_PROGRESSES, PROGRESS_DIGITS, type RemovalProgress } from '../group/presence.js'
import type { Presences } from './presences.js'
import type { Spreading } from './spreading.js'

export interface RemovalState {
  readonly by: MemberId
  /** Members that have applied it, of so many, whoever removed included and the removed not. */
  readonly applied: number
  readonly members: number
}

/** What it takes of the rest of the group. */
export interface RemovalsOptions {
  readonly self: MemberId
  readonly membership: () => Membership | undefined
  readonly spreading: Pick<Spreading, 'holders' | 'wait' | 'cancel'>
  readonly presences: Pick<Presences, 'of' | 'restate'>
  readonly news: (member: MemberId, state: RemovalState) => void
}

/** Who waits for a removal to get everywhere. */
const WAITER = 'removal'

interface Own {
  readonly item: EntryId
  readonly target: MemberId
  readonly until: number
  applied: number
}

/** Who is away for longer hears of it from whoever is there; it is not asked for meanwhile. */
const ASK_MS = 10 * MINUTE_MS

export class Removals {
  readonly #options: RemovalsOptions
  /** Those of this run that are asked for, the latest last. */
  readonly #own: Own[] = []
  /** How far it was told of each, by the entry's id. */
  readonly #news = new Map<EntryId, number>()

  constructor(options: RemovalsOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return this.#own.length === 0 ? undefined : Math.min(...this.#own.map(({ until }) => until))
  }

  /** Of the latest of ours, for our presence record: what was said before this start stands as it was. */
  get progress(): RemovalProgress[] {
    const now = this.#own.map(({ item, target }) => ({
      removal: item.slice(0, PROGRESS_DIGITS),
      ...this.#count(item, target),
    }))
    const counted = new Set(now.map(({ removal }) => removal))
    const before = this.#says(this.#options.self).filter(({ removal }) => !counted.has(removal))
    return [...before, ...now].slice(-MAX_PROGRESSES)
  }

  /** Undefined for whom nobody removed, or of whose removal nobody has said anything. */
  of(member: Member): RemovalState | undefined {
    const closing = closingOf(member)
    if (closing === undefined || closing.kind === 'left') return undefined
    const { entryId, by } = closing
    const own = this.#own.find(({ item }) => item === entryId)
    const counts = own === undefined ? this.#heard(by, entryId) : this.#count(own.item, own.target)
    return counts === undefined ? undefined : { by, ...counts }
  }

  /** We removed a member with this entry, which is on its way. */
  began(item: EntryId, target: MemberId, now: number): void {
    this.#own.push({ item, target, until: now + ASK_MS, applied: 1 })
    if (this.#own.length > MAX_PROGRESSES) {
      const [oldest] = this.#own.splice(0, 1)
      if (oldest !== undefined) this.#options.spreading.cancel(oldest.item, WAITER, now)
    }
    this.#options.spreading.wait(item, WAITER, 'all', now)
    this.#options.presences.restate(now)
  }

  /** Somebody new has proven to hold an item of ours. */
  proven(item: EntryId, now: number): void {
    const own = this.#own.find(one => one.item === item)
    if (own === undefined) return
    const counts = this.#count(item, own.target)
    if (counts.applied <= own.applied) return
    own.applied = counts.applied
    this.#options.presences.restate(now)
    this.#options.news(own.target, { by: this.#options.self, ...counts })
  }

  /** A member's newer record has come: how far its removals have got may be news. */
  told(by: MemberId): void {
    if (by === this.#options.self) return
    for (const member of this.#options.membership()?.members.values() ?? []) {
      const closing = closingOf(member)
      const state = closing?.by === by ? this.of(member) : undefined
      if (closing === undefined || state === undefined || state.applied <= (this.#news.get(closing.entryId) ?? 0))
        continue
      this.#news.set(closing.entryId, state.applied)
      this.#options.news(member.member, state)
    }
  }

  wake(now: number): void {
    for (const own of this.#own.filter(({ until }) => until <= now)) {
      this.#own.splice(this.#own.indexOf(own), 1)
      this.#options.spreading.cancel(own.item, WAITER, now)
    }
  }

  /** What a member's presence record says of its removals, ours too. */
  #says(member: MemberId): readonly RemovalProgress[] {
    return this.#options.presences.of(member)?.removals ?? []
  }

  #heard(by: MemberId, removal: EntryId): { readonly applied: number; readonly members: number } | undefined {
    const said = this.#says(by).find(one => removal.startsWith(one.removal))
    return said === undefined ? undefined : { applied: said.applied, members: said.members }
  }

  /** We have applied it ourselves; the removed may hold it, and does not count. */
  #count(item: EntryId, target: MemberId): { readonly applied: number; readonly members: number } {
    const { proven, missing } = this.#options.spreading.holders(item)
    const others = (members: readonly MemberId[]) => members.filter(member => member !== target).length
    return { applied: 1 + others(proven), members: 1 + others(proven) + others(missing) }
  }
}
