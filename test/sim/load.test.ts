/** Many messages and large ones, from one author to everybody. */
import { test } from 'node:test'
import { eachSeed } from '../support/seeds.ts'
import { largeMessages, manyMessages } from './stories/load.ts'

test('301 messages of 4 to 16,384 random bytes: each member holds each once, in order, checksums equal', async () => {
  await eachSeed(3, largeMessages)
})

test('9,002 small messages in a row arrive ascending, none lost', async () => {
  await eachSeed(3, manyMessages)
})
