/**
 * Whether the leaves around us still answer: the heartbeat machine's frames on links. Serves docs/protocol.md,
 * "Liveness". What goes unanswered is told to the failure detector, which judges it.
 */
import type { MemberId } from '../base/ids.js'
import { unreachable } from '../base/machine.js'
import { Heartbeat, type HeartbeatEvent } from '../ring/heartbeat.js'
import type { LocalHealth } from '../ring/local-health.js'
import { LEAVES_LINKED, type Ring } from '../ring/ring.js'
import type { Frame } from '../wire/generated/link.js'
import type { GroupContext } from './context.js'

export interface HeartbeatsOptions {
  readonly ring: Ring
  readonly health: LocalHealth
  readonly unanswered: (member: MemberId, now: number) => void
}

export class Heartbeats {
  readonly #context: GroupContext
  readonly #options: HeartbeatsOptions
  readonly #heartbeat: Heartbeat
  #now = 0

  constructor(context: GroupContext, options: HeartbeatsOptions) {
    this.#context = context
    this.#options = options
    const patienceMs = (member: MemberId) => context.links.get(member)?.ackMs ?? 0
    this.#heartbeat = new Heartbeat({ patienceMs, health: options.health })
  }

  get deadline(): number | undefined {
    return this.#heartbeat.deadline
  }

  /** The ring or the links changed: whoever is a linked leaf now is watched. */
  changed(now: number): void {
    const { before, after } = this.#options.ring.leafSet
    const near = [...before.slice(0, LEAVES_LINKED), ...after.slice(0, LEAVES_LINKED)]
    const linked = near.map(leaf => leaf.member).filter(member => this.#context.links.get(member) !== undefined)
    this.handle({ type: 'watch', members: [...new Set(linked)] }, now)
  }

  /** A leaf fell silent: those behind it are asked, or dialled, to learn who of them lives. */
  lookBehind(silent: MemberId, now: number): void {
    for (const { member } of this.#options.ring.sparesBehind(silent)) {
      if (member === silent) continue
      if (this.#context.links.get(member) === undefined) this.#context.dial(member)
      else this.handle({ type: 'late', member }, now)
    }
  }

  received(from: MemberId, { asks }: NonNullable<Frame['heartbeat']>): void {
    if (asks) this.#context.send(from, { heartbeat: { asks: false } }, 'before-commit')
  }

  /** Has a linked member say that it is there. */
  ask(member: MemberId): void {
    this.handle({ type: 'late', member }, this.#now)
  }

  handle(event: HeartbeatEvent, now: number): void {
    this.#now = now
    for (const effect of this.#heartbeat.handle(event, now)) {
      switch (effect.type) {
        case 'ask':
          this.#context.send(effect.member, { heartbeat: { asks: true } }, 'before-commit')
          break
        case 'unanswered':
          this.#options.unanswered(effect.member, now)
          break
        default:
          unreachable(effect)
      }
    }
  }
}
