/**
 * A machine decides; the runtime does.
 *
 * Every protocol part is a machine: it takes an event and the time and returns effects as data. It never waits, reads
 * a clock, rolls dice or touches a socket, so one seed replays one run and the same code runs over TCP and in the
 * simulator. Serves docs/architecture.md, "Machines".
 */
export interface Machine<Event, Effect> {
  /** Handles one event at `now` (ms since the epoch) and returns what the runtime is to do, in order. */
  handle(event: Event, now: number): Effect[]
  /** When `handle({ type: 'wake' })` is next due (ms since the epoch), or undefined when nothing is pending. */
  readonly deadline: number | undefined
}

/** The event every machine with a deadline understands. */
export interface Wake {
  readonly type: 'wake'
  /** How late this process was lately, ms (`lateness.ts`): what may wait gives way to what must not. */
  readonly lateMs?: number
}

/** The earliest of several deadlines; undefined where none is set. */
export function earliest(...deadlines: readonly (number | undefined)[]): number | undefined {
  let first: number | undefined
  for (const deadline of deadlines) {
    if (deadline !== undefined && (first === undefined || deadline < first)) first = deadline
  }
  return first
}

/** Ends a switch over a union: the compiler proves that no case is missing. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
