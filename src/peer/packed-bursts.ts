/**
 * Many bursts as one run of bytes: what a returner is given costs a byte a burst besides its entries. Serves
 * docs/protocol.md, "Ranges". Cuts and judges nothing: what comes out is checked like any burst.
 */
import { MAX_BURST_ENTRIES } from '../base/limits.js'
import type { Burst } from '../crypto/burst.js'
import { lengthsAt } from '../crypto/entry.js'
import type { LogEntry, Burst as WireBurst } from '../wire/generated/link.js'

const SIGNATURE_BYTES = 64
/** As many rows as one read gives, each a burst of its own. */
const MAX_BURSTS = 4096

/** For each: count of entries, header and body of each, signature. */
export function packBursts(bursts: readonly Burst[]): Uint8Array {
  const parts = bursts.flatMap(({ entries, signature }) => [
    Uint8Array.of(entries.length),
    ...entries.flatMap(({ header, body }) => [header, body]),
    signature,
  ])
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    packed.set(part, at)
    at += part.length
  }
  return packed
}

/** The bursts; undefined when the bytes are not cut so. They share the memory of `packed`. */
export function unpackBursts(packed: Uint8Array): WireBurst[] | undefined {
  const bursts: WireBurst[] = []
  let at = 0
  while (at < packed.length) {
    const count = packed[at]!
    at += 1
    if (count < 1 || count > MAX_BURST_ENTRIES || bursts.length >= MAX_BURSTS) return undefined
    const entries: LogEntry[] = []
    for (let left = count; left > 0; left -= 1) {
      const lengths = lengthsAt(packed, at)
      if (lengths === undefined || at + lengths.header + lengths.body > packed.length) return undefined
      const bodyAt = at + lengths.header
      entries.push({ header: packed.subarray(at, bodyAt), body: packed.subarray(bodyAt, bodyAt + lengths.body) })
      at = bodyAt + lengths.body
    }
    if (at + SIGNATURE_BYTES > packed.length) return undefined
    bursts.push({ entries, signature: packed.subarray(at, at + SIGNATURE_BYTES) })
    at += SIGNATURE_BYTES
  }
  return bursts
}
