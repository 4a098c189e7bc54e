/**
 * How much is tried, and from which seed: a share with every `npm test`, the whole with `npm run fuzz`, which takes a
 * seed. The short run is the same each time, so that it fails for a change and never by chance.
 */
import { hexOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { Mutator } from './mutations.ts'

const FUZZ = process.env.TOCSIN_FUZZ

/** In the long run seeds begin here; two runs whose seeds differ have no input in common. */
const SEEDS_PER_RUN = 10_000_000
/** Seeds of inputs are 32 bits wide. */
export const MAX_FUZZ_SEED = 428

/** As many as this run tries. */
export function rounds(short: number, long: number): number {
  return FUZZ === undefined ? short : long
}

/** `seed` in the short run; moved to ground of its own in the long one. */
export function fuzzSeed(seed: number): number {
  return FUZZ === undefined ? seed : (Number(FUZZ) * SEEDS_PER_RUN + seed) >>> 0
}

/** A seed that showed a fault once, and which: it runs before all others. */
export interface Found {
  readonly seed: number
  readonly reason: string
}

export type Check = (bytes: Uint8Array, mutator: Mutator) => void | Promise<void>

/** Mutants of the samples, one from each seed, one after the other; a failure names the seed that shows it again. */
export async function hurtBytes(
  samples: readonly Uint8Array[],
  count: number,
  found: readonly Found[],
  check: Check,
): Promise<void> {
  const fresh = Array.from({ length: count }, (_, index) => fuzzSeed(index))
  for (const seed of [...found.map(one => one.seed), ...fresh]) {
    const mutator = new Mutator(new SeededRandom(seed))
    const bytes = mutator.mutant(samples)
    try {
      const checked = check(bytes, mutator)
      if (checked !== undefined) await checked
    } catch (error) {
      throw new Error(`seed ${seed}, ${bytes.length} bytes ${hexOf(bytes.subarray(0, 200))}`, { cause: error })
    }
  }
}
