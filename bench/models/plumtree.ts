/**
 * Plumtree on HyParView, after Leitão, Pereira and Rodrigues, "Epidemic Broadcast Trees" (SRDS 2007): payloads over eager
 * links, which end up as a tree, IHAVE over the lazy ones. Taken from there: PRUNE for a duplicate, GRAFT when the
 * payload of an IHAVE has not come in time, a first time-out by the overlay's diameter and a second of one round trip.
 *
 * Left out: the optimisation of its section 3.8. It shortens trees that other authors made, and this one settled for the
 * very author that then publishes; it brings no message sooner, only a later one. A new neighbour is not told of old
 * messages, as in the paper. Kinder than practice: each other author would pay more hops; an IHAVE leaves at once, where
 * the paper may collect them; time-outs go by the slowest link, which a deployment does not know.
 */
import { HyParView } from './hyparview.ts'
import { measure, type Overlay, published } from './measure.ts'
import type { ModelResult, ModelRun } from './model.ts'
import type { Message, World } from './world.ts'

/** Links per member that lead on: the active view without where a message came from. */
const BRANCHES = 4
/** A message and what it causes are over by then. */
const WARM_UP_MS = 60_000
const MOST_WARM_UPS = 40

export function plumtree(run: ModelRun): ModelResult {
  return measure(run, world => new Plumtree(world))
}

/** What a member was told of and does not have. */
interface Missing {
  /** Who told, first one first. */
  readonly announcers: number[]
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
      else this.#tell(self, peer, () => this.#announced(peer, self, message))
    }
  }

  #send(self: number, peer: number, message: Message): void {
    const arrived = () => {
      this.#makeEager(peer, self)
      this.#missing.get(message)?.delete(peer)
      this.#push(peer, self, message)
    }
    const again = () => this.#prune(peer, self)
    this.#world.send(self, peer, message, message.hopsTo(self) + 1, arrived, again)
    this.#overlay.wrote(self, peer)
  }

  #announced(self: number, from: number, message: Message): void {
    if (message.has(self)) return
    const waiting = this.#missing.get(message)
    if (waiting === undefined) return
    const missing = waiting.get(self) ?? { announcers: [], isTimed: false }
    waiting.set(self, missing)
    missing.announcers.push(from)
    if (!missing.isTimed) this.#time(self, message, missing, this.#firstTimeoutMs)
  }

  #time(self: number, message: Message, missing: Missing, ms: number): void {
    missing.isTimed = true
    this.#world.after(ms, () => {
      missing.isTimed = false
      if (message.has(self)) return
      const first = missing.announcers.shift()
      if (first === undefined) return
      this.#graft(self, first, message)
      this.#time(self, message, missing, this.#secondTimeoutMs)
    })
  }

  #graft(self: number, peer: number, message: Message): void {
    this.#makeEager(self, peer)
    this.#tell(self, peer, () => {
      this.#makeEager(peer, self)
      if (message.has(peer)) this.#send(peer, self, message)
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
      const announcers = waiting.get(self)?.announcers ?? []
      const at = announcers.indexOf(peer)
      if (at >= 0) announcers.splice(at, 1)
    }
  }

  #tell(self: number, peer: number, arrived: () => void): void {
    this.#world.tell(self, peer, arrived)
    this.#overlay.wrote(self, peer)
  }
}
