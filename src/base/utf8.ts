/**
 * Text to bytes and back, to the byte: the one place that decodes UTF-8. A decoder of the platform drops a byte order mark
 * at the beginning, and an encoder writes another letter for half a surrogate pair; either way a reader gets what nobody
 * gave. Pure.
 */
const encoder = new TextEncoder()
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Undefined for a text with half a surrogate pair, which has no bytes. */
export function utf8Of(text: string): Uint8Array | undefined {
  return text.isWellFormed() ? encoder.encode(text) : undefined
}

/** What others sent; bytes that are no UTF-8 become replacement characters. */
export function textOf(bytes: Uint8Array): string {
  return lenient.decode(bytes)
}

/** Undefined for bytes that are no UTF-8. */
export function strictTextOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
