/**
 * What befalls whom, and when: a list made of a seed before anything runs, so that a seed is a run that can be had again
 * (as far as processes and sockets repeat themselves). Pure.
 */
import { SeededRandom } from '#src/base/random.js'

/**
 * `kill`: SIGKILL, and a new process later. `stop`: the same with a goodbye. `pause`: SIGSTOP and SIGCONT. `cut`: every
 * socket is destroyed, and new ones for as long. `leave`: it is no member until it joins again.
 */
export type Deed = 'kill' | 'stop' | 'pause' | 'cut' | 'leave'

export interface Step {
  readonly atMs: number
  /** Index of the member. */
  readonly member: number
  readonly deed: Deed
  /** How long until it runs again, or is mended. */
  readonly forMs: number
}

export interface PlanOptions {
  readonly seed: number
  readonly members: number
  readonly durationMs: number
  readonly leaves: boolean
}

/** Each member is harmed so often, in the mean. */
const EACH_MS = 20_000
/** No member is harmed longer; the last harm ends with the run. */
const LONGEST_MS: Readonly<Record<Deed, number>> = {
  kill: 10_000,
  stop: 10_000,
  pause: 15_000,
  cut: 15_000,
  leave: 10_000,
}
const SHORTEST_MS = 200
/** One in ten is out three times as long: past every time-out of the protocol that calls a member offline. */
const LONG_SHARE = 0.1
const LONG_TIMES = 3
/** So often all who can be are killed within the same instant, as when a rack loses power. */
const OUTAGE_SHARE = 0.02
const LASTING_DEEDS: readonly Deed[] = ['pause', 'cut']
const DEEDS: readonly Deed[] = ['kill', 'kill', 'kill', 'stop', 'pause', 'pause', 'cut', 'cut']
const WITH_LEAVES: readonly Deed[] = [...DEEDS, 'leave', 'leave']

/** A quarter keep one process for the run, or there would be no memory to watch; they are paused and cut like the rest. */
export function isLasting(member: number, members: number): boolean {
  return member < Math.ceil(members / 4)
}

export function planOf({ seed, members, durationMs, leaves }: PlanOptions): readonly Step[] {
  const random = new SeededRandom(seed)
  const steps: Step[] = []
  const freeAt = new Array<number>(members).fill(0)
  const harm = (atMs: number, member: number, deed: Deed): void => {
    const long = random.next() < LONG_SHARE ? LONG_TIMES : 1
    const wished = long * (SHORTEST_MS + random.next() * (LONGEST_MS[deed] - SHORTEST_MS))
    const forMs = Math.round(Math.min(wished, durationMs - atMs))
    freeAt[member] = atMs + forMs
    steps.push({ atMs, member, deed, forMs })
  }
  for (let atMs = 0; ; ) {
    atMs += Math.round((-Math.log(1 - random.next()) * EACH_MS) / members)
    if (atMs >= durationMs) return steps
    // whoever was started again this moment may be killed while it opens its folder
    const free = freeAt.flatMap((until, member) => (until <= atMs ? [member] : []))
    const mortal = free.filter(member => !isLasting(member, members))
    if (random.next() < OUTAGE_SHARE) {
      for (const member of mortal) harm(atMs, member, 'kill')
      continue
    }
    // at least half go on, or nothing would be under way that could be lost
    const member = free[Math.floor(random.next() * free.length)]
    const deeds = member !== undefined && isLasting(member, members) ? LASTING_DEEDS : leaves ? WITH_LEAVES : DEEDS
    const deed = deeds[Math.floor(random.next() * deeds.length)]
    if (member !== undefined && deed !== undefined && free.length > members / 2) harm(atMs, member, deed)
  }
}
