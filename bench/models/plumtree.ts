/**
 * Plumtree on HyParView, after Leitão, Pereira and Rodrigues, "Epidemic Broadcast Trees" (SRDS 2007): payloads over eager
 * links, which end up as a tree, IHAVE over the lazy ones. Taken from there: PRUNE for a duplicate, GRAFT when the
 * payload of an IHAVE has not come in time, a first time-out by the overlay's diameter and a second of one round trip, and
 * the optimisation of its section 3.8, which prefers a lazy link that is shorter by a threshold.
 *
 * Kinder than practice: an IHAVE leaves at once, where the paper collects them; the tree has settled for the very author
 * that then publishes, where each other author pays more hops; time-outs are set by latencies that a deployment does not
 * know. Left out: nothing that carries a message. A new neighbour is not told of old ones, as in the paper.
 */
import { HyParView } from './hyparview.ts'
import { measure, type Overlay, published } from './measure.ts'
import type { ModelResult, ModelRun } from './model.ts'
import type { Message, World } from './world.ts'

/** Rounds by which a lazy link must be shorter. The papers leave it open; implementations have 2 to 7. */
const THRESHOLD = 2
/** Links per member that lead on: the active view without where a message came from. */
const BRANCHES = 4
/** A message and what it causes are over by then. */
const WARM_UP_MS = 60_000
const MOST_WARM_UPS = 40

export function plumtree(run: ModelRun): ModelResult {
  return measure(run, world => new Plumtree(world))
}

interface Announcement {
  readonly from: number
  readonly hops: number
}

/** What a member was told of and does not have. */
interface Missing {
  readonly announced: Announcement[]
  isTimed: boolean
}

class Plumtree implements Overlay {
  readonly #world: World
  readonly #overlay: HyParView
  readonly #eager: readonly Set<number>[]
  readonly #missing = new Map<Message, Map<number, Missing>>()
  readonly #firstTimeoutMs: number
  readonly #secondTimeoutMs: number

  constructor(world: World) {
    this.#world = world
    this.#overlay = new HyParView(world, {
      up: (self, peer) => this.#eager[self]!.add(peer),
      down: (self, peer) => this.#neighbourDown(self, peer),
    })
    this.#eager = world.all().map(self => new Set(this.#overlay.active(self)))
    const diameter = Math.ceil(Math.log(world.members) / Math.log(BRANCHES)) + 1
    this.#firstTimeoutMs = diameter * world.slowestMs
    this.#secondTimeoutMs = 2 * world.slowestMs
    this.#warmUp()
  }

  crashed(): void {
    // found out by writing
  }

  publish(message: Message): void {
    this.#missing.set(message, new Map())
    this.#push(this.#world.author, undefined, message)
  }

  /** Until a message costs one copy a member and nobody has to ask. */
  #warmUp(): void {
    for (let count = 0; count < MOST_WARM_UPS; count += 1) {
      this.#world.resetCounts()
      const message = published(this.#world, this)
      this.#world.queue.run(this.#world.now + WARM_UP_MS)
      this.#missing.delete(message)
      if (this.#world.sends === this.#world.members - 1 && this.#world.duplicates === 0) return
    }
  }

  #push(self: number, from: number | undefined, message: Message): void {
    const eager = this.#eager[self]!
    for (const peer of [...this.#overlay.active(self)]) {
      if (peer === from) continue
      if (eager.has(peer)) this.#send(self, peer, message)
      else this.#tell(self, peer, () => this.#announced(peer, { from: self, hops: message.hopsTo(self) }, message))
    }
  }

  #send(self: number, peer: number, message: Message): void {
    const arrived = () => {
      this.#makeEager(peer, self)
      this.#optimise(peer, self, message)
      this.#missing.get(message)?.delete(peer)
      this.#push(peer, self, message)
    }
    const again = () => this.#prune(peer, self)
    this.#world.send(self, peer, message, message.hopsTo(self) + 1, arrived, again)
    this.#overlay.wrote(self, peer)
  }

  #announced(self: number, announcement: Announcement, message: Message): void {
    if (message.has(self)) return
    const waiting = this.#missing.get(message)
    if (waiting === undefined) return
    const missing = waiting.get(self) ?? { announced: [], isTimed: false }
    waiting.set(self, missing)
    missing.announced.push(announcement)
    if (!missing.isTimed) this.#time(self, message, missing, this.#firstTimeoutMs)
  }

  #time(self: number, message: Message, missing: Missing, ms: number): void {
    missing.isTimed = true
    this.#world.after(ms, () => {
      missing.isTimed = false
      if (message.has(self)) return
      const first = missing.announced.shift()
      if (first === undefined) return
      this.#graft(self, first.from, message)
      this.#time(self, message, missing, this.#secondTimeoutMs)
    })
  }

  /** Section 3.8: the copy came by more hops than a lazy neighbour needed, so that one takes the sender's place. */
  #optimise(self: number, from: number, message: Message): void {
    const hops = message.hopsTo(from)
    const shorter = this.#missing
      .get(message)
      ?.get(self)
      ?.announced.find(announced => hops - announced.hops >= THRESHOLD)
    if (shorter === undefined) return
    this.#graft(self, shorter.from, undefined)
    this.#prune(self, from)
  }

  #graft(self: number, peer: number, message: Message | undefined): void {
    this.#makeEager(self, peer)
    this.#tell(self, peer, () => {
      this.#makeEager(peer, self)
      if (message?.has(peer)) this.#send(peer, self, message)
    })
  }

  #prune(self: number, peer: number): void {
    this.#eager[self]!.delete(peer)
    this.#tell(self, peer, () => this.#eager[peer]!.delete(self))
  }

  #makeEager(self: number, peer: number): void {
    if (this.#overlay.active(self).has(peer)) this.#eager[self]!.add(peer)
  }

  #neighbourDown(self: number, peer: number): void {
    this.#eager[self]!.delete(peer)
    for (const waiting of this.#missing.values()) {
      const missing = waiting.get(self)
      if (missing === undefined) continue
      const kept = missing.announced.filter(({ from }) => from !== peer)
      missing.announced.splice(0, missing.announced.length, ...kept)
    }
  }

  #tell(self: number, peer: number, arrived: () => void): void {
    this.#world.tell(self, peer, arrived)
    this.#overlay.wrote(self, peer)
  }
}
