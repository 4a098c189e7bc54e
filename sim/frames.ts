/**
 * What the members of a swarm say to each other: the same frames as on a link, unsealed and not encoded. Serves
 * docs/protocol.md, "Links". Sizes are not told here: what a frame weighs on the wire the tests of the wire say.
 */
import type { EntryId, LogKey, MemberId } from '#src/base/ids.js'
import type { Arc } from '#src/gossip/arc.js'
import type { SyncMessage } from '#src/history/sync-messages.js'

/** One message, which is an entry of its author's log. */
export interface Item {
  readonly name: EntryId
  readonly log: LogKey
  readonly seq: number
  readonly prev: string
}

export type SwarmFrame =
  | { readonly type: 'forward'; readonly item: Item; readonly arc: Arc; readonly hops: number }
  | { readonly type: 'announce'; readonly item: Item; readonly arc: Arc; readonly hops: number }
  | { readonly type: 'ack'; readonly item: EntryId; readonly dup: boolean }
  | { readonly type: 'heartbeat'; readonly asks: boolean }
  | { readonly type: 'sync'; readonly message: SyncMessage }
  | {
      readonly type: 'range-answer'
      readonly requestId: number
      readonly ranges: number
      readonly items: readonly Item[]
    }
  | { readonly type: 'doubt'; readonly member: MemberId; readonly incarnation: number; readonly offline: boolean }
  | { readonly type: 'presence'; readonly member: MemberId; readonly incarnation: number }
  | { readonly type: 'query'; readonly member: MemberId }
  | { readonly type: 'answer'; readonly member: MemberId; readonly alive: boolean }
  | { readonly type: 'leaves'; readonly members: readonly MemberId[] }
  | { readonly type: 'keep'; readonly wanted: boolean }

/** Copies of messages; all else is control. */
export function payloadsIn(frame: SwarmFrame): number {
  if (frame.type === 'forward') return 1
  return frame.type === 'range-answer' ? frame.items.length : 0
}
