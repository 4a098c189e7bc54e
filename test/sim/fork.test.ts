/**
 * One author shows two halves of a group two messages under one number: S19, under each scheme. In `npm test` ten
 * seeds, two of a scheme that seals; in the long run a hundred of 13 members and three of 25.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupId, MemberId } from '#src/base/ids.js'
import type { Encryption } from '#src/group/control.js'
import { ROUND_MS } from '#src/history/sync-messages.js'
import { type Actor, World } from '../support/cast.ts'
import { isOfControl } from '../support/forgery.ts'
import { SealedLies } from '../support/sealed-lies.ts'
import { seamLinks } from '../support/seam.ts'
import { crowdOf, eachSeed, LONG_SEEDS } from '../support/seeds.ts'

const SCHEMES: readonly Encryption[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']
const MEMBERS = 13
const MANY_MEMBERS = 25
/** Two rounds, each a fifth longer by chance. */
const LIMIT_MS = 2 * 1.2 * ROUND_MS

for (const encryption of SCHEMES) {
  test(`${encryption}: an author that tells two halves two stories is proven to have forked its log, to everyone, within two rounds of their meeting`, async () => {
    await eachSeed(encryption === 'per-peer' ? 10 : 2, seed => tellTwoStories(seed, encryption), LONG_SEEDS)
  })
}

async function tellTwoStories(seed: number, encryption: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(crowdOf(seed, MEMBERS, MANY_MEMBERS))
  const [mallory, ...others] = actors
  const [left, right] = [others.slice(0, others.length / 2), others.slice(others.length / 2)]
  equivocate(world, mallory!, group, new Set(left.map(({ member }) => member)))
  others[0]!.say(group, 'before')
  world.run(3_000)
  world.cut(left, right, 'severed')
  mallory!.say(group, 'the one story')
  world.run(10_000)
  for (const actor of left) assert.deepEqual(told(actor, group, mallory!), ['the one story, or not'])
  for (const actor of right) assert.deepEqual(told(actor, group, mallory!), ['the one story'])

  world.heal(left, right)
  for (let waited = 0; waited < 60_000 && !left.some(actor => meets(actor, group, right)); waited += 50) world.run(50)
  world.run(LIMIT_MS)
  for (const actor of others) {
    assert.deepEqual(told(actor, group, mallory!).sort(), ['the one story', 'the one story, or not'], actor.name)
    const forks = actor.events.filter(event => event.type === 'fork')
    assert.deepEqual([...new Set(forks.map(({ author }) => author))], [mallory!.member], actor.name)
  }
  for (const actor of others) actor.say(group, `after, ${actor.name}`)
  world.run(5_000)
  for (const actor of others) assert.equal(actor.texts().filter(text => text.startsWith('after')).length, others.length)
}

/** From now on its own messages say something else to some, and it keeps what it holds to itself. */
function equivocate(world: World, liar: Actor, group: GroupId, some: ReadonlySet<MemberId>): void {
  const lies = new SealedLies(world, liar, group)
  seamLinks(liar.group(group), {
    incoming: (_from, frame) => frame,
    outgoing: (to, frame) => {
      if (frame.digest !== undefined || frame.frontier !== undefined || frame.rangeAnswer !== undefined) return []
      const burst = frame.forward?.burst
      if (frame.forward === undefined || burst === undefined || isOfControl(burst) || !some.has(to)) return [frame]
      return [{ forward: { ...frame.forward, burst: lies.forkOf(burst) ?? burst } }]
    },
  })
}

function told(actor: Actor, group: GroupId, author: Actor): string[] {
  return actor.screen
    .filter(({ message }) => message.author === author.member && actor.group(group) !== undefined)
    .map(({ message }) => message.text)
}

function meets(actor: Actor, group: GroupId, others: readonly Actor[]): boolean {
  const linked = new Set([...actor.group(group).links.all()].map(link => link.member))
  return others.some(({ member }) => linked.has(member))
}
