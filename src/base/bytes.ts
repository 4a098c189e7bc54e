/** Byte strings: comparing and joining, in one place so that nobody writes a loop of their own. */
import { concat } from 'uint8arrays/concat'
import { equals } from 'uint8arrays/equals'

export const bytesEqual: (left: Uint8Array, right: Uint8Array) => boolean = equals

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return concat([...parts])
}

const encoder = new TextEncoder()

/** UTF-8 of a label that separates one use of a key or hash from another. */
export function label(text: string): Uint8Array {
  return encoder.encode(text)
}
