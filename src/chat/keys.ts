/** Under which keys a member writes, as an embedder sees it. Translation only. */
import type { GroupPeer } from '../peer/group.js'
import { isoTime } from './iso-time.js'
import type { KeyState } from './surface.js'

/** Undefined when the member is not in the group. */
export function keysOf({ sealing }: GroupPeer): KeyState | undefined {
  const { status, waiting } = sealing
  if (status === undefined) return undefined
  const { epoch, rekeyedMs } = status
  return { epoch, rekeyed: rekeyedMs === undefined ? undefined : isoTime(rekeyedMs), waiting: waiting.length }
}
