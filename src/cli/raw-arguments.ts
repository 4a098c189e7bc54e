/**
 * The words of the command line as bytes. Node gives replacement characters for what is no UTF-8, and nobody could tell
 * them from the text that was meant. Linux shows the bytes; elsewhere the words are taken as they are.
 */
import { readFileSync } from 'node:fs'
import { TocsinError } from '../base/errors.js'
import { strictTextOf } from '../base/utf8.js'

const REPLACEMENT = '\ufffd'

/** Throws TocsinError `bad-text` for a word that is not valid UTF-8. `line`: all words of the process, each ended by a NUL. */
export function checkWords(argv: readonly string[], line: () => Uint8Array | undefined = ownLine): void {
  const suspects = argv.map(word => word.includes(REPLACEMENT))
  if (!suspects.includes(true)) return
  const words = wordsIn(line() ?? new Uint8Array(0)).slice(-argv.length)
  // fewer than we have: some other process's line, or none
  if (words.length < argv.length) return
  const wrong = suspects.findIndex((isSuspect, index) => isSuspect && strictTextOf(words[index]!) === undefined)
  if (wrong < 0) return
  const message = `word ${wrong + 1} of the command is not valid UTF-8: convert it first, for example with iconv`
  throw new TocsinError('bad-text', message)
}

function ownLine(): Uint8Array | undefined {
  try {
    return readFileSync('/proc/self/cmdline')
  } catch {
    // no such file: this is not Linux
    return undefined
  }
}

function wordsIn(line: Uint8Array): readonly Uint8Array[] {
  const words: Uint8Array[] = []
  for (let start = 0, end = line.indexOf(0); end >= 0; start = end + 1, end = line.indexOf(0, start)) {
    words.push(line.subarray(start, end))
  }
  return words
}
