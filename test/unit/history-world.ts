/** Members with a log index, an in-memory store and a Sync machine, on one virtual clock and one queue. */
import { type EntryId, hexOf, type LogKey, logKeyOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { Frontier } from '#src/history/frontier.js'
import { type BurstSummary, LogIndex } from '#src/history/log-index.js'
import { Sync } from '#src/history/sync.js'
import type { RangePart, SyncEffect, SyncEvent, SyncMessage } from '#src/history/sync-messages.js'

export const suite = nobleSuite()
export const ZERO = '0'.repeat(64)
const DELAY_MS = 10

export function member(number: number): MemberId {
  return memberIdOf(suite.sha256(Uint8Array.of(number & 255, number >> 8)))
}

export function logOf(number: number): LogKey {
  return logKeyOf(member(number), 1n)
}

/** A log of `count` entries from seq 0; with `parting`, another branch from that seq on. */
export function chain(log: LogKey, count: number, size = 3, parting = Number.POSITIVE_INFINITY): BurstSummary[] {
  const idAt = (seq: number): string =>
    seq < 0 ? ZERO : hexOf(suite.sha256(new TextEncoder().encode(`${log} ${seq} ${seq >= parting}`)))
  const bursts: BurstSummary[] = []
  for (let firstSeq = 0; firstSeq < count; firstSeq += size) {
    const lastSeq = Math.min(count, firstSeq + size) - 1
    const ids: EntryId[] = []
    for (let seq = firstSeq; seq <= lastSeq; seq += 1) ids.push(idAt(seq) as EntryId)
    bursts.push({ log, firstSeq, lastSeq, prev: idAt(firstSeq - 1), ids })
  }
  return bursts
}

export class Cast {
  readonly name: MemberId
  readonly stored = new Set<EntryId>()
  readonly bursts = new Map<LogKey, BurstSummary[]>()
  readonly index = new LogIndex(entryId => this.stored.has(entryId))
  readonly frontier = new Frontier(this.index, suite)
  readonly effects: SyncEffect[] = []
  readonly sync: Sync
  readonly links = new Set<MemberId>()
  /** Mallory claims and answers with nothing. */
  lies = false
  /** So many requests are put off. */
  stalls = 0
  /** How late its process is. */
  lateMs = 0

  /** `seed`: of its chance; of another life, another. */
  constructor(number: number, using = suite, seed = number) {
    this.name = member(number)
    this.sync = new Sync({
      index: this.index,
      suite: using,
      random: new SeededRandom(seed),
      neighbours: () => [...this.links].slice(0, 2),
      unlinked: () => [],
      mayRead: () => 0n,
    })
  }

  hold(...bursts: readonly BurstSummary[]): void {
    for (const burst of bursts) {
      const added = this.index.add(burst)
      if (added === 'held' || (typeof added === 'object' && 'refused' in added)) continue
      for (const entryId of burst.ids) this.stored.add(entryId)
      this.bursts.set(burst.log, [...(this.bursts.get(burst.log) ?? []), burst])
    }
  }

  read(log: LogKey, from: number, to: number, limit: number): { bursts: BurstSummary[]; more: boolean } {
    const found = (this.bursts.get(log) ?? [])
      .filter(burst => burst.lastSeq >= from && burst.firstSeq <= to)
      .sort((left, right) => left.firstSeq - right.firstSeq)
    return { bursts: this.lies ? [] : found.slice(0, limit), more: !this.lies && found.length > limit }
  }
}

interface Delivery {
  readonly at: number
  readonly to: Cast
  readonly from: Cast
  readonly run: () => SyncEvent
}

export class World {
  now = 1_000_000
  readonly sent: { readonly from: Cast; readonly to: Cast; readonly message: SyncMessage }[] = []
  readonly cast: readonly Cast[]
  /** From one to another. */
  delayMs = DELAY_MS
  /** Called before every delivery, to break things at the right moment. */
  before: (() => void) | undefined
  #queue: Delivery[] = []

  constructor(cast: readonly Cast[]) {
    this.cast = cast
  }

  link(left: Cast, right: Cast): void {
    left.links.add(right.name)
    right.links.add(left.name)
    this.tell(left, { type: 'link-up', member: right.name })
    this.tell(right, { type: 'link-up', member: left.name })
  }

  unlink(left: Cast, right: Cast): void {
    left.links.delete(right.name)
    right.links.delete(left.name)
    this.tell(left, { type: 'link-down', member: right.name })
    this.tell(right, { type: 'link-down', member: left.name })
  }

  tell(who: Cast, event: SyncEvent): void {
    for (const effect of who.sync.handle(event, this.now)) {
      who.effects.push(effect)
      if (effect.type === 'send') {
        const to = this.#named(effect.to)
        this.sent.push({ from: who, to, message: effect.message })
        this.#post(who, to, () => ({ type: 'message', from: who.name, message: effect.message }))
      }
      if (effect.type === 'read-ranges') this.#serve(who, effect)
    }
  }

  #serve(who: Cast, { to: asker, requestId, ranges }: SyncEffect & { type: 'read-ranges' }): void {
    const to = this.#named(asker)
    this.tell(who, { type: 'range-served', to: asker, requestId })
    if (who.stalls > 0) {
      who.stalls -= 1
      const message = { type: 'range-later', requestId, ranges: ranges.length } as const
      this.#post(who, to, () => ({ type: 'message', from: who.name, message }))
      return
    }
    const read = ranges.map(({ log, from, to }) => who.read(log, from, to, 20))
    const end = read.findIndex(({ more }) => more)
    const given = end < 0 ? read : read.slice(0, end + 1)
    this.#post(who, to, () => {
      to.hold(...given.flatMap(({ bursts }) => bursts))
      const parts = ranges.map((_, at): RangePart => {
        const got = at >= given.length ? 'left' : given[at]!.more ? 'more' : 'all'
        return { requestId: requestId + at, got }
      })
      return { type: 'range-answered', from: who.name, parts, bases: [], begins: [], early: new Map() }
    })
  }

  run(forMs: number): void {
    const end = this.now + forMs
    for (let steps = 0; steps < 100_000; steps += 1) {
      const next = this.#queue[0]
      const due = this.cast.filter(who => (who.sync.deadline ?? end + 1) <= Math.min(end, next?.at ?? end))
      const [waking] = due.sort((one, other) => (one.sync.deadline ?? end) - (other.sync.deadline ?? end))
      if (waking !== undefined && (next === undefined || (waking.sync.deadline ?? 0) <= next.at)) {
        this.now = Math.max(this.now, waking.sync.deadline ?? this.now)
        this.tell(waking, { type: 'wake', lateMs: waking.lateMs })
      } else if (next !== undefined && next.at <= end) {
        this.#queue.shift()
        this.now = Math.max(this.now, next.at)
        this.before?.()
        if (next.to.links.has(next.from.name)) this.tell(next.to, next.run())
      } else {
        this.now = end
        return
      }
    }
    throw new Error('the world does not come to rest')
  }

  #post(from: Cast, to: Cast, run: () => SyncEvent): void {
    this.#queue.push({ at: this.now + this.delayMs, to, from, run })
  }

  #named(name: MemberId): Cast {
    const found = this.cast.find(who => who.name === name)
    if (found === undefined) throw new Error(`nobody is ${name}`)
    return found
  }
}
