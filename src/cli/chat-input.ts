/**
 * stdin of `chat` in a pipe: each line is a message or a command. A line that cannot be sent is reported, and the rest
 * goes on.
 */
import { failureOf, reportFailure } from './failure.js'
import type { TypedLine } from './session.js'
import { readLines } from './text-input.js'
import { typedLine } from './typed-line.js'

export class PipedInput implements AsyncIterable<TypedLine> {
  readonly #json: boolean
  #exitCode = 0

  constructor(json: boolean) {
    this.#json = json
  }

  /** 0, or that of the last line that could not be sent. */
  get exitCode(): number {
    return this.#exitCode
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TypedLine> {
    for await (const line of readLines(process.stdin)) {
      if (line.type === 'bad') {
        this.#exitCode = reportFailure(failureOf(line.error), this.#json)
        continue
      }
      const typed = typedLine(line.text)
      if (typed === 'quit') return
      if (typed !== undefined) yield typed
    }
  }
}
