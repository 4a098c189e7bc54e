/** What the peer shows, as an embedder sees it: names and times filled in. Translation only. */
import type { GroupId, MemberId } from '../base/ids.js'
import type { GroupEvent } from '../peer/events.js'
import { isoTime } from './history.js'
import type { ChatEvent } from './surface.js'

/** Undefined for what is not for embedders, or is told in another way. */
export function chatEventOf(
  group: GroupId,
  event: GroupEvent,
  nameOf: (member: MemberId) => string,
): ChatEvent | undefined {
  switch (event.type) {
    case 'message': {
      const { id, author, clock, kind, text, hops } = event
      const time = isoTime(event.time)
      return { type: 'message', id, group, author, name: nameOf(author), time, clock, kind, text, hops }
    }
    case 'member':
    case 'sync':
    case 'ring':
    case 'fork':
    case 'liar':
    case 'key-changed':
      return { ...event, group }
    case 'proven':
    case 'reached':
      return undefined
  }
}
