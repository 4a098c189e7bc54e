/** What the peer shows, as an embedder sees it: names and times filled in. Translation only. */
import type { GroupId, MemberId } from '../base/ids.js'
import type { GroupEvent } from '../peer/events.js'
import { contentEvent } from './content-events.js'
import type { ChatEvent } from './surface.js'

/** Undefined for what is not for embedders, or is told in another way. */
export function chatEventOf(
  group: GroupId,
  event: GroupEvent,
  nameOf: (member: MemberId) => string,
): ChatEvent | undefined {
  switch (event.type) {
    case 'message':
    case 'custom':
      return contentEvent(group, nameOf(event.author), event, event)
    case 'member':
    case 'sync':
    case 'ring':
    case 'fork':
    case 'liar':
      return { ...event, group }
    case 'proven':
    case 'reached':
      return undefined
  }
}
