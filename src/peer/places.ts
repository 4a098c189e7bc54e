/**
 * Which channel goes where strangers have taken all places. Serves docs/protocol.md, "Joining" and "Links". The newcomer
 * always gets a place, so that holding all of them keeps nobody out for longer than one round trip.
 */
import type { MemberId } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'

export interface Place {
  readonly channel: number
  readonly member: MemberId
  readonly since: number
  /** Nothing has come on it yet. */
  readonly silent: boolean
}

/** An honest program writes its first bytes with the opening; the rest is for the slowest lines and machines. */
export const FIRST_BYTES_MS = 5 * SECOND_MS

/** The first bytes come a round trip after the channel: a channel that is silent for longer goes first. */
const ROUND_TRIP_MS = 2 * SECOND_MS

/** The place to give up, of those that are given in the order of their age: a silent one, of the key that has most of them. */
export function placeToGiveUp(places: readonly Place[], now: number): number | undefined {
  const silent = places.filter(({ silent, since }) => silent && since + ROUND_TRIP_MS <= now)
  const among = silent.length > 0 ? silent : places
  const counts = new Map<MemberId, number>()
  for (const { member } of among) counts.set(member, (counts.get(member) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return among.find(({ member }) => counts.get(member) === most)?.channel
}
