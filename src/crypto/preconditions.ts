/**
 * What every suite asks of its caller, so that both refuse the same calls in the same way. These are our own mistakes
 * and stop the program with `bug`; nothing that a peer sent may be checked here.
 */
import { TocsinError } from '../base/errors.js'

/** RFC 5869 §2.3: 255 blocks of 32 bytes. */
const MAX_HKDF_BYTES = 255 * 32
/** node:crypto takes no longer info; ours are labels with a few hashes. */
const MAX_HKDF_INFO_BYTES = 1024

export function requireSecret(secret: Uint8Array): void {
  requireLength('a secret', secret, 32)
}

export function requireNonce(nonce: Uint8Array): void {
  requireLength('a nonce', nonce, 12)
}

export function requireHkdfBounds(info: Uint8Array, length: number): void {
  if (!Number.isInteger(length) || length < 1 || length > MAX_HKDF_BYTES) {
    throw new TocsinError('bug', `HKDF gives 1 to ${MAX_HKDF_BYTES} bytes, not ${length}`)
  }
  if (info.length > MAX_HKDF_INFO_BYTES) {
    throw new TocsinError(
      'bug',
      `HKDF info has at most ${MAX_HKDF_INFO_BYTES} bytes, not ${info.length}: hash it first`,
    )
  }
}

function requireLength(what: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new TocsinError('bug', `${what} has ${length} bytes, not ${bytes.length}`)
}
