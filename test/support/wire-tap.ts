/** A stranger on the road: looks at every byte written for a text that was marked, and for secrets that never leave. */
import type { MemberId } from '#src/base/ids.js'

/** A text that has this in it is never to be seen on the road. */
export const MARK = 'for members only:'
/** As much of a secret as is looked for; a text that has so many of its bytes by chance does not exist. */
const GLIMPSE_BYTES = 16

export class WireTap {
  /** What was seen that nobody may see. */
  readonly seen: string[] = []
  readonly #mark = Buffer.from(MARK)
  /** Of each member, those that only it has. */
  readonly #secrets = new Map<MemberId, Buffer[]>()

  guard(member: MemberId, ...secrets: readonly Uint8Array[]): void {
    const known = this.#secrets.get(member) ?? []
    known.push(...secrets.map(secret => Buffer.from(secret.slice(0, GLIMPSE_BYTES))))
    this.#secrets.set(member, known)
  }

  look(from: MemberId, bytes: Uint8Array): void {
    const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (written.includes(this.#mark)) this.seen.push(`a text of the group, written by ${from}`)
    for (const secret of this.#secrets.get(from) ?? []) {
      if (written.includes(secret)) this.seen.push(`a secret of ${from}, written by itself`)
    }
  }
}
