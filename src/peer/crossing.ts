/**
 * Which of two streams between one pair stays. Serves docs/protocol.md, "Links". Both sides decide alike without a word;
 * libp2p keeps the two connections below, and an idle one costs nothing.
 */
import type { MemberId } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'
import type { Link } from './link.js'

/** Two dials that cross arrive within this; a stream that is older is stale when its far side dials anew. */
const CROSSING_MS = 3 * SECOND_MS

/** Dials that crossed: the smaller key's stream stays. A stream that was up for long is stale: the new one stays. */
export function staysOver(other: Link, link: Link, self: MemberId, now: number): boolean {
  if (other.initiator === link.initiator || now - other.openedAt > CROSSING_MS) return false
  const smaller = self < link.member ? self : link.member
  return (other.initiator ? self : link.member) === smaller
}
