/** Bearers that wait in a story, what moderators make of them and what they were told; and words that nobody may hear. */
import { type GroupId, publicKeyOf } from '#src/base/ids.js'
import type { Actor } from './actor.ts'
import type { World } from './world.ts'

/** A broadcast, and a round where it was not enough. */
const SPREAD_MS = 3_000

export function approves(actor: Actor, group: GroupId, bearer: Actor): void {
  const knock = actor.group(group).membership?.waiting.get(bearer.member)
  if (knock === undefined) throw new Error(`${actor.name} knows of no ${bearer.name} that waits`)
  actor.write(group, { ...knock.admission, type: 'join' })
}

export function declines(actor: Actor, group: GroupId, bearer: Actor): void {
  const knock = actor.group(group).membership?.waiting.get(bearer.member)
  if (knock === undefined) throw new Error(`${actor.name} knows of no ${bearer.name} that waits`)
  actor.write(group, { type: 'decline', member: publicKeyOf(bearer.member)!, nonce: knock.admission.nonce })
}

/** Whether it believes itself to be in the group. */
export function isIn(actor: Actor, group: GroupId): boolean {
  return actor.peer.groups.get(group)?.present === true
}

/** States of its join of a group, in the order in which they were told. */
export function joinStates(actor: Actor, group: GroupId): string[] {
  return actor.joinNews
    .filter(news => news.group === group)
    .map(({ state, error }) => (error === undefined ? state : `${state}: ${error.code}`))
}

/** Says what it has no right to say, as a program without the check would. */
export function hostileWords(world: World, actor: Actor, group: GroupId): void {
  const before = actor.said.length
  actor.say(group, 'you cannot hear me')
  actor.said.length = before
  world.run(SPREAD_MS)
}
