/** Byte strings: comparing and joining, in one place so that nobody writes a loop of their own. */
import { equals } from 'uint8arrays/equals'

export const bytesEqual: (left: Uint8Array, right: Uint8Array) => boolean = equals

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const encoder = new TextEncoder()

/** UTF-8 of a label that separates one use of a key or hash from another. */
export function label(text: string): Uint8Array {
  return encoder.encode(text)
}
