/**
 * Text of others made safe for a terminal. It strips what could move the cursor, colour, retitle, paste or turn the
 * direction of text, and never anything a person can read. Pure.
 */

/** ESC-led sequences whole, so that their letters do not stay behind: CSI, OSC and the other strings, two-byte ones. */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/gu

/**
 * C0, DEL and C1 but for tab and line feed; bidi marks, embeddings, overrides and isolates; line separators; lone surrogates;
 * tag characters, which are read by nobody and may hold a whole text. Those of a flag that Unicode lists come first, to be
 * kept: the three of Great Britain. Joiners, variation selectors and keycaps are not touched at all.
 */
const STEERING = new RegExp(
  '(\\p{RGI_Emoji_Tag_Sequence})|' +
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufff9-\\ufffb]|' +
    '\\p{Cs}|[\\u{e0000}-\\u{e007f}]',
  'gv',
)

/** Keeps tabs and line feeds. */
export function safeText(text: string): string {
  return text.replace(SEQUENCES, '').replace(STEERING, (_all: string, flag: string | undefined) => flag ?? '')
}

/** For what must stay on one line: names, topics, errors. */
export function safeLine(text: string): string {
  return safeText(text.replace(/\r\n|[\r\n\t]/gu, ' '))
}
