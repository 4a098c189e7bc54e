/**
 * What an embedder wants to say → the plaintext of an entry, or the error it gets. Serves docs/protocol.md, "Content".
 * Nothing is written here.
 */
import { TocsinError } from '../base/errors.js'
import { MAX_PRIVATE_TEXT_BYTES, MAX_TEXT_BYTES } from '../base/limits.js'
import { utf8Of } from '../base/utf8.js'
import { ContentKind, encodeCustom, type MessageKind } from '../peer/content.js'
import type { Reading, Recipient } from '../peer/reading.js'
import type { Draft } from '../peer/writing.js'

/** Throws TocsinError `bad-text` or `text-too-large`. */
export function textDraft(text: string, kind: MessageKind = 'text'): Draft {
  return { kind: ContentKind[kind], plaintext: bytesOf(text, MAX_TEXT_BYTES) }
}

/** Throws the same as `textDraft`, and `bad-entry` when nothing can be sealed to the recipient's key. */
export function privateDraft(reading: Reading, to: Recipient, text: string, kind: MessageKind = 'text'): Draft {
  const draft = { kind: ContentKind[kind], plaintext: bytesOf(text, MAX_PRIVATE_TEXT_BYTES), to }
  if (reading.sealed(to, kind, new Uint8Array(0)) !== undefined) return draft
  throw new TocsinError('bad-entry', `${to.member} joined under a key that nothing can be sealed to`)
}

/** Throws TocsinError `text-too-large`. */
export function customDraft(type: string, data: Uint8Array): Draft {
  const plaintext = encodeCustom(type, data)
  if (plaintext.length > MAX_TEXT_BYTES) throw tooLarge(plaintext.length, MAX_TEXT_BYTES)
  return { kind: ContentKind.custom, plaintext }
}

function bytesOf(text: string, most: number): Uint8Array {
  const bytes = utf8Of(text)
  if (bytes === undefined) throw new TocsinError('bad-text', 'the text has half a surrogate pair, which is no letter')
  if (bytes.length === 0) throw new TocsinError('bad-text', 'there is nothing to send')
  if (bytes.length > most) throw tooLarge(bytes.length, most)
  return bytes
}

function tooLarge(bytes: number, most: number): TocsinError {
  return new TocsinError('text-too-large', `the message has ${bytes} bytes; it may have at most ${most}`)
}
