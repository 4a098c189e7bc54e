/** Alice, bob and mallory in one group, and mallory's link to alice: where every story of a liar begins. */
import type { GroupId, MemberId } from '#src/base/ids.js'
import { frameRecord } from '#src/crypto/records.js'
import { Frame } from '#src/wire/generated/link.js'
import { type Actor, World } from './cast.ts'
import { recordOf } from './hostility.ts'
import { type HostileLink, Mallory } from './mallory.ts'

/** The seed with which the world of the simulator seals and signs in earnest. */
export const REAL_PRIMITIVES = 1

export interface HostileStory {
  readonly world: World
  readonly alice: Actor
  readonly bob: Actor
  readonly group: GroupId
  readonly mallory: Mallory
  readonly ticket: ReturnType<Actor['invite']>
}

/** Mallory has no keys of any scheme: where the others must read what it says, or it what they say, the links alone encrypt.
 * What it signs with its identity is to be taken, and void for what it says. */
export async function threeAndMallory(encryption?: 'per-peer'): Promise<HostileStory> {
  const world = new World(REAL_PRIMITIVES, { encryption, deniable: false })
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const { group } = alice.create('friends')
  world.run(100)
  bob.join(alice.invite(group))
  const mallory = new Mallory(world)
  await mallory.start()
  const ticket = alice.invite(group)
  mallory.join(ticket)
  world.run(2000)
  alice.say(group, 'welcome')
  bob.say(group, 'hello mallory')
  world.run(1000)
  return { world, alice, bob, group, mallory, ticket }
}

/** Undefined where alice does not shake hands with it. */
export function linkToAlice({ mallory, alice, group, ticket }: HostileStory): HostileLink | undefined {
  return mallory.tryLink(ticket, group, alice.group(group).membership!.members.get(alice.member)!.linkKey)
}

/** One record, sealed as mallory's key says. */
export function seal({ world }: HostileStory, link: HostileLink, record: Uint8Array): void {
  const sealed = link.ratchet.seal(record, world.scheduler.now())
  if (sealed !== undefined) link.channel.write(frameRecord(sealed))
}

export function say(story: HostileStory, link: HostileLink, frame: Partial<Frame>): void {
  seal(story, link, recordOf([Frame.encode(frame)]))
}

export function membersOf({ alice, bob, mallory }: HostileStory): MemberId[] {
  return [alice.member, bob.member, mallory.member].sort()
}
