/**
 * One member's part in the swarm's broadcasts: the real machine, its copies and acks on links that are not sealed, as
 * src/peer/spreading.ts does it. Serves docs/protocol.md, "Broadcast".
 */
import type { EntryId, MemberId } from '#src/base/ids.js'
import { Broadcast } from '#src/gossip/broadcast.js'
import type { BroadcastEvent } from '#src/gossip/events.js'
import type { Ring } from '#src/ring/ring.js'
import type { Item, SwarmFrame } from './frames.ts'
import type { SwarmHistory } from './history.ts'
import type { SwarmLinks } from './links.ts'

export interface SwarmSpreadingOptions {
  readonly ring: Ring
  readonly links: SwarmLinks
  readonly history: SwarmHistory
  readonly fingers: boolean
  readonly now: () => number
  readonly send: (to: MemberId, frame: SwarmFrame) => void
  readonly itemOf: (name: EntryId) => Item
  /** Takes a message in; false when it was here before. */
  readonly take: (item: Item, hops: number) => boolean
  readonly late: (member: MemberId) => void
}

/** About the size of a line of chat with its header. */
const ITEM_BYTES = 300

export class SwarmSpreading {
  readonly #options: SwarmSpreadingOptions
  readonly #broadcast: Broadcast

  constructor(options: SwarmSpreadingOptions) {
    this.#options = options
    const { ring, fingers } = options
    this.#broadcast = new Broadcast({
      self: ring.positionOf(ring.self)!,
      fingers,
      memberCount: () => ring.order().length,
      links: () => this.#placedLinks(),
      knownInside: ({ from, to }) => ring.usableInside(from, to),
    })
  }

  get deadline(): number | undefined {
    return this.#broadcast.deadline
  }

  publish(item: Item): void {
    this.handle({ type: 'publish', item: item.name, size: ITEM_BYTES })
    this.handle({ type: 'stored', item: item.name })
  }

  forwarded(from: MemberId, frame: SwarmFrame & { readonly type: 'forward' | 'announce' }): void {
    const { item, arc, hops } = frame
    const held = this.#options.history.held.has(item.name)
    if (!held || frame.type === 'forward') this.#options.take(item, hops)
    this.handle({ type: 'received', from, item: item.name, arc, hops, held, size: ITEM_BYTES })
    this.handle({ type: 'stored', item: item.name })
  }

  handle(event: BroadcastEvent): void {
    const { links, history, send, itemOf, late } = this.#options
    const now = this.#options.now()
    for (const effect of this.#broadcast.handle(event, now)) {
      if (effect.type === 'forward') {
        const { to, arc, hops, announce } = effect
        const item = itemOf(effect.item as EntryId)
        links.get(to)?.roundTrip.sent(item.name, now)
        send(to, { type: announce || history.claims(to, item) ? 'announce' : 'forward', item, arc, hops })
      } else if (effect.type === 'ack') {
        send(effect.to, { type: 'ack', item: effect.item as EntryId, dup: effect.dup })
      } else if (effect.type === 'dial') {
        links.connect(effect.member, now)
      } else if (effect.type === 'late') {
        late(effect.member)
      }
    }
  }

  #placedLinks(): { member: MemberId; position: bigint; patienceMs: number }[] {
    const { ring, links } = this.#options
    const placed: { member: MemberId; position: bigint; patienceMs: number }[] = []
    for (const { member, roundTrip } of links.all()) {
      const position = ring.isUsable(member) ? ring.positionOf(member) : undefined
      if (position !== undefined) placed.push({ member, position, patienceMs: roundTrip.patienceMs })
    }
    return placed
  }
}
