/**
 * Lines → stdout and stderr, for one verb. Results go to stdout, all else to stderr; with --quiet what is no result, error
 * or alarm goes nowhere.
 */
import type { Invocation } from './arguments.js'
import { jsonLine, type Line } from './lines.js'
import { MarkdownDays } from './markdown.js'
import { table } from './table.js'
import { safeLine, safeText } from './terminal.js'
import {
  changeText,
  groupRow,
  keyChangedText,
  liarText,
  memberRow,
  memberText,
  messageText,
  removalText,
  safetyText,
  statusText,
  syncText,
} from './text-lines.js'

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
  #historyWasMissing = false

  constructor(invocation: Invocation, sink: Sink) {
    this.#invocation = invocation
    this.#sink = sink
  }

  async print(line: Line): Promise<void> {
    const { json, quiet } = this.#invocation
    if (isAside(this.#invocation, line)) {
      const isShown = isAlarm(line) || (!quiet && (json || !this.#isNoise(line)))
      if (isShown) await this.#sink.notice(json ? jsonLine(line) : asideText(line))
      return
    }
    if (json || this.#isRawExport()) return this.#sink.result(jsonLine(line))
    const row = this.#rowOf(line)
    if (row !== undefined) this.#rows.push(row)
    else await this.#sink.result(this.#textOf(line))
  }

  async finish(): Promise<void> {
    if (this.#rows.length > 0) await this.#sink.result(table(this.#rows))
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

  #rowOf(line: Line): readonly string[] | undefined {
    if (line.type === 'group' && this.#invocation.verb === 'groups') return groupRow(line)
    if (line.type === 'member' && this.#invocation.verb === 'members') return memberRow(line)
    return undefined
  }

  #textOf(line: Line): string {
    switch (line.type) {
      case 'message':
        return this.#invocation.verb === 'export' ? this.#markdown.lineOf(line) : messageText(line)
      case 'identity':
        return `${line.peerId}\n`
      case 'group':
      case 'receipt':
        return `${line.id}\n`
      case 'invite':
        return `${line.ticket}\n`
      case 'member':
        return memberText(line)
      case 'status':
        return statusText(line)
      case 'ring':
        return `${safeText(line.picture ?? '')}\n`
      case 'safety':
        return safetyText(line)
      case 'ready':
        return `${line.peerId} is online at ${line.addresses.join(', ')}\n`
      default:
        return asideText(line)
    }
  }
}

/** What is no result of this verb. In `chat` with --json everything that happens is one. */
function isAside({ verb, json }: Invocation, { type }: Line): boolean {
  if (type === 'note' || type === 'error') return true
  if (verb === 'chat') return !json && type !== 'message'
  return type === 'sync' || type === 'lagged' || type === 'key-changed'
}

/** What --quiet does not silence. */
function isAlarm({ type }: Line): boolean {
  return type === 'key-changed'
}

function asideText(line: Line): string {
  switch (line.type) {
    case 'note':
      return `tocsin: ${safeLine(line.message)}\n`
    case 'member':
      return memberText(line)
    case 'sync':
      return syncText(line)
    case 'liar':
      return liarText(line)
    case 'key-changed':
      return keyChangedText(line)
    case 'change':
      return changeText(line)
    case 'removal':
      return removalText(line)
    case 'lagged':
      return `too slow: ${line.missed} events were left out\n`
    case 'fork':
      return 'one member signed two messages for one place: both are shown\n'
    default:
      return ''
  }
}
