/** What becomes of joins, to whoever reads it: each reader with a queue of its own, from now on. */
import type { JoinEvent } from './join-surface.js'

/** A slow reader loses the oldest beyond so many: where each join stands is in `Tocsin.joins`. */
const MAX_UNREAD = 1000

interface Reader {
  readonly events: JoinEvent[]
  ended: boolean
  wake: () => void
}

export class JoinFeed {
  readonly #readers = new Set<Reader>()
  #ended = false

  push(event: JoinEvent): void {
    for (const reader of this.#readers) {
      reader.events.push(event)
      if (reader.events.length > MAX_UNREAD) reader.events.shift()
      reader.wake()
    }
  }

  /** Readers get what is queued for them, and then nothing more. */
  end(): void {
    this.#ended = true
    for (const reader of this.#readers) {
      reader.ended = true
      reader.wake()
    }
  }

  /** Everything from this call on. */
  events(signal: AbortSignal | undefined): AsyncGenerator<JoinEvent> {
    const reader: Reader = { events: [], ended: this.#ended || signal?.aborted === true, wake: () => undefined }
    this.#readers.add(reader)
    return this.#read(reader, signal)
  }

  async *#read(reader: Reader, signal: AbortSignal | undefined): AsyncGenerator<JoinEvent> {
    const onAbort = (): void => {
      reader.ended = true
      reader.wake()
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      for (;;) {
        yield* reader.events.splice(0)
        if (reader.events.length > 0) continue
        if (reader.ended) return
        await new Promise<void>(resolve => {
          reader.wake = resolve
        })
      }
    } finally {
      this.#readers.delete(reader)
      signal?.removeEventListener('abort', onAbort)
    }
  }
}
