/**
 * HyParView's views, after Leitão, Pereira and Rodrigues, "HyParView: a membership protocol for reliable gossip-based
 * broadcast" (DSN 2007): a symmetric active view of 5, a passive view of 30 to replace who fails. Taken from there: both
 * sizes of its 10,000-member experiments, repair by NEIGHBOR requests to passives drawn by chance, with high priority
 * from who has nobody left, which is never refused, DISCONNECT to whom it displaces.
 *
 * Left out: JOIN walks and SHUFFLE. The views begin as the paper says they settle: active ones full and random, passive
 * ones a uniform sample in which nobody is stale. The paper's failure detector is TCP, which needs minutes for a member that
 * says nothing more; here whoever leaves a frame unanswered for one second counts as dead. Both are kinder than practice.
 */
import type { World } from './world.ts'

const ACTIVE = 5
const PASSIVE = 30
const UNANSWERED_MS = 1000

interface Views {
  readonly active: Set<number>
  readonly passive: Set<number>
  repairing: boolean
}

export class HyParView {
  readonly #world: World
  readonly #views: readonly Views[]
  readonly #down: (self: number, peer: number) => void
  readonly #up: (self: number, peer: number) => void

  constructor(
    world: World,
    told: { up: (self: number, peer: number) => void; down: (self: number, peer: number) => void },
  ) {
    this.#world = world
    this.#up = told.up
    this.#down = told.down
    const all = world.all()
    this.#views = settledActives(world).map((active, self) => ({
      active,
      passive: new Set(
        world
          .draw(all, PASSIVE + ACTIVE + 1)
          .filter(peer => peer !== self && !active.has(peer))
          .slice(0, PASSIVE),
      ),
      repairing: false,
    }))
  }

  active(self: number): ReadonlySet<number> {
    return this.#views[self]!.active
  }

  /** A frame was sent there. Who is dead is noticed by what does not come back. */
  wrote(self: number, peer: number): void {
    if (this.#world.lives(peer)) return
    this.#world.after(UNANSWERED_MS, () => {
      if (!this.#views[self]!.active.delete(peer)) return
      this.#down(self, peer)
      this.#repair(self)
    })
  }

  #repair(self: number): void {
    const views = this.#views[self]!
    if (views.repairing) return
    views.repairing = true
    this.#ask(self, this.#world.draw([...views.passive], PASSIVE))
  }

  /** One passive after the other, until the active view is full or all were asked once. */
  #ask(self: number, left: readonly number[]): void {
    const views = this.#views[self]!
    const [peer, ...others] = left
    if (peer === undefined || views.active.size >= ACTIVE) {
      views.repairing = false
      return
    }
    if (views.active.has(peer)) {
      this.#ask(self, others)
      return
    }
    const isHigh = views.active.size === 0
    this.#world.tell(self, peer, () => {
      const accepted = this.#accept(peer, self, isHigh)
      this.#world.tell(peer, self, () => {
        if (accepted) this.#link(self, peer)
        this.#ask(self, others)
      })
    })
    if (this.#world.lives(peer)) return
    views.passive.delete(peer)
    this.#world.after(UNANSWERED_MS, () => this.#ask(self, others))
  }

  #accept(self: number, from: number, isHigh: boolean): boolean {
    const { active } = this.#views[self]!
    if (active.size >= ACTIVE && !isHigh) return false
    this.#link(self, from)
    return true
  }

  #link(self: number, peer: number): void {
    const { active, passive } = this.#views[self]!
    if (active.has(peer)) return
    if (active.size >= ACTIVE) this.#displace(self)
    passive.delete(peer)
    active.add(peer)
    this.#up(self, peer)
  }

  #displace(self: number): void {
    const [peer] = this.#world.draw([...this.#views[self]!.active], 1)
    if (peer === undefined) return
    this.#unlink(self, peer)
    this.#world.tell(self, peer, () => this.#unlink(peer, self))
  }

  #unlink(self: number, peer: number): void {
    const { active, passive } = this.#views[self]!
    if (!active.delete(peer)) return
    passive.add(peer)
    this.#down(self, peer)
  }
}

/** A random graph in one piece in which nearly everyone has `ACTIVE` neighbours. */
function settledActives(world: World): Set<number>[] {
  for (;;) {
    const actives = randomGraph(world)
    if (isOnePiece(actives)) return actives
  }
}

function randomGraph(world: World): Set<number>[] {
  const actives = world.all().map(() => new Set<number>())
  const link = (one: number, other: number) => {
    actives[one]!.add(other)
    actives[other]!.add(one)
  }
  for (let pass = 0; pass < 10 * ACTIVE; pass += 1) {
    const open = world.all().filter(member => actives[member]!.size < ACTIVE)
    const order = world.draw(open, open.length)
    for (let at = 0; at + 1 < order.length; at += 2) link(order[at]!, order[at + 1]!)
  }
  return actives
}

function isOnePiece(actives: readonly ReadonlySet<number>[]): boolean {
  const found = new Set([0])
  // a set is walked in the order of what is added to it meanwhile
  for (const member of found) for (const peer of actives[member]!) found.add(peer)
  return found.size === actives.length
}
