/** What founder and moderators do in a story, and who knows of it. */
import { type GroupId, publicKeyOf } from '#src/base/ids.js'
import type { ControlBody } from '#src/group/control.js'
import { writeControl } from '#src/peer/writing.js'
import type { Actor } from './actor.ts'

export function writes(actor: Actor, group: GroupId, body: ControlBody): void {
  actor.runtime.perform(writeControl(actor.group(group), body, actor.clock.now()).effects)
}

/** Whatever the rules say: what a hostile program would write and spread. */
export function forces(actor: Actor, group: GroupId, body: ControlBody): void {
  const at = actor.group(group)
  const now = actor.clock.now()
  actor.runtime.perform(at.publish(at.book.writeControl(body, now), now))
}

export function removalOf(actor: Actor, group: GroupId, target: Actor, type: 'remove' | 'ban' = 'remove'): ControlBody {
  return { type, member: publicKeyOf(target.member)!, cut: actor.group(group).book.roll.cut(target.member) }
}

export function approves(actor: Actor, group: GroupId, bearer: Actor): void {
  const knock = actor.group(group).membership?.waiting.get(bearer.member)
  if (knock === undefined) throw new Error(`${actor.name} knows of no ${bearer.name} that waits`)
  writes(actor, group, { ...knock.admission, type: 'join' })
}

export function declines(actor: Actor, group: GroupId, bearer: Actor): void {
  const knock = actor.group(group).membership?.waiting.get(bearer.member)
  if (knock === undefined) throw new Error(`${actor.name} knows of no ${bearer.name} that waits`)
  writes(actor, group, { type: 'decline', member: publicKeyOf(bearer.member)!, nonce: knock.admission.nonce })
}

export function promotes(actor: Actor, group: GroupId, target: Actor): void {
  writes(actor, group, { type: 'role', member: publicKeyOf(target.member)!, role: 'moderator', cut: [] })
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
