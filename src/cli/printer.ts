/**
 * Lines → stdout and stderr, for one verb. Results go to stdout, all else to stderr; with --quiet what is no result, error
 * or alarm goes nowhere.
 */
import type { Invocation } from './arguments.js'
import { lineText, rowText } from './line-text.js'
import { type AnswerLine, type ErrorLine, jsonLine, type Line, named } from './lines.js'
import { MarkdownDays } from './markdown.js'
import { table } from './table.js'
import { safeLine } from './terminal.js'
import { Times } from './times.js'

export interface Sink {
  result(text: string): Promise<void>
  notice(text: string): Promise<void>
}

export class Printer {
  readonly #invocation: Invocation
  readonly #sink: Sink
  /** Rows wait for the end, because columns are as wide as their widest cell; there are at most 10,000 members. */
  readonly #rows: (readonly string[])[] = []
  readonly #markdown = new MarkdownDays()
  readonly #times = new Times()
  #historyWasMissing = false

  constructor(invocation: Invocation, sink: Sink) {
    this.#invocation = invocation
    this.#sink = sink
  }

  async print(line: Line): Promise<void> {
    const { json, quiet } = this.#invocation
    if (line.type === 'answer') return this.#answer(line)
    if (isAside(this.#invocation, line)) {
      const isShown = isAlarm(line) || (!quiet && (json || !this.#isNoise(line)))
      if (isShown) await this.#notice(line)
      return
    }
    if (json || this.#isRawExport()) return this.#sink.result(jsonLine(line))
    const row = rowText(this.#verbOf(line), named(line), this.#times)
    if (row !== undefined) this.#rows.push(row)
    else await this.#sink.result(this.#textOf(line))
  }

  async finish(): Promise<void> {
    const rows = this.#rows.splice(0)
    if (rows.length > 0) await this.#sink.result(table(rows))
  }

  /** A slash command is done: what it had to say stands above this, a table of it as well. */
  async #answer(line: AnswerLine): Promise<void> {
    const { code, message, exitCode, command } = line
    const rows = this.#rows.splice(0)
    if (rows.length > 0 && !this.#invocation.quiet) await this.#sink.notice(table(rows))
    if (this.#invocation.json) await this.#sink.result(jsonLine({ v: 1, type: 'answer', command, exitCode }))
    if (code === undefined || message === undefined) return
    const failed: ErrorLine = { v: 1, type: 'error', code, message, exitCode }
    await this.#sink.notice(this.#invocation.json ? jsonLine(failed) : `tocsin: ${safeLine(message)}\n`)
  }

  async #notice(line: Line): Promise<void> {
    const verb = this.#verbOf(line)
    const row =
      this.#invocation.json || line.command === undefined ? undefined : rowText(verb, named(line), this.#times)
    if (row !== undefined) this.#rows.push(row)
    else await this.#sink.notice(this.#invocation.json ? jsonLine(line) : this.#asideText(line, verb))
  }

  #verbOf({ command }: Line): string {
    return command ?? this.#invocation.verb
  }

  /** A ring closes and opens with every member that comes, and most histories are complete at once. */
  #isNoise(line: Line): boolean {
    // a stalled link does that, too
    if (line.type === 'liar') return line.reason === 'not-delivered' && !line.cutOff
    if (line.type !== 'sync') return line.type === 'ring' || line.type === 'receipt' || line.type === 'custom'
    const isNews = line.missing > 0 || (this.#historyWasMissing && line.caughtUp)
    this.#historyWasMissing = line.missing > 0 || (this.#historyWasMissing && !line.caughtUp)
    return !isNews
  }

  #isRawExport(): boolean {
    return this.#invocation.verb === 'export' && this.#invocation.format === 'jsonl'
  }

  #textOf(given: Line): string {
    const line = named(given)
    const isExport = this.#invocation.verb === 'export' && line.type === 'message'
    return isExport ? this.#markdown.lineOf(line) : lineText(line, this.#invocation.verb, this.#times)
  }

  /** What stands beside the results; the ids among these, a person has no use for there. */
  #asideText(line: Line, verb: string): string {
    const isId = line.command === undefined && (line.type === 'group' || line.type === 'receipt')
    return isId ? '' : lineText(named(line), verb, this.#times)
  }
}

/** What is no result of this verb. In `chat` with --json everything that happens is one. */
function isAside({ verb, json }: Invocation, { type }: Line): boolean {
  if (type === 'note' || type === 'error') return true
  if (verb === 'chat') return !json && type !== 'message'
  return (
    type === 'sync' ||
    type === 'lagged' ||
    type === 'key-changed' ||
    type === 'clone' ||
    type === 'fork' ||
    type === 'clock'
  )
}

/** What --quiet does not silence. */
function isAlarm({ type }: Line): boolean {
  return type === 'key-changed' || type === 'clone' || type === 'fork'
}
