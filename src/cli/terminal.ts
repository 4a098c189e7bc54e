/**
 * Text of others made safe for a terminal. It strips what could move the cursor, colour, retitle, paste or turn the
 * direction of text, and never anything a person can read. JSON output does not pass here: it escapes on its own.
 */

/** ESC-led sequences whole, so that their letters do not stay behind: CSI, OSC and the other strings, two-byte ones. */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/gu

/** C0, DEL and C1 but for tab and line feed; bidi marks, embeddings, overrides and isolates; line separators; lone surrogates. */
const STEERING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]|[\p{Cs}]|[\u{e0000}-\u{e007f}]/gu

/** Keeps tabs and line feeds. */
export function safeText(text: string): string {
  return text.replace(SEQUENCES, '').replace(STEERING, '')
}

/** For what must stay on one line: names, topics, errors. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\r\n|[\r\n\t]/gu, ' '))
}

/** A message of several lines cannot pass for several messages: what follows the first line is indented. */
export function safeMessage(text: string): string {
  return safeText(text.replace(/\r\n|\r/gu, '\n')).replace(/\n/gu, '\n    ')
}
