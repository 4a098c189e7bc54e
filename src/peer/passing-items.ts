/**
 * What of an item goes to whom: the links that may be given an arc, and the frames that give it. Serves docs/protocol.md,
 * "Broadcast". Translation only.
 */
import { bytesOfHex, type MemberId, publicKeyOf } from '../base/ids.js'
import type { Link } from '../gossip/events.js'
import type { Ring } from '../ring/ring.js'
import type { Frame } from '../wire/generated/link.js'
import type { CachedItem } from './item-cache.js'
import type { Links } from './links.js'
import type { Way } from './offers.js'

/** Writable links to members that are usable, with where they stand. */
export function placedLinks(links: Links, ring: Ring): Link[] {
  const placed: Link[] = []
  for (const { member, writable, ackMs } of links.all()) {
    // a suspect is stepped over at once: if it lives, it says so within a moment
    const position = writable && ring.isUsable(member) ? ring.positionOf(member) : undefined
    if (position !== undefined) placed.push({ member, position, patienceMs: ackMs })
  }
  return placed
}

/** The item, or its name for whoever holds it or is to pull it. */
export function offerFrame(item: CachedItem, to: MemberId, { arc, hops }: Way, byName: boolean): Partial<Frame> {
  item.offered.set(to, { arc, hops })
  if (!byName) return { forward: { ...item.content, arc, hops } }
  return { announce: { item: bytesOfHex(item.name), arc, hops, size: item.size } }
}

export function probeFrame(name: string, { arc, hops }: Way, author: MemberId): Partial<Frame> {
  return { probe: { item: bytesOfHex(name), arc, hops, author: publicKeyOf(author)! } }
}
