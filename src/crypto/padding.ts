/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019): what is
 * sealed gets one of few lengths, at most 12 % more, which tells log log of its size and no more. Serves docs/protocol.md,
 * "Padding", "Link" and "Private messages". The end is marked, so that no length has to be sent. Padding is looked at only
 * after its seal was: whoever altered it learns nothing.
 */
import { MAX_BODY_BYTES } from './entry.js'

const MARK = 0x80
/** The largest body and its mark: what would be padded beyond stays at that, so that no frame is over its bound. */
export const MAX_PADDED_BYTES = MAX_BODY_BYTES + 1

/** A body that a scheme seals, up to a length that many bodies share. */
export function paddedBody(body: Uint8Array): Uint8Array {
  return padded(MAX_PADDED_BYTES, body)
}

/** What stands in these parts ‖ 80 ‖ zeros, up to a length that many share, and never beyond `maxBytes`. */
export function padded(maxBytes: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const end = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(paddedLength(end, maxBytes))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  bytes[end] = MARK
  return bytes
}

/** What was padded, as a view; undefined when it never was. */
export function unpadded(bytes: Uint8Array): Uint8Array | undefined {
  let end = bytes.length - 1
  // each record and body passes here: a call for each zero would cost more than the rest
  while (end >= 0 && bytes[end] === 0) end -= 1
  return bytes[end] === MARK ? bytes.subarray(0, end) : undefined
}

/** Of what is `length` bytes long, once it is marked and padded; what does not fit into `maxBytes` is only marked. */
export function paddedLength(length: number, maxBytes: number): number {
  return Math.max(length + 1, Math.min(padme(length + 1), maxBytes))
}

/** Of a length of E + 1 bits, below 2^31, all below the first few, as many as E has bits, become zero, upwards. */
export function padme(length: number): number {
  if (length < 2) return length
  const exponent = 31 - Math.clz32(length)
  const kept = 32 - Math.clz32(exponent)
  const mask = 2 ** (exponent - kept) - 1
  return (length + mask) & ~mask
}
