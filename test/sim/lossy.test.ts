/**
 * Every link loses packets. Three losses a seed: two seeds in `npm test`; in the long run a hundred of eight members and
 * three of 32.
 */
import { test } from 'node:test'
import { eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { talkOverLoss } from './stories/loss.ts'

for (const loss of [0.05, 0.1, 0.2]) {
  test(`links lose ${100 * loss} %: every message is on every screen exactly once${loss > 0.05 ? '' : ', and nobody alive is called offline'}`, async () => {
    await eachSeed(2, seed => talkOverLoss(seed, loss), LONG_SEEDS)
  })
}
