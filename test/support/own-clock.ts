/** A member that goes by its own clock, whatever the others say: with a clock far ahead it is the hostile one of the tests. */
import type { GroupId } from '#src/base/ids.js'
import type { Actor } from './actor.ts'

export function goByOwnClock(actor: Actor, group: GroupId): void {
  const { time } = actor.group(group).book
  time.at = now => time.own(now)
  time.expiresBy = now => time.own(now)
}
