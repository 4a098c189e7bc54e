/**
 * X3DH (signal.org, revision 1): a first secret with a member that need not be online, from the prekeys it published.
 * Serves docs/protocol.md, "X3DH". The X25519 identity of a member is its link key; the Ed25519 identity key signs the
 * prekeys. Never rests on two long-lived keys alone: without the prekey's secret, a thief of ours poses as nobody to us.
 */
import { joinBytes, label } from '../../base/bytes.js'
import type { Suite } from '../suite.js'
import type { Agreed } from './double-ratchet.js'

/** One of the two, by its public keys, 32 bytes each. */
export interface Party {
  readonly identityKey: Uint8Array
  readonly linkKey: Uint8Array
}

/** What a member publishes about itself, for others to begin with. */
export interface Prekeys {
  readonly signed: Uint8Array
  readonly oneTime: readonly Uint8Array[]
}

/** Whom the two sides are, and all public keys of the agreement. */
export interface Terms {
  readonly group: Uint8Array
  readonly initiator: Party
  readonly responder: Party
  readonly ephemeral: Uint8Array
  readonly signed: Uint8Array
  readonly oneTime: Uint8Array | undefined
}

const PREKEYS = label('tocsin prekeys 1')
const BINDING = label('tocsin x3dh 1')
const KEYS = label('tocsin x3dh keys 1')
/** X3DH's F: no Diffie-Hellman output begins so. */
const F = new Uint8Array(32).fill(0xff)
const NO_SALT = new Uint8Array(32)

export function signPrekeys(suite: Suite, seed: Uint8Array, group: Uint8Array, keys: Prekeys): Uint8Array {
  return suite.sign(seed, signedPart(group, keys))
}

export function prekeysAreSigned(
  suite: Suite,
  identityKey: Uint8Array,
  group: Uint8Array,
  keys: Prekeys,
  signature: Uint8Array,
): boolean {
  return suite.verify(identityKey, signedPart(group, keys), signature)
}

function signedPart(group: Uint8Array, { signed, oneTime }: Prekeys): Uint8Array {
  return joinBytes(PREKEYS, group, signed, ...oneTime)
}

/** The initiator's side; undefined when a key of the other is of small order. */
export function agreeAsInitiator(
  suite: Suite,
  terms: Terms,
  linkSecret: Uint8Array,
  ephemeralSecret: Uint8Array,
): Agreed | undefined {
  const { responder, signed, oneTime } = terms
  return derived(suite, terms, [
    suite.x25519(linkSecret, signed),
    suite.x25519(ephemeralSecret, responder.linkKey),
    suite.x25519(ephemeralSecret, signed),
    ...(oneTime === undefined ? [] : [suite.x25519(ephemeralSecret, oneTime)]),
  ])
}

/** The responder's side, with the secrets of the prekeys that the initiator chose. */
export function agreeAsResponder(
  suite: Suite,
  terms: Terms,
  linkSecret: Uint8Array,
  signedSecret: Uint8Array,
  oneTimeSecret: Uint8Array | undefined,
): Agreed | undefined {
  const { initiator, ephemeral } = terms
  return derived(suite, terms, [
    suite.x25519(signedSecret, initiator.linkKey),
    suite.x25519(linkSecret, ephemeral),
    suite.x25519(signedSecret, ephemeral),
    ...(oneTimeSecret === undefined ? [] : [suite.x25519(oneTimeSecret, ephemeral)]),
  ])
}

/** The names of both and every key are in the secret, not only beside it: whoever copies another's keys shares none. */
function derived(suite: Suite, terms: Terms, shared: readonly (Uint8Array | undefined)[]): Agreed | undefined {
  const known = shared.filter(secret => secret !== undefined)
  if (known.length !== shared.length) return undefined
  const { group, initiator, responder, ephemeral, signed, oneTime } = terms
  const binding = suite.sha256(
    BINDING,
    group,
    initiator.identityKey,
    initiator.linkKey,
    responder.identityKey,
    responder.linkKey,
    ephemeral,
    signed,
    ...(oneTime === undefined ? [] : [oneTime]),
  )
  const secret = joinBytes(F, ...known)
  const keys = suite.hkdf(secret, NO_SALT, joinBytes(KEYS, binding), 64)
  for (const spent of [secret, ...known]) spent.fill(0)
  return { binding, root: keys.slice(0, 32), tagKey: keys.slice(32) }
}
