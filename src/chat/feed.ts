/**
 * What happens in a group, to whoever reads it: each reader with a queue of its own, from now on or from a message on.
 * Serves docs/architecture.md, "The embedding API". Between what is replayed and what is live nothing is missed, and
 * nothing comes twice.
 */
import type { EntryId, GroupId } from '../base/ids.js'
import { arrivalOf, type HistorySource, replayed } from './history.js'
import { Reader } from './reader.js'
import type { ChatEvent } from './surface.js'

export interface FeedOptions {
  /** A message: those that arrived after it come first. */
  readonly since?: EntryId | undefined
  readonly signal?: AbortSignal | undefined
}

export class Feed {
  readonly #group: GroupId
  readonly #source: HistorySource
  readonly #readers = new Set<Reader>()
  #ended = false

  constructor(group: GroupId, source: HistorySource) {
    this.#group = group
    this.#source = source
  }

  /** Whether anybody would see an event. */
  get isRead(): boolean {
    return this.#readers.size > 0
  }

  push(event: ChatEvent): void {
    for (const reader of this.#readers) reader.push(event)
  }

  /** Readers get what is queued for them, and then nothing more. */
  end(): void {
    this.#ended = true
    for (const reader of this.#readers) reader.end()
  }

  /** Throws `bad-argument` for an unknown message. */
  events({ since, signal }: FeedOptions): AsyncGenerator<ChatEvent> {
    const after = since === undefined ? undefined : arrivalOf(this.#source, since)
    const reader = new Reader(this.#group, since)
    if (after === undefined) this.#readers.add(reader)
    return this.#read(reader, after, signal)
  }

  async *#read(reader: Reader, start: number | undefined, signal: AbortSignal | undefined): AsyncGenerator<ChatEvent> {
    const onAbort = (): void => reader.end()
    signal?.addEventListener('abort', onAbort, { once: true })
    if (signal?.aborted || this.#ended) reader.end()
    try {
      for (let after = start; after !== undefined && !signal?.aborted; ) {
        const page = replayed(this.#source, after)
        // the last page and the reader's start are one step: nothing is missed between, nothing comes twice
        if (page.done) this.#readers.add(reader)
        yield* page.events
        after = page.done ? undefined : page.after
      }
      for (let event = await reader.next(); event !== undefined; event = await reader.next()) yield event
    } finally {
      this.#readers.delete(reader)
      signal?.removeEventListener('abort', onAbort)
    }
  }
}
