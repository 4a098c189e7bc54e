/** Half of a group of 16 is lost at once, both sides talk on, and it heals. */
import { test } from 'node:test'
import { eachSeed } from '../support/seeds.ts'
import { halfIsLost } from './stories/outage.ts'

test('of 16 members 4 are killed and 4 cut off, both sides talk, it heals: all see 16 and hold every message once; then they leave one by one', async () => {
  await eachSeed(20, halfIsLost)
})
