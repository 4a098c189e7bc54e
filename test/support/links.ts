/** Alice and bob with a link between them, without a network. Every secret comes from a seed. */
import { SeededRandom } from '#src/base/random.js'
import { type Ends, Initiator, Responder } from '#src/crypto/handshake.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import type { Ratchet } from '#src/crypto/ratchet.js'
import type { Suite } from '#src/crypto/suite.js'

const suite = nobleSuite()
export const group = new Uint8Array(32).fill(0x6e)

export interface Person {
  readonly member: Uint8Array
  readonly staticSecret: Uint8Array
  readonly staticKey: Uint8Array
}

export function person(seed: number): Person {
  const staticSecret = new SeededRandom(seed).bytes(32)
  return { member: new Uint8Array(32).fill(seed), staticSecret, staticKey: suite.x25519PublicKey(staticSecret) }
}

export const alice = person(1)
export const bob = person(2)

/** The ends as `own` sees them when it talks to `peer`. */
export function ends(own: Person, peer: Person, change: Partial<Ends> = {}): Ends {
  return {
    group,
    ownMember: own.member,
    ownStaticSecret: own.staticSecret,
    peerMember: peer.member,
    peerStaticKey: peer.staticKey,
    ...change,
  }
}

export interface Pair {
  readonly a: Ratchet
  readonly b: Ratchet
}

/** A finished handshake at time 0; the same for the same seeds. */
export function linked(suiteA: Suite = suite, seed = 10): Pair {
  const randomA = new SeededRandom(seed)
  const randomB = new SeededRandom(seed + 1)
  const initiator = new Initiator(suiteA, randomA, ends(alice, bob))
  const responder = new Responder(suite, randomB, ends(bob, alice))
  const reply = responder.receiveHello(initiator.hello)
  if (reply.type === 'failed') throw new Error(reply.fault)
  const atA = initiator.receive(reply.reply, 0)
  if (atA.type === 'failed') throw new Error(atA.fault)
  const atB = responder.receiveConfirm(atA.confirm, 0)
  if (atB.type === 'failed') throw new Error(atB.fault)
  return { a: atA.link, b: atB.link }
}
