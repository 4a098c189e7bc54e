/** When members were last seen before this start, as small values in the store. Serves docs/protocol.md, "Presence". */
import type { MemberId } from '../base/ids.js'

const SEEN = 'seen/'

export class LastSeen {
  readonly #seen = new Map<MemberId, number>()

  /** Ms since the epoch; undefined for whom we never saw. */
  of(member: MemberId): number | undefined {
    return this.#seen.get(member)
  }

  /** Takes a stored value; true when it was one of these. */
  restore(name: string, value: Uint8Array): boolean {
    if (!name.startsWith(SEEN) || value.length !== 8) return false
    this.#seen.set(name.slice(SEEN.length) as MemberId, Number(viewOf(value).getBigUint64(0)))
    return true
  }

  /** Name and value to be stored. */
  saved(member: MemberId, seenMs: number): [string, Uint8Array] {
    const value = new Uint8Array(8)
    viewOf(value).setBigUint64(0, BigInt(Math.max(0, Math.floor(seenMs))))
    return [SEEN + member, value]
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
