/**
 * Line mode on a terminal: what happens is printed above the line being typed. It sends nothing by itself and decides
 * nothing; what it gives is what the person typed.
 */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import { TocsinError } from '../base/errors.js'
import type { Sink } from './printer.js'
import type { TypedLine } from './session.js'
import { checkedText } from './text-input.js'
import { typedLine } from './typed-line.js'

const PROMPT = '> '

export class Prompt implements Sink {
  readonly #terminal: Interface
  #closed = false

  constructor(onInterrupt: () => void) {
    this.#terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: PROMPT, terminal: true })
    this.#terminal.on('SIGINT', onInterrupt)
    this.#terminal.on('close', () => {
      this.#closed = true
    })
    this.#terminal.prompt()
  }

  async result(text: string): Promise<void> {
    if (this.#closed) return void process.stdout.write(text)
    this.#eraseRows(this.#terminal.getCursorPos().rows)
    process.stdout.write(text)
    this.#terminal.prompt(true)
  }

  notice(text: string): Promise<void> {
    return this.result(text)
  }

  /** Ends at Ctrl-D and at /quit. */
  async *input(): AsyncGenerator<TypedLine> {
    for await (const line of this.#terminal) {
      // the message itself is shown when it is stored
      this.#eraseRows(1 + Math.floor((PROMPT.length + line.length) / (process.stdout.columns || 80)))
      this.#terminal.prompt()
      const typed = typedLine(line)
      if (typed === 'quit') return
      if (typed !== undefined && (await this.#isSendable(typed))) yield typed
    }
  }

  close(): void {
    this.#eraseRows(0)
    this.#terminal.close()
  }

  async #isSendable({ text }: TypedLine): Promise<boolean> {
    try {
      checkedText(text)
      return true
    } catch (cause) {
      if (!(cause instanceof TocsinError)) throw cause
      await this.notice(`tocsin: ${cause.message}\n`)
      return false
    }
  }

  #eraseRows(rows: number): void {
    moveCursor(process.stdout, 0, -rows)
    cursorTo(process.stdout, 0)
    clearScreenDown(process.stdout)
  }
}
