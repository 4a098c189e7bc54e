/**
 * Padmé (Nikitin et al., PETS 2019): what is sealed gets one of few lengths, at most 12 % more, which tells log log of
 * its size and no more. Serves docs/protocol.md, "Padding". The end is marked, so that no length has to be sent. Padding
 * is looked at only after its seal was: whoever altered it learns nothing.
 */
import { MAX_BODY_BYTES } from './entry.js'

const MARK = 0x80
/** The largest body and its mark: what would be padded beyond stays at that, so that no frame is over its bound. */
export const MAX_PADDED_BYTES = MAX_BODY_BYTES + 1

/** body ‖ 80 ‖ zeros, up to a length that many bodies share. */
export function pad(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(paddedLength(body.length))
  bytes.set(body)
  bytes[body.length] = MARK
  return bytes
}

/** The body; undefined when the bytes were never padded. */
export function unpad(bytes: Uint8Array): Uint8Array | undefined {
  const end = bytes.findLastIndex(byte => byte !== 0)
  return bytes[end] === MARK ? bytes.subarray(0, end) : undefined
}

export function paddedLength(bodyLength: number): number {
  const length = bodyLength + 1
  return Math.max(length, Math.min(padme(length), MAX_PADDED_BYTES))
}

/** Of a length of E + 1 bits all below the first few, as many as E has bits, become zero, upwards. */
function padme(length: number): number {
  if (length < 2) return length
  const exponent = 31 - Math.clz32(length)
  const kept = 32 - Math.clz32(exponent)
  const mask = 2 ** (exponent - kept) - 1
  return (length + mask) & ~mask
}
