/**
 * The scenarios that say what a group chat must survive, each under each way to encrypt: a matrix with one seed a field.
 * Serves docs/encryption.md. The stories are those that the other tests of this folder tell with many seeds and per-peer.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Encryption } from '#src/group/control.js'
import { openings } from '../support/openings.ts'
import { eachSeed, LONG } from '../support/seeds.ts'
import { chainBreaks } from './stories/chain.ts'
import { missing, replayedChannel } from './stories/channel.ts'
import { allStart, authorsLeave, oneStartsAlone } from './stories/coming-back.ts'
import { oneJoinsTwice, threeJoin, twoGroups } from './stories/coming-in.ts'
import { oneDies } from './stories/dying.ts'
import { largeMessages, manyMessages } from './stories/load.ts'
import { talkOverLoss } from './stories/loss.ts'
import { halfIsLost } from './stories/outage.ts'
import { kickedAndBanned } from './stories/removed.ts'

interface Row {
  readonly name: string
  readonly what: string
  readonly story: (seed: number, encryption: Encryption) => Promise<void>
  readonly skip?: string | undefined
  /** Nobody says anything in it. */
  readonly silent?: boolean
  /** In the long run; five where it is left out. */
  readonly longSeeds?: number
}

const SCHEMES: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
/** Each join costs more the more members there are: the first 200 take two minutes under the dearest scheme. */
const LINES = LONG ? 200 : 60

const ROWS: readonly Row[] = [
  { name: 'S1', what: 'alice invites bob, bob invites carol, and one text reaches all, none twice', story: threeJoin },
  { name: 'S2', what: 'bob joins twice, and the second is an error', story: oneJoinsTwice, silent: true },
  { name: 'S3', what: 'what is said in one group never shows in the other', story: twoGroups },
  { name: 'S4', what: 'a member dies without a goodbye and is found out, and no other is', story: oneDies },
  { name: 'S5', what: 'bob starts alone from disk as what he was', story: oneStartsAlone },
  { name: 'S5', what: 'the whole group starts from disk, and goes on', story: allStart },
  { name: 'S6', what: 'both ends of a broken chain talk, and come to one history over one link', story: chainBreaks },
  { name: 'S7', what: 'of 16 members 8 are lost and come back, and all hold every message once', story: halfIsLost },
  { name: 'S8', what: '301 messages of 4 to 16,384 random bytes arrive whole and in order', story: largeMessages },
  {
    name: 'S9',
    what: '9,002 small messages in a row arrive ascending, none lost',
    story: manyMessages,
  },
  ...[0.05, 0.1, 0.2].map(loss => ({
    name: 'S10',
    what: `links lose ${100 * loss} %, and every message is on every screen exactly once`,
    story: (seed: number, encryption: Encryption) => talkOverLoss(seed, loss, encryption),
  })),
  {
    name: 'S14',
    what: 'nobody hears the kicked, and the banned cannot rejoin, after a restart',
    story: kickedAndBanned,
  },
  { name: 'S17', what: 'dave gets 100 messages from others when their authors are gone', story: authorsLeave },
  {
    name: 'S27',
    what: `${LINES} lines of a channel: each member holds what its membership allows`,
    story: (seed, encryption) => replayedChannel(seed, LINES, { encryption }),
    skip: missing,
    longSeeds: 1,
  },
]

for (const { name, what, story, skip, silent = false, longSeeds } of ROWS) {
  for (const encryption of SCHEMES) {
    test(`${name} under ${encryption}: ${what}`, { skip: skip ?? false }, () =>
      eachSeed(
        1,
        async seed => {
          const opened = openings()
          try {
            await story(seed, encryption)
          } finally {
            opened.end()
          }
          if (silent || encryption === 'per-peer') return
          assert.ok(opened.count > 0, 'nothing was opened by the scheme: sync alone brought what was said')
        },
        longSeeds,
      ),
    )
  }
}
