/**
 * Padmé: lengths with few leading bits, so that the length of something sealed says only about how long it is.
 *
 * Serves docs/protocol.md, "Private messages". After Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs" (2019): at most 12 % longer, and O(log log L) bits of the length are told.
 */

/** The length that `length`, 2 or more and below 2^31, is padded to. */
export function paddedLength(length: number): number {
  const exponent = Math.floor(Math.log2(length))
  const kept = Math.floor(Math.log2(exponent)) + 1
  const mask = 2 ** (exponent - kept) - 1
  return (length + mask) & ~mask
}
