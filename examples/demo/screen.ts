/**
 * What a person sees: headings, messages with their hops, progress. Fits 80 columns; colours and lines that change in
 * place only on a terminal; in a pipe every line is final.
 */
import { styleText } from 'node:util'
import { padded, plain, wrapped } from './plain-text.ts'
import { CAST } from './score.ts'

type Style = Parameters<typeof styleText>[0]

const MAX_COLUMNS = 100
const MIN_COLUMNS = 40
const NAME_COLUMNS = Math.max(...CAST.map(name => name.length))
const NAME_STYLES: readonly Style[] = ['cyan', 'green', 'yellow', 'magenta', 'blue']
const BAR_COLUMNS = 24
/** In a pipe, so many lines for one progress. */
const STEPS_IN_PIPE = 2

export class Screen {
  readonly #out = process.stdout
  readonly interactive = process.stdout.isTTY === true
  #step = 0

  get columns(): number {
    return Math.max(MIN_COLUMNS, Math.min(this.#out.columns ?? 80, MAX_COLUMNS))
  }

  line(text = ''): void {
    this.#out.write(`${text}\n`)
  }

  /** A sentence of the demo's own, indented. */
  tell(text: string): void {
    for (const line of wrapped(text, this.columns - 2)) this.line(`  ${line}`)
  }

  heading(text: string): void {
    this.line()
    this.line(this.#styled('bold', text))
    this.line()
  }

  /** Above the messages: whose hops stand in which column. */
  hopsHeading(): void {
    const initials = CAST.map(name => name.slice(0, 1)).join(' ')
    const legend = '  links each message came over; · its author, - away'
    this.line(this.#styled('dim', `${padded(legend, this.columns - initials.length)}${initials}`))
  }

  /** One message; `cells` has one character for each member. */
  message(speaker: number, kind: 'text' | 'action', text: string, cells: readonly string[]): void {
    const hops = cells.join(' ')
    const indent = 2 + NAME_COLUMNS + 2
    const width = this.columns - indent - hops.length - 2
    const [first = '', ...rest] = wrapped(`${kind === 'action' ? '* ' : ''}${plain(text)}`, width)
    const styled = (line: string): string => (kind === 'action' ? this.#styled('italic', line) : line)
    this.line(`  ${this.name(speaker)}  ${styled(padded(first, width))}  ${this.#styled('dim', hops)}`)
    for (const line of rest) this.line(`${' '.repeat(indent)}${styled(line)}`)
  }

  /** The name in its colour, as wide as the widest. */
  name(member: number): string {
    return this.#styled(NAME_STYLES[member] ?? 'reset', padded(CAST[member] ?? '', NAME_COLUMNS))
  }

  /** A picture or a table that is safe as it is. */
  picture(text: string): void {
    for (const line of text.split('\n')) this.line(line === '' ? '' : `  ${line}`)
  }

  fact(label: string, text: string): void {
    const [first = '', ...rest] = wrapped(text, this.columns - 14)
    this.line(`  ${this.#styled('dim', padded(label, 10))}  ${first}`)
    for (const line of rest) this.line(`${' '.repeat(14)}${line}`)
  }

  /** To be called whenever more is done. In place on a terminal, a few lines in a pipe. */
  progress(label: string, done: number, total: number): void {
    const share = total === 0 ? 1 : done / total
    if (this.interactive) {
      const full = Math.round(share * BAR_COLUMNS)
      const bar = this.#styled('green', '━'.repeat(full)) + this.#styled('dim', '┄'.repeat(BAR_COLUMNS - full))
      this.#out.write(`\r\u001b[2K  ${label}  ${bar}  ${done} of ${total}${done >= total ? '\n' : ''}`)
      return
    }
    const step = Math.floor(share * STEPS_IN_PIPE)
    if (step > this.#step) this.line(`  ${label}  ${done} of ${total}`)
    this.#step = done >= total ? 0 : step
  }

  good(text: string): void {
    this.line(`  ${this.#styled(['bold', 'green'], text)}`)
  }

  bad(text: string): void {
    this.line(`  ${this.#styled(['bold', 'red'], text)}`)
  }

  /** Nothing on a pipe or with NO_COLOR. */
  #styled(style: Style, text: string): string {
    return styleText(style, text, { stream: this.#out })
  }
}
