/**
 * Line mode on a terminal: what happens is printed above the line being typed. It sends nothing by itself and decides
 * nothing; what it gives is what the person typed, and a few commands that begin with `/`.
 */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import { TocsinError } from '../base/errors.js'
import type { Sink } from './printer.js'
import type { TypedLine } from './session.js'
import { checkedText } from './text-input.js'

const PROMPT = '> '
const HELP = '/me WORDS says what you do, /quit leaves the chat, //WORDS begins with a slash\n'

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
      if (line.trim() === '/quit') return
      const typed = await this.#typedLine(line)
      if (typed !== undefined) yield typed
    }
  }

  close(): void {
    this.#eraseRows(0)
    this.#terminal.close()
  }

  async #typedLine(line: string): Promise<TypedLine | undefined> {
    if (line === '') return undefined
    const [, command, words = ''] = /^\/(\w+)\s*(.*)$/u.exec(line) ?? []
    if (command === 'me' && words !== '') return this.#checked('action', words)
    if (command === undefined) return this.#checked('text', line.startsWith('//') ? line.slice(1) : line)
    await this.notice(HELP)
    return undefined
  }

  async #checked(kind: TypedLine['kind'], text: string): Promise<TypedLine | undefined> {
    try {
      return { kind, text: checkedText(text) }
    } catch (cause) {
      if (!(cause instanceof TocsinError)) throw cause
      await this.notice(`tocsin: ${cause.message}\n`)
      return undefined
    }
  }

  #eraseRows(rows: number): void {
    moveCursor(process.stdout, 0, -rows)
    cursorTo(process.stdout, 0)
    clearScreenDown(process.stdout)
  }
}
