/**
 * A chain breaks in the middle. Ten seeds in `npm test`; in the long run a hundred of five members, each of whom reaches
 * those beside it alone, and three of 33, whose halves are whole in themselves.
 */
import { test } from 'node:test'
import { eachSeed, LONG_SEEDS } from '../support/seeds.ts'
import { chainBreaks } from './stories/chain.ts'

test('the middle of a chain dies, both halves talk, then one link: they merge with no invite, and all hold one history', async () => {
  await eachSeed(10, chainBreaks, LONG_SEEDS)
})
