/**
 * Who is asked to look for a member that we do not reach (docs/protocol.md, "Liveness"): linked members, by chance, since
 * those next to each other on the ring often fail together. Must never name the member that is looked for.
 */
import type { MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { INDIRECT_PROBES } from './liveness-events.js'
import type { PeerRecords } from './peer-record.js'

export function helpersFor(target: MemberId, peers: PeerRecords, random: Pick<Random, 'next'>): MemberId[] {
  const candidates: MemberId[] = []
  for (const [member, { linked, state }] of peers.entries()) {
    if (member !== target && linked && state === 'online') candidates.push(member)
  }
  const helpers: MemberId[] = []
  while (helpers.length < INDIRECT_PROBES && candidates.length > 0) {
    helpers.push(...candidates.splice(Math.floor(random.next() * candidates.length), 1))
  }
  return helpers
}
