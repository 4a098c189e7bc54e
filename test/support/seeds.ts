/**
 * A story told with many seeds. `SEED=7` tells it with that one alone, says so, and writes its trace to a file;
 * `TOCSIN_LONG=1` with five times as many, unless the story says otherwise. What fails names its seed, and ends with the
 * last lines of its trace where it has one.
 */
import type { Trace } from './trace.ts'
import { tracesOfStory } from './trace.ts'

export const LONG = process.env.TOCSIN_LONG === '1'
const ONLY = process.env.SEED
/** A longer trace is only in its file. */
const LINES_ON_CONSOLE = 200
/** A hundred of a small group, and three of a large one. */
export const LONG_SEEDS = 103
const SMALL_SEEDS = 100

/** How many members the story of this seed has. */
export function crowdOf(seed: number, small: number, large: number): number {
  return seed > SMALL_SEEDS ? large : small
}

export async function eachSeed(
  count: number,
  story: (seed: number) => Promise<void>,
  longCount = 5 * count,
): Promise<void> {
  for (const seed of seeds(LONG ? longCount : count)) {
    tracesOfStory.length = 0
    try {
      await story(seed)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`with SEED=${seed}: ${reason}${lastLines(tracesOfStory)}`, { cause })
    } finally {
      if (ONLY !== undefined) writeTraces(seed, tracesOfStory)
    }
  }
}

function seeds(count: number): number[] {
  if (ONLY === undefined) return Array.from({ length: count }, (_, index) => index + 1)
  console.log(`SEED=${ONLY} alone`)
  return [Number(ONLY)]
}

function lastLines(traces: readonly Trace[]): string {
  const last = traces.at(-1)
  return last === undefined || last.length === 0
    ? ''
    : `\nthe end of its trace of ${last.length} lines:\n${last.last()}`
}

function writeTraces(seed: number, traces: readonly Trace[]): void {
  for (const [index, trace] of traces.entries()) {
    if (trace.length === 0) continue
    if (trace.length <= LINES_ON_CONSOLE) console.log(trace.lines.join('\n'))
    const file = trace.write(`seed-${seed}-${process.pid}-${index}`)
    console.log(`SEED=${seed}: ${trace.length} lines of trace in ${file}, hash ${trace.hash}`)
  }
}
