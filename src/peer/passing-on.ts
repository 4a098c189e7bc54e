/**
 * What is passed on of each author once it is verified, whatever links it came over: as much as an author may write at
 * once, more when its time comes. Serves docs/protocol.md, "Rates". All of it is stored and acked by then, and what finds
 * no room to wait in is brought to others by sync.
 */
import { type EntryId, type MemberId, memberIdOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { CheckedBurst } from '../crypto/burst.js'
import { controlLimits, isUnlimited, type RateLimits } from './allowance.js'
import { bytesOf } from './burst-rows.js'
import { DelayLine } from './delay-line.js'
import type { Way } from './offers.js'
import { isContent } from './sync-wire.js'
import type { WaitingRoom } from './waiting-room.js'

export interface Passed {
  readonly from: MemberId
  readonly burst: CheckedBurst
  readonly way: Way
  readonly held: boolean
}

interface Waiting {
  readonly item: EntryId
  readonly burst: CheckedBurst
}

/** Links that gave us one item, as the broadcast counts them. */
const MAX_WAYS = 64

export class PassingOn {
  readonly #limits: RateLimits
  readonly #content: DelayLine<Waiting>
  readonly #control: DelayLine<Waiting>
  /** Who gave what waits, and for which arc. */
  readonly #ways = new Map<EntryId, (readonly [MemberId, Way])[]>()

  constructor(limits: RateLimits, room: WaitingRoom) {
    this.#limits = limits
    this.#content = new DelayLine(limits, room)
    this.#control = new DelayLine(controlLimits(limits), room)
  }

  get deadline(): number | undefined {
    return earliest(this.#content.deadline, this.#control.deadline)
  }

  /** Whether it goes on at once; `isSpread`: it is on its way from here already. */
  mayPass({ from, burst, way }: Passed, isSpread: boolean, now: number): boolean {
    const { fields, entryId: item } = burst.entries.at(-1)!
    const ways = this.#ways.get(item)
    if (ways !== undefined) {
      if (ways.length < MAX_WAYS) ways.push([from, way])
      return false
    }
    if (isSpread || isUnlimited(this.#limits)) return true
    const line = isContent(fields.log) ? this.#content : this.#control
    const cost = { entries: burst.entries.length, bytes: bytesOf(burst) }
    const delayed = line.offer(memberIdOf(fields.author), cost, () => ({ item, burst }), now)
    if (delayed === 'waits') this.#ways.set(item, [[from, way]])
    return delayed === 'passes'
  }

  /** What goes on by now, once for each link that gave it. */
  wake(now: number): Passed[] {
    return [...this.#control.wake(now), ...this.#content.wake(now)].flatMap(({ item, burst }) => {
      const ways = this.#ways.get(item) ?? []
      this.#ways.delete(item)
      return ways.map(([from, way]) => ({ from, burst, way, held: true }))
    })
  }
}
