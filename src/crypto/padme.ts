/**
 * Padmé: lengths with few leading bits, so that the length of something sealed says only about how long it is.
 *
 * Serves docs/protocol.md, "Link" and "Private messages". After Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs" (2019): at most 12 % longer, and O(log log L) bits of the length are told.
 */

/** The length that `length`, 2 or more and below 2^31, is padded to. */
export function paddedLength(length: number): number {
  const exponent = Math.floor(Math.log2(length))
  const kept = Math.floor(Math.log2(exponent)) + 1
  const mask = 2 ** (exponent - kept) - 1
  return (length + mask) & ~mask
}

/** Marks the end of what was padded, so that no length has to be sent with it. */
const MARK = 0x80

/** What stands in these parts ‖ 80 ‖ zeros, up to a length that many share, and never beyond `maxBytes`. */
export function padded(maxBytes: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const end = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(Math.max(end + 1, Math.min(paddedLength(end + 1), maxBytes)))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  bytes[end] = MARK
  return bytes
}

/** What was padded, as a view; undefined when it never was. Looked at only after its seal was. */
export function unpadded(bytes: Uint8Array): Uint8Array | undefined {
  const end = bytes.findLastIndex(byte => byte !== 0)
  return bytes[end] === MARK ? bytes.subarray(0, end) : undefined
}
