/**
 * Sealed bursts as they travel, by the last entry's id: whoever passes one on passes on the author's bytes. Serves
 * docs/protocol.md, "Schemes". Bounded by bytes; what fell out goes by sync.
 */
import { type EntryId, type MemberId, memberIdOf } from '../base/ids.js'
import type { Burst as Sealed } from '../crypto/burst.js'
import { bodyMatches, decodeHeader, entryHash } from '../crypto/entry.js'
import { Scheme } from '../crypto/schemes/group-cipher.js'
import type { Arrived } from '../crypto/schemes/running-cipher.js'
import type { Suite } from '../crypto/suite.js'
import type { Burst } from '../wire/generated/link.js'
import { bytesOf } from './burst-rows.js'

/** As many as the cache of items holds. */
const MAX_BYTES = 4 * 1024 * 1024

export class SealedForms {
  readonly #forms = new Map<EntryId, Burst>()
  #bytes = 0

  get(name: EntryId): Burst | undefined {
    return this.#forms.get(name)
  }

  add(name: EntryId, burst: Burst): void {
    if (this.#forms.has(name)) return
    this.#forms.set(name, burst)
    this.#bytes += bytesOf(burst)
    for (const [oldest, freed] of this.#forms) {
      if (this.#bytes <= MAX_BYTES || oldest === name) break
      this.#forms.delete(oldest)
      this.#bytes -= bytesOf(freed)
    }
  }
}

/** The bodies to be opened, each with what its header commits to; undefined for what is not of this scheme. */
export function bodiesOf(suite: Suite, { entries }: Sealed, scheme: number): readonly Arrived[] | undefined {
  const arrived: Arrived[] = []
  for (const { header, body: sealed } of entries) {
    const fields = decodeHeader(header)
    if (fields === undefined || fields.scheme !== scheme) return undefined
    const entry = { author: memberIdOf(fields.author), entryId: entryHash(suite, header) }
    arrived.push({ entry, sealed, isCommitted: body => bodyMatches(suite, fields, body) })
  }
  return arrived
}

/** Whether it lies that passes these on, which open and are not what was signed. What an author sealed for us alone nobody else has seen. */
export function isLieOf(from: MemberId, arrived: readonly Arrived[], scheme: number): boolean {
  return scheme < Scheme.pairwise || arrived.some(({ entry }) => entry.author === from)
}
