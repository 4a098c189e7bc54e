/** What an entry says → the event an embedder sees, the same live, in the history and replayed. Translation only. */
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import type { OddClock } from '../history/order.js'
import type { Content } from '../peer/content.js'
import { isoTime } from './iso-time.js'
import type { CustomEvent, MessageEvent } from './surface.js'

export interface Said {
  readonly id: EntryId
  readonly author: MemberId
  /** Ms since the epoch, by the author's clock. */
  readonly time: number
  readonly clock?: OddClock | undefined
  readonly hops?: number | undefined
}

/** `name`: the author's. */
export function contentEvent(group: GroupId, name: string, said: Said, content: Content): MessageEvent | CustomEvent {
  const { id, author, clock, hops } = said
  const time = isoTime(said.time)
  if (content.type === 'custom') {
    const { customType, data } = content
    return { type: 'custom', id, group, author, name, time, customType, data }
  }
  const { kind, text, to, unreadable } = content
  const message: MessageEvent = { type: 'message', id, group, author, name, time, clock, kind, text, hops }
  if (unreadable === true) return { ...message, private: true, to, unreadable }
  return to === undefined ? message : { ...message, private: true, to }
}
