/**
 * `npm run fuzz [-- SEED]`: every decoder, a live link and a live stream against far more hostile input than `npm test`
 * has time for. A run without a seed draws one and says it; what fails names the input that shows it again.
 */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { MAX_FUZZ_SEED } from './support/fuzzing.ts'

const seed = process.argv[2] ?? String(randomInt(1, MAX_FUZZ_SEED + 1))
const number = Number(seed)
if (!Number.isInteger(number) || number < 1 || number > MAX_FUZZ_SEED) {
  console.error(`the seed is a number from 1 to ${MAX_FUZZ_SEED}, not "${seed}"`)
  process.exit(1)
}
console.log(`seed ${seed}; the same again with: npm run fuzz -- ${seed}`)
const tests = 'test/{property,sim,net}/hostile-*.test.ts'
const options = ['--test', '--test-concurrency=2', '--test-timeout=3600000', tests]
const { status } = spawnSync(process.execPath, options, {
  env: { ...process.env, TOCSIN_FUZZ: seed },
  stdio: 'inherit',
})
process.exit(status ?? 1)
