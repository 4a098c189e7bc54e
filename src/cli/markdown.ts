/** `export --format md`: a heading a day, a line a message. Other people's words stay words: no markup of theirs works. */
import type { MessageLine } from './lines.js'
import { safeLine, safeText } from './terminal.js'

/** Everything CommonMark or HTML could read as markup. */
const MARKUP = /[\\`*_{}[\]()#+\-.!|<>~&]/gu

export class MarkdownDays {
  #day: string | undefined

  /** Times are UTC, so that the same history gives the same file everywhere. */
  lineOf({ time, name, kind, text, ...line }: MessageLine): string {
    const day = safeLine(time.slice(0, 10))
    const heading = day === this.#day ? '' : `${this.#day === undefined ? '' : '\n'}## ${day}\n\n`
    this.#day = day
    const author = plain(safeLine(name)) + (line.private === true ? ' (private)' : '')
    const words = plain(safeText(text)).replace(/\r\n|[\r\n]/gu, '\\\n  ')
    const said = kind === 'action' ? `*${author} ${words}*` : `**${author}:** ${words}`
    return `${heading}- ${safeLine(time.slice(11, 16))} ${said}\n`
  }
}

function plain(text: string): string {
  return text.replace(MARKUP, '\\$&')
}
