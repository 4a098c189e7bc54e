/**
 * gossipsub, after the libp2p specifications gossipsub v1.0 (r2) and v1.1 (r7): a random mesh that floods, and gossip
 * about what was heard to members outside it. Parameters are the defaults of both: D 6, D_low 4, D_high 12, D_lazy 6,
 * gossip factor 0.25, heartbeat 1 s, mcache_gossip 3, mcache_len 5; flood publishing is off. Beyond the specification, the
 * failure detector is js-libp2p's connection monitor: a ping each 10 s on every connection, given up after 5 s.
 *
 * Left out: scores, outbound quotas, opportunistic grafting, peer exchange and back-off after PRUNE. Nobody misbehaves
 * here, and without back-off a mesh is repaired sooner. Control frames ride on no payload, so they are counted one by one;
 * sends are not touched by that. Kinder than practice: the mesh starts at about D links a member and not
 * near D_high, as it does when members join one after the other, which is the fewest copies its rules allow; and all
 * pings of a member are in step, so that its mesh is repaired in one heartbeat.
 */
import { measure, type Overlay } from './measure.ts'
import type { ModelResult, ModelRun } from './model.ts'
import type { Message, World } from './world.ts'

const DEGREE = 6
const DEGREE_LOW = 4
const DEGREE_HIGH = 12
const DEGREE_LAZY = 6
const GOSSIP_FACTOR = 0.25
const HEARTBEAT_MS = 1000
const GOSSIP_WINDOWS = 3
const CACHE_WINDOWS = 5
const PING_INTERVAL_MS = 10_000
const PING_TIMEOUT_MS = 5000
/**
 * Each member opens so many connections, and so has about twice as many, all in the topic. Gossip goes to a quarter of
 * them: with more, the last member is likelier to be told when half are dead, and every message costs more announcements.
 */
const DIALS = 16
/** By then nobody grafts any more. */
const SETTLING_HEARTBEATS = 20

export function gossipsub(run: ModelRun): ModelResult {
  return measure(run, world => new Gossipsub(world))
}

interface Router {
  /** Connected and believed alive. */
  readonly peers: Set<number>
  readonly mesh: Set<number>
  /** What was heard, by heartbeats since. */
  readonly cache: Map<Message, number>
}

class Gossipsub implements Overlay {
  readonly #world: World
  readonly #routers: readonly Router[]

  constructor(world: World) {
    this.#world = world
    this.#routers = world.all().map(() => ({ peers: new Set(), mesh: new Set(), cache: new Map() }))
    this.#connect()
    this.#settle()
  }

  crashed(): void {
    for (const self of this.#world.living()) {
      const phase = this.#world.random.next()
      this.#world.after(phase * HEARTBEAT_MS, () => this.#heartbeat(self))
      const noticedMs = this.#world.random.next() * PING_INTERVAL_MS + PING_TIMEOUT_MS
      this.#world.after(noticedMs, () => this.#dropDead(self))
    }
  }

  publish(message: Message): void {
    this.#forward(this.#world.author, this.#world.author, message)
  }

  #connect(): void {
    const all = this.#world.all()
    const chosen = Math.min(DIALS, all.length - 1)
    for (const self of all) {
      const { peers } = this.#routers[self]!
      for (const peer of this.#world.draw(all, chosen + 1)) {
        if (peer === self) continue
        peers.add(peer)
        this.#routers[peer]!.peers.add(self)
      }
    }
  }

  /** The heartbeats of members that subscribe all at once, frames without delay. */
  #settle(): void {
    for (let beat = 0; beat < SETTLING_HEARTBEATS; beat += 1) {
      for (const self of this.#world.draw(this.#world.all(), this.#world.members)) {
        for (const peer of this.#wanting(self)) {
          this.#routers[self]!.mesh.add(peer)
          this.#routers[peer]!.mesh.add(self)
        }
        for (const peer of this.#surplus(self)) {
          this.#routers[self]!.mesh.delete(peer)
          this.#routers[peer]!.mesh.delete(self)
        }
      }
    }
  }

  #heartbeat(self: number): void {
    for (const peer of this.#wanting(self)) {
      this.#routers[self]!.mesh.add(peer)
      this.#world.tell(self, peer, () => this.#grafted(peer, self))
    }
    for (const peer of this.#surplus(self)) this.#prune(self, peer)
    this.#gossip(self)
    this.#world.after(HEARTBEAT_MS, () => this.#heartbeat(self))
  }

  /** Whom to graft. */
  #wanting(self: number): number[] {
    const { peers, mesh } = this.#routers[self]!
    if (mesh.size >= DEGREE_LOW) return []
    return this.#world.draw(
      [...peers].filter(peer => !mesh.has(peer)),
      DEGREE - mesh.size,
    )
  }

  /** Whom to prune. */
  #surplus(self: number): number[] {
    const { mesh } = this.#routers[self]!
    return mesh.size > DEGREE_HIGH ? this.#world.draw([...mesh], mesh.size - DEGREE) : []
  }

  #gossip(self: number): void {
    const { peers, mesh, cache } = this.#routers[self]!
    const heard = [...cache].filter(([, age]) => age < GOSSIP_WINDOWS).map(([message]) => message)
    if (heard.length > 0) {
      const others = [...peers].filter(peer => !mesh.has(peer))
      const count = Math.max(DEGREE_LAZY, Math.floor(GOSSIP_FACTOR * others.length))
      for (const peer of this.#world.draw(others, count)) {
        this.#world.tell(self, peer, () => this.#announced(peer, self, heard))
      }
    }
    for (const [message, age] of cache) {
      if (age + 1 < CACHE_WINDOWS) cache.set(message, age + 1)
      else cache.delete(message)
    }
  }

  /** IHAVE: each one that comes is answered, as long as the message has not. */
  #announced(self: number, from: number, heard: readonly Message[]): void {
    const wanted = heard.filter(message => !message.has(self))
    if (wanted.length === 0) return
    this.#world.tell(self, from, () => {
      const cached = wanted.filter(message => this.#routers[from]!.cache.has(message))
      for (const message of cached) this.#send(from, self, message)
    })
  }

  #forward(self: number, from: number, message: Message): void {
    const { mesh, cache } = this.#routers[self]!
    cache.set(message, 0)
    for (const peer of mesh) if (peer !== from && peer !== this.#world.author) this.#send(self, peer, message)
  }

  #send(self: number, peer: number, message: Message): void {
    this.#world.send(self, peer, message, message.hopsTo(self) + 1, () => this.#forward(peer, self, message))
  }

  #grafted(self: number, from: number): void {
    const { mesh } = this.#routers[self]!
    if (mesh.size >= DEGREE_HIGH && !mesh.has(from)) this.#prune(self, from)
    else mesh.add(from)
  }

  #prune(self: number, peer: number): void {
    this.#routers[self]!.mesh.delete(peer)
    this.#world.tell(self, peer, () => this.#routers[peer]!.mesh.delete(self))
  }

  #dropDead(self: number): void {
    const { peers, mesh } = this.#routers[self]!
    for (const peer of peers) {
      if (this.#world.lives(peer)) continue
      peers.delete(peer)
      mesh.delete(peer)
    }
  }
}
