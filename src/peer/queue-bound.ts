/** How much may wait on all links of a group together, and who is dropped over it. Serves docs/protocol.md, "Links". */
import type { MemberId } from '../base/ids.js'
import type { Link } from './link.js'

/** Eight far sides that have stopped reading. */
const MAX_GROUP_QUEUED_BYTES = 64 * 1024 * 1024
/** Below this a link is not looked at, so that a frame costs no walk over the links; the ring has far fewer than 64. */
const NOTICED_BYTES = MAX_GROUP_QUEUED_BYTES / 64

/** The fullest link once all together hold too much, `link` having grown: who reads least has the least use for it. */
export function overfull(link: Link, links: ReadonlyMap<MemberId, Link>): Link | undefined {
  if (link.queuedBytes <= NOTICED_BYTES) return undefined
  let fullest = link
  let queued = 0
  for (const other of links.values()) {
    queued += other.queuedBytes
    if (other.queuedBytes > fullest.queuedBytes) fullest = other
  }
  return queued > MAX_GROUP_QUEUED_BYTES ? fullest : undefined
}
