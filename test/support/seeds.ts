/**
 * A story told with many seeds. `SEED=7` tells it with that one alone and says so; `TOCSIN_LONG=1` with five times as
 * many, unless the story says otherwise. What fails names its seed.
 */
const LONG = process.env.TOCSIN_LONG === '1'
const ONLY = process.env.SEED

export async function eachSeed(
  count: number,
  story: (seed: number) => Promise<void>,
  longCount = 5 * count,
): Promise<void> {
  for (const seed of seeds(LONG ? longCount : count)) {
    try {
      await story(seed)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`with SEED=${seed}: ${reason}`, { cause })
    }
  }
}

function seeds(count: number): number[] {
  if (ONLY === undefined) return Array.from({ length: count }, (_, index) => index + 1)
  console.log(`SEED=${ONLY} alone`)
  return [Number(ONLY)]
}
