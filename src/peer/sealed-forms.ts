/**
 * Sealed bursts as they travel, by the last entry's id: whoever passes one on passes on the author's bytes. Serves
 * docs/protocol.md, "Schemes". Bounded by bytes; what fell out goes by sync.
 */
import type { EntryId } from '../base/ids.js'
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
