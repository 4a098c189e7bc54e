/** Members with books and histories on one virtual clock: real entries, real sync messages as frames, no links below. */
import type { EntryId, MemberId } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { StoredEntry } from '#src/history/stored.js'
import { Sync } from '#src/history/sync.js'
import type { RangeRequest, SyncEffect, SyncEvent } from '#src/history/sync-messages.js'
import type { ReadQuery } from '#src/peer/events.js'
import { LinkNames } from '#src/peer/link-names.js'
import { takeAnswer } from '#src/peer/range-answers.js'
import { RangeReads, type RangeStep } from '#src/peer/range-reads.js'
import { framesOfSync, syncOfFrame } from '#src/peer/sync-wire.js'
import { decoded } from '#src/wire/decoded.js'
import { Frame } from '#src/wire/generated/link.js'
import { type Keeper, suite } from './books.ts'

export class Archive {
  readonly keeper: Keeper
  readonly sync: Sync
  readonly reads: RangeReads
  readonly linked = new Set<MemberId>()
  readonly effects: SyncEffect[] = []
  /** Texts in the order in which they came. */
  readonly came: EntryId[] = []
  /** What mallory makes of an answer before it leaves. */
  tamper: ((answer: NonNullable<Frame['rangeAnswer']>) => void) | undefined
  readsDone = 0
  readonly #names = new Map<MemberId, LinkNames>()
  #read = 0

  constructor(keeper: Keeper) {
    this.keeper = keeper
    const { index, book } = keeper
    this.sync = new Sync({
      index,
      suite,
      random: new SeededRandom(keeper.identity.publicKey[1]!),
      neighbours: () => [...this.linked].slice(0, 2),
      unlinked: () => [],
      mayRead: member => book.floors.of(member),
    })
    this.reads = new RangeReads(index, () => {
      this.#read += 1
      return this.#read
    })
  }

  namesFor(member: MemberId): LinkNames {
    const names = this.#names.get(member) ?? new LinkNames(this.sync.names)
    this.#names.set(member, names)
    return names
  }

  /** Requests that it made. */
  get asked(): RangeRequest[] {
    return this.effects.flatMap(effect =>
      effect.type === 'send' && effect.message.type === 'range-request' ? [effect.message] : [],
    )
  }

  get liars(): MemberId[] {
    return this.effects.flatMap(effect => (effect.type === 'liar' ? [effect.member] : []))
  }

  get caughtUp(): boolean {
    return this.effects.some(({ type }) => type === 'caught-up')
  }

  rows({ log, fromSeq, limit, maxBytes }: ReadQuery): StoredEntry[] {
    this.readsDone += 1
    const rows = [...this.keeper.rows.values()].filter(row => row.log === log && row.seq >= fromSeq)
    const found: StoredEntry[] = []
    let bytes = 0
    for (const row of rows.sort((left, right) => left.seq - right.seq)) {
      bytes += row.header.length + row.body.length
      if (found.length >= limit || (found.length > 0 && bytes > maxBytes)) break
      found.push(row)
    }
    return found
  }
}

interface Delivery {
  readonly at: number
  readonly from: Archive
  readonly to: Archive
  readonly bytes: Uint8Array
}

export class Exchange {
  now: number
  readonly frames: { readonly from: Archive; readonly to: Archive; readonly frame: Frame; readonly bytes: number }[] =
    []
  readonly #latencyMs: number
  readonly #all: Archive[]
  #queue: Delivery[] = []

  constructor(all: readonly Archive[], now: number, latencyMs = 50) {
    this.#all = [...all]
    this.now = now
    this.#latencyMs = latencyMs
  }

  link(left: Archive, right: Archive): void {
    left.linked.add(right.keeper.member)
    right.linked.add(left.keeper.member)
    this.tell(left, { type: 'link-up', member: right.keeper.member })
    this.tell(right, { type: 'link-up', member: left.keeper.member })
  }

  tell(who: Archive, event: SyncEvent): void {
    for (const effect of who.sync.handle(event, this.now)) {
      who.effects.push(effect)
      if (effect.type === 'send') {
        for (const frame of framesOfSync(who.namesFor(effect.to), effect.message)) this.#post(who, effect.to, frame)
      }
      if (effect.type === 'read-ranges') this.#step(who, who.reads.begin(effect))
    }
  }

  /** Runs until `done`, or for so long; the virtual milliseconds it took. */
  run(forMs: number, done: () => boolean = () => false): number {
    const began = this.now
    for (let steps = 0; steps < 1_000_000 && !done(); steps += 1) {
      const waking = this.#all
        .map(who => ({ who, at: who.sync.deadline ?? Number.POSITIVE_INFINITY }))
        .reduce((first, other) => (other.at < first.at ? other : first))
      const next = this.#queue[0]
      const at = Math.min(waking.at, next?.at ?? Number.POSITIVE_INFINITY)
      if (at > began + forMs) {
        this.now = began + forMs
        return forMs
      }
      this.now = Math.max(this.now, at)
      if (next !== undefined && next.at <= waking.at) {
        this.#queue.shift()
        this.#deliver(next)
      } else {
        this.tell(waking.who, { type: 'wake' })
      }
    }
    return this.now - began
  }

  #deliver({ from, to, bytes }: Delivery): void {
    const frame = decoded(Frame, bytes)
    if (frame === undefined) throw new Error('a frame that does not decode')
    this.frames.push({ from, to, frame, bytes: bytes.length })
    if (frame.rangeAnswer === undefined) {
      const message = syncOfFrame(to.namesFor(from.keeper.member), frame)
      if (message !== undefined) this.tell(to, { type: 'message', from: from.keeper.member, message })
      return
    }
    const { book } = to.keeper
    const stored = (verdict: { batch: { entries: readonly StoredEntry[] } }) => {
      for (const row of verdict.batch.entries) {
        to.keeper.rows.set(row.entryId, row)
        to.came.push(row.entryId)
      }
    }
    // what is wrong is told to sync, too
    const options = { suite, book, stored, wrong: () => undefined }
    this.tell(to, takeAnswer(options, from.keeper.member, frame.rangeAnswer, this.now))
  }

  #step(who: Archive, step: RangeStep | undefined): void {
    if (step === undefined) return
    if (step.type === 'read') {
      this.#step(who, who.reads.done(step.read, who.rows(step.query)))
      return
    }
    if (step.frame.rangeAnswer !== undefined) who.tamper?.(step.frame.rangeAnswer)
    this.#post(who, step.to, step.frame)
    this.tell(who, { type: 'range-served', to: step.to, requestId: step.requestId })
  }

  #post(from: Archive, member: MemberId, frame: Partial<Frame>): void {
    const to = this.#all.find(({ keeper }) => keeper.member === member)
    if (to !== undefined) this.#queue.push({ at: this.now + this.#latencyMs, from, to, bytes: Frame.encode(frame) })
  }
}
