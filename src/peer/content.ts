/**
 * Kinds of content entries, and what the plaintext of each says. Serves docs/protocol.md, "Content". What an entry says
 * in private is for reading.ts, which has the key.
 */
import { bytesEqual, joinBytes, label } from '../base/bytes.js'
import type { MemberId } from '../base/ids.js'
import { MAX_CUSTOM_TYPE_BYTES } from '../base/limits.js'
import { textOf } from '../base/utf8.js'

export const ContentKind = { text: 1, action: 2, private: 3, custom: 4, privateOnce: 5 } as const

/** Kinds that people read. */
export type MessageKind = 'text' | 'action'

/** What an entry says to this member. */
export type Content =
  | {
      readonly type: 'message'
      readonly kind: MessageKind
      readonly text: string
      /** Whom it is for alone; undefined when it is for all. */
      readonly to: MemberId | undefined
      /** It is for this member, or of it, and its key is gone: there is no text, and of one's own nobody knows for whom it was. */
      readonly unreadable?: true | undefined
    }
  | { readonly type: 'custom'; readonly customType: string; readonly data: Uint8Array }

/** The kind's name; undefined for what is no text. */
export function messageKind(kind: number): MessageKind | undefined {
  return kind === ContentKind.text ? 'text' : kind === ContentKind.action ? 'action' : undefined
}

/** The text of a plaintext; bytes that are no UTF-8 show as replacement characters. */
export function textIn(plaintext: Uint8Array): string {
  return textOf(plaintext)
}

/** Some text, within MAX_CUSTOM_TYPE_BYTES of sound UTF-8. */
export function isCustomType(type: string): boolean {
  return type.length > 0 && type.isWellFormed() && label(type).length <= MAX_CUSTOM_TYPE_BYTES
}

/** length of type u8 ‖ type ‖ data. */
export function encodeCustom(type: string, data: Uint8Array): Uint8Array {
  const name = label(type)
  return joinBytes(Uint8Array.of(name.length), name, data)
}

/** A copy of the data; undefined when the type is none. */
export function decodeCustom(plaintext: Uint8Array): (Content & { type: 'custom' }) | undefined {
  const start = 1 + (plaintext[0] ?? 0)
  if (start > plaintext.length) return undefined
  const name = plaintext.subarray(1, start)
  const customType = textOf(name)
  // broken UTF-8 is read as something else
  if (!isCustomType(customType) || !bytesEqual(label(customType), name)) return undefined
  return { type: 'custom', customType, data: plaintext.slice(start) }
}
