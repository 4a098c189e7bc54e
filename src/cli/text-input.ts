/**
 * Text that comes in bytes: stdin as one message, as a ticket, or a line at a time. It is measured before it is decoded
 * and decoded strictly, so nothing is sent that is not what was given.
 */
import { TocsinError } from '../base/errors.js'
import { MAX_TEXT_BYTES } from '../base/limits.js'
import { strictTextOf } from '../base/utf8.js'
import { type SplitLine, splitLines } from './split-lines.js'

/** A line of stdin: what it says, or why it cannot be sent. */
export type InputLine =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'bad'; readonly error: TocsinError }

/** All of it, without one line feed at its end. Throws TocsinError `text-too-large` or `bad-text`. */
export async function readText(source: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of source) {
    length += part.length
    // a carriage return and a line feed may still come off
    if (length > MAX_TEXT_BYTES + 2) throw tooLarge('the text', undefined)
    parts.push(part)
  }
  return checkedText(decodedText(withoutLineEnd(Buffer.concat(parts)), 'the text'))
}

/** Lines of stdin, each a message; empty ones say nothing and are skipped. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine> {
  let number = 0
  for await (const line of splitLines(source, MAX_TEXT_BYTES + 1)) {
    number += 1
    const input = inputLine(line, `line ${number}`)
    if (input !== undefined) yield input
  }
}

/** Throws TocsinError `text-too-large` or `bad-text` for what cannot be a message. */
export function checkedText(text: string): string {
  if (text === '') throw new TocsinError('bad-text', 'there is nothing to send: give a text, or pipe one in')
  if (!text.isWellFormed()) throw new TocsinError('bad-text', 'the text has half a surrogate pair, which is no letter')
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_TEXT_BYTES) throw tooLarge('the text', bytes)
  return text
}

function inputLine(line: SplitLine, what: string): InputLine | undefined {
  if (line.type === 'too-long') return { type: 'bad', error: tooLarge(what, line.length) }
  const bytes = withoutCarriageReturn(line.bytes)
  if (bytes.length === 0) return undefined
  if (bytes.length > MAX_TEXT_BYTES) return { type: 'bad', error: tooLarge(what, bytes.length) }
  try {
    return { type: 'text', text: decodedText(bytes, what) }
  } catch (error) {
    if (error instanceof TocsinError) return { type: 'bad', error }
    throw error
  }
}

function decodedText(bytes: Uint8Array, what: string): string {
  const text = strictTextOf(bytes)
  if (text !== undefined) return text
  throw new TocsinError('bad-text', `${what} is not valid UTF-8: convert it first, for example with iconv`)
}

function tooLarge(what: string, bytes: number | undefined): TocsinError {
  const size = bytes === undefined ? 'is too large' : `has ${bytes} bytes`
  return new TocsinError(
    'text-too-large',
    `${what} ${size}; a message holds at most ${MAX_TEXT_BYTES}: send it in parts`,
  )
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 10 ? withoutCarriageReturn(bytes.subarray(0, -1)) : bytes
}

function withoutCarriageReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes
}
