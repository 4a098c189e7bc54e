/**
 * What each of the four schemes claims, and where it claims less than another; test/property/schemes.test.ts holds all to it.
 * Serves docs/encryption.md. A property that a scheme lacks is here as a weakness, and is shown like any other.
 */
import { hexOf, type MemberId } from '#src/base/ids.js'
import type { MlsEngine } from '#src/crypto/mls/engine.js'
import { EPOCH_MESSAGES, MAX_OVERTAKEN } from '#src/crypto/mls/engine.js'
import { LEFT_MS, type MlsGroup, RENEW_MS } from '#src/crypto/mls/state.js'
import type { Channels } from '#src/crypto/pairwise/channels.js'
import type { Session } from '#src/crypto/pairwise/double-ratchet.js'
import { MAX_SESSIONS } from '#src/crypto/pairwise/peer.js'
import { MAX_SKIPPED_KEYS } from '#src/crypto/pairwise/skipped.js'
import type { GroupCipher } from '#src/crypto/schemes/group-cipher.js'
import { mls } from '#src/crypto/schemes/mls.js'
import type { SchemeName } from '#src/crypto/schemes/names.js'
import { pairwise } from '#src/crypto/schemes/pairwise.js'
import { type PerPeer, perPeer } from '#src/crypto/schemes/per-peer.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { SEED_AFTER_MS, TAKE_IN_MS } from '#src/crypto/sender-keys/due.js'
import { MAX_CHAIN_MESSAGES } from '#src/crypto/sender-keys/messages.js'
import { MAX_PASSED_OVER, type SenderKeys, STRANGER } from '#src/crypto/sender-keys/state.js'
import { mlsEngine } from '#src/mls-engine.js'
import { type Circle, sayAll } from './circle.ts'
import { remembering } from './sender-keys-thief.ts'

export interface Claim<State> {
  readonly name: SchemeName
  readonly cipher: GroupCipher<State>
  /** False: the links alone keep a body from anybody, and whoever is handed one reads it. */
  readonly seals: boolean
  /** For so long after the keys changed a thief still finds a way back to what was opened under them. */
  readonly closesAfterMs: number
  /** A few messages of everybody shut a thief out. Else it takes what `heal` does. */
  readonly healsByTalk: boolean
  /** All that it takes until a thief of anyone's state reads nobody any more. */
  heal(circle: Circle<State>): void
  /** How many of the messages that one author's later ones overtook can still be opened. */
  readonly overtaken: number
  /** After so many of its messages a sender begins something that nobody has missed. */
  readonly longest: number
  /** What a client with no reason to forget makes of a state that it stole, and of each that comes after. */
  stolen(state: State, self: MemberId): State
  /** The same with every chain counted from its beginning: whoever steals a key need not believe the number beside it. */
  rewound(state: State): State
  remembers(before: State, after: State): State
  /** The same with a look at what is sealed by other means than the suite; `sealing` must not be told one thing twice. */
  watched(sealing: (used: string) => void): GroupCipher<State>
}

const perPeerClaim: Claim<PerPeer> = {
  name: 'per-peer',
  cipher: perPeer,
  seals: false,
  closesAfterMs: 0,
  healsByTalk: false,
  heal: () => {},
  overtaken: Number.POSITIVE_INFINITY,
  longest: 1000,
  stolen: state => state,
  rewound: state => state,
  remembers: (_before, after) => after,
  watched: () => perPeer,
}

const pairwiseClaim: Claim<Channels> = {
  name: 'pairwise',
  cipher: pairwise,
  seals: true,
  closesAfterMs: 0,
  healsByTalk: true,
  heal(circle) {
    for (let round = 0; round < 3; round += 1) sayAll(circle)
  },
  overtaken: MAX_SESSIONS * MAX_SKIPPED_KEYS,
  longest: 1000,
  stolen: state => state,
  rewound(state) {
    const back = ({ receiving, ...session }: Session): Session => ({
      ...session,
      receiving: receiving && { ...receiving, n: 0 },
    })
    const peers = [...state.peers].map(
      ([member, peer]) => [member, { ...peer, sessions: peer.sessions.map(back) }] as const,
    )
    return { ...state, peers: new Map(peers) }
  },
  // a session that was replaced or dropped stays, before those that came later
  remembers(before, after) {
    const peers = new Map(after.peers)
    for (const [member, was] of before.peers) if (!peers.has(member)) peers.set(member, was)
    return { ...after, peers }
  },
  watched: () => pairwise,
}

const senderKeysClaim: Claim<SenderKeys> = {
  name: 'sender-keys',
  cipher: senderKeys,
  seals: true,
  closesAfterMs: 0,
  healsByTalk: false,
  // the thief reads the first seed of each, as it is sealed to a stolen key, and not the one after
  heal(circle) {
    for (let seeds = 0; seeds < 3; seeds += 1) {
      circle.run(SEED_AFTER_MS)
      sayAll(circle)
      circle.run(TAKE_IN_MS)
      sayAll(circle)
    }
  },
  overtaken: MAX_PASSED_OVER,
  longest: MAX_CHAIN_MESSAGES,
  // its own ratchet is one that it can follow, like those of others
  stolen(state, self) {
    const { own, sending, seeds, peers } = state
    const receiving = { ...STRANGER.receiving, chain: sending.chain }
    const itself = { ...STRANGER, keys: own.keys, ratchet: own.ratchet, receiving, secrets: seeds }
    return { ...state, peers: new Map(peers).set(self, itself) }
  },
  rewound(state) {
    const peers = [...state.peers].map(([member, peer]) => {
      const { receiving } = peer
      const chain = receiving.chain && { ...receiving.chain, next: 0 }
      return [member, { ...peer, receiving: { ...receiving, chain } }] as const
    })
    return { ...state, peers: new Map(peers) }
  },
  remembers: remembering,
  watched: () => senderKeys,
}

const engine = mlsEngine()

const mlsClaim: Claim<MlsGroup> = {
  name: 'mls',
  cipher: mls(engine),
  seals: true,
  closesAfterMs: LEFT_MS,
  healsByTalk: false,
  heal(circle) {
    circle.run(RENEW_MS)
    sayAll(circle)
    circle.run(60_000)
  },
  overtaken: MAX_OVERTAKEN,
  longest: EPOCH_MESSAGES,
  stolen: state => state,
  rewound(state) {
    const held = [...state.held].map(([name, epoch]) => {
      const ratchets = epoch.ratchets.map(
        ratchet => ratchet && Uint8Array.from([...ratchet.subarray(0, 32), 0, 0, 0, 0, ...ratchet.subarray(36)]),
      )
      return [name, { ...epoch, ratchets }] as const
    })
    return { ...state, held: new Map(held) }
  },
  remembers: (before, after) => ({ ...after, held: new Map([...before.held, ...after.held]) }),
  // its keys are the worker's; each is made of a place in a ratchet and an entry's id
  watched(sealing) {
    const seal: MlsEngine['seal'] = (epoch, ratchet, entryId, body) => {
      sealing(`${hexOf(ratchet)} ${hexOf(entryId)}`)
      return engine.seal(epoch, ratchet, entryId, body)
    }
    return mls({ ...engine, seal })
  },
}

/** Says it of each, with the type of its state. */
export function eachScheme(say: <State>(claim: Claim<State>) => void): void {
  say(perPeerClaim)
  say(pairwiseClaim)
  say(senderKeysClaim)
  say(mlsClaim)
}
