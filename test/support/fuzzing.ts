/**
 * How much is tried, and from which seed: a share with every `npm test`, the whole with `npm run fuzz`, which takes a
 * seed. The short run is the same each time, so that it fails for a change and never by chance.
 */
const FUZZ = process.env.TOCSIN_FUZZ

/** In the long run seeds begin here; two runs whose seeds differ have no input in common. */
const SEEDS_PER_RUN = 10_000_000

/** As many as this run tries. */
export function rounds(short: number, long: number): number {
  return FUZZ === undefined ? short : long
}

/** `seed` in the short run; moved to ground of its own in the long one. */
export function fuzzSeed(seed: number): number {
  return FUZZ === undefined ? seed : (Number(FUZZ) * SEEDS_PER_RUN + seed) >>> 0
}
