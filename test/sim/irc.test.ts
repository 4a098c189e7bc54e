/** A public channel on a busy day, replayed in virtual time. The data lies beside the project; without it the story is skipped. */
import { test } from 'node:test'
import { eachSeed, LONG } from '../support/seeds.ts'
import { missing, replayedChannel } from './stories/channel.ts'

/** Of 2,114 lines; joins cost more the more members there are. test/net/replay.test.ts has all of them. */
const LINES = LONG ? 500 : 100

for (const deniable of [true, false]) {
  test(`a replayed ${deniable ? 'deniable' : 'notarised'} channel: every member holds exactly what its membership allows, all in one order`, {
    skip: missing ?? false,
  }, async () => {
    await eachSeed(1, seed => replayedChannel(seed, LINES, { deniable }), 2)
  })
}
