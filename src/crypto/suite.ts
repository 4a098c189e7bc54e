/**
 * The primitives, behind one interface: X25519, Ed25519, ChaCha20-Poly1305, SHA-256, HKDF, HMAC.
 *
 * Two implementations give the same bytes and the same verdicts: `noble` (portable, the oracle of the tests) and
 * node:crypto (10–40 times faster, src/net's host side injects it). Implementations switch, algorithms never.
 * Keys are made from injected random bytes, so that a seed replays a run.
 */
export interface Suite {
  readonly name: 'noble' | 'node'

  /** SHA-256 over the concatenation of `parts`: 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array
  /** HMAC-SHA-256 over the concatenation of `parts`: 32 bytes. */
  hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array
  /** HKDF-SHA-256 (RFC 5869), extract and expand. `length` ≤ 8160 bytes. */
  hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array

  /** Public key of a 32-byte X25519 secret. */
  x25519PublicKey(secret: Uint8Array): Uint8Array
  /** Shared secret, or undefined when the peer's key gives the all-zero output (a small-order point, RFC 7748 §6.1). */
  x25519(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined

  /** Public key of a 32-byte Ed25519 seed. */
  ed25519PublicKey(seed: Uint8Array): Uint8Array
  /** 64-byte signature (RFC 8032, pure). */
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array
  /**
   * Verdict on a signature; never throws. A public key is admitted once: canonical encoding, on the curve, in the
   * prime-order subgroup. Then S < L and R' = R byte for byte, so that every implementation says the same.
   */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean

  /** ChaCha20-Poly1305 (RFC 8439), 12-byte nonce: ciphertext ‖ 16-byte tag. */
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, associated?: Uint8Array): Uint8Array
  /** The plaintext, or undefined when anything was altered; never throws on input. */
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, associated?: Uint8Array): Uint8Array | undefined
}
