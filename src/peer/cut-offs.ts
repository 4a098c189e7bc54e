/**
 * Carries out what a neighbour's standing asks for: its link ends, nobody dials or accepts it, and the ring goes past it
 * until it is let in again. Serves docs/protocol.md, "Standing". Tells nobody else, and says nothing of whether it lives.
 */
import type { MemberId } from '../base/ids.js'
import type { Ring } from '../ring/ring.js'
import type { GroupContext } from './context.js'
import { hostOf } from './guests.js'
import { type Fault, isCertain, Standing } from './standing.js'

export class CutOffs {
  readonly #context: GroupContext
  readonly #ring: Ring
  readonly #standing = new Standing()
  /** Whether each of those cut off is believed online. */
  readonly #online = new Map<MemberId, boolean>()

  constructor(context: GroupContext, ring: Ring) {
    this.#context = context
    this.#ring = ring
  }

  get deadline(): number | undefined {
    return this.#standing.deadline
  }

  has(name: MemberId): boolean {
    return this.#standing.isCutOff(hostOf(name))
  }

  /** The link ends with the next wake, which is due at once. */
  fault(name: MemberId, fault: Fault, now: number): void {
    const member = hostOf(name)
    if (this.has(member)) return
    const cutOff = this.#standing.fault(member, fault, now)
    this.#context.emit({ type: 'liar', member, reason: fault, cutOff })
    const { links } = this.#context
    if (isCertain(fault)) links.get(name)?.condemn()
    if (!cutOff) return
    this.#online.set(member, this.#ring.isUsable(member))
    this.#ring.setUsable(member, false)
    links.refuse(member)
  }

  /** What the failure detector believes; the ring is told once the member is let in again. */
  believe(member: MemberId, online: boolean): void {
    if (this.has(member)) this.#online.set(member, online)
    else this.#ring.setUsable(member, online)
  }

  /** True when somebody is let in again. */
  wake(now: number): boolean {
    const forgiven = this.#standing.wake(now)
    for (const member of forgiven) {
      this.#context.links.refusals.delete(member)
      this.#ring.setUsable(member, this.#online.get(member) === true)
      this.#online.delete(member)
    }
    return forgiven.length > 0
  }
}
