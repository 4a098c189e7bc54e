/**
 * What happened in a run: a line for each frame that arrived, each fault and each event that was shown. The hash over all
 * lines tells two runs apart at the price of the hashing; the lines themselves are kept in full only when one seed is
 * told alone.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Enough to see what led to a failure, and short enough to print. */
const LAST_LINES = 200

export class Trace {
  readonly #hash = createHash('sha256')
  readonly #whole: boolean
  #lines: string[] = []
  #count = 0

  /** `whole`: every line is kept. */
  constructor(whole: boolean) {
    this.#whole = whole
  }

  /** How many lines there were, kept or not. */
  get length(): number {
    return this.#count
  }

  /** Over all lines so far. */
  get hash(): string {
    return this.#hash.copy().digest('hex')
  }

  get lines(): readonly string[] {
    return this.#lines
  }

  add(atMs: number, who: string, what: string): void {
    const line = `${atMs} ${who} ${what}`
    this.#hash.update(line).update('\n')
    this.#count += 1
    this.#lines.push(line)
    if (!this.#whole && this.#lines.length > 2 * LAST_LINES) this.#lines = this.#lines.slice(-LAST_LINES)
  }

  last(): string {
    return this.#lines.slice(-LAST_LINES).join('\n')
  }

  /** The file it was written to. */
  write(name: string): string {
    const file = join(tmpdir(), `tocsin-${name}.trace`)
    writeFileSync(file, `${this.#lines.join('\n')}\n`)
    return file
  }
}

/** Traces of the story that is being told, for whoever tells it to print. */
export const tracesOfStory: Trace[] = []
