/** A public channel on a busy day, replayed. The data lies beside the project; without it the story is skipped. */
import { test } from 'node:test'
import { eachSeed, LONG } from '../support/seeds.ts'
import { missing, replayedChannel } from './stories/channel.ts'

/** Of 2,114 lines; joins cost more the more members there are, so that the whole log takes a quarter of an hour and more. */
const LINES = LONG ? 500 : 100
const LONG_SEEDS = 2

test('a replayed channel: every member holds exactly what its membership allows, all in one order', {
  skip: missing ?? false,
}, async () => {
  await eachSeed(3, seed => replayedChannel(seed, LINES), LONG_SEEDS)
})
