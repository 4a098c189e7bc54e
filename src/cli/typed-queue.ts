/**
 * Lines typed by a client, read as they come and kept until `chat` takes them. It reads on when nobody takes any, up to
 * a bound, because reading is also what notices that the client has gone.
 */
import type { TypedLine } from './session.js'

/** Lines not yet sent; then the client waits. A person types one at a time, a file is read no faster than it is sent. */
const MAX_WAITING = 64

export class TypedQueue implements AsyncIterable<TypedLine> {
  readonly #waiting: TypedLine[] = []
  #ended = false
  #changed = Promise.withResolvers<void>()

  /** Resolves when there is room for another. */
  async push(line: TypedLine): Promise<void> {
    this.#waiting.push(line)
    this.#change()
    while (this.#waiting.length >= MAX_WAITING && !this.#ended) await this.#changed.promise
  }

  end(): void {
    this.#ended = true
    this.#change()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TypedLine> {
    for (;;) {
      const line = this.#waiting.shift()
      if (line !== undefined) {
        this.#change()
        yield line
      } else if (this.#ended) return
      else await this.#changed.promise
    }
  }

  #change(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }
}
