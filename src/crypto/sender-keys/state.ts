/**
 * What one member knows of everybody's ratchet, its own among them. Serves docs/protocol.md, "Sender keys". Data only,
 * never changed: a step makes another one (draft.ts).
 */
import type { MemberId } from '../../base/ids.js'
import type { Channels } from '../pairwise/channels.js'
import type { Chain } from './key-schedule.js'

/** A key that a member can be sealed to, and how a step names it. */
export interface PublicKey {
  readonly key: Uint8Array
  /** 8 bytes in hex. */
  readonly tag: string
}

export interface OwnKey extends PublicKey {
  readonly secret: Uint8Array
}

export interface Own {
  readonly ratchet: Uint8Array
  /** Oldest first; the last is the one we published last. */
  readonly keys: readonly OwnKey[]
  /** When we last brought a seed, or began. */
  readonly seededMs: number
  /** Steps taken. */
  readonly epoch: number
  readonly steppedMs: number | undefined
}

/** What changes with every message of our own. */
export interface Sending {
  /** Undefined before the first step. */
  readonly chain: Chain | undefined
  /** Messages since our last seed. */
  readonly sinceSeed: number
}

/** A seed of another member that our ratchet has not taken in yet. */
export interface HeardSeed {
  readonly author: MemberId
  /** What it has for our ratchet. */
  readonly secret: Uint8Array
  readonly heardMs: number
  /** Rises with each that we hear. */
  readonly order: number
  /** Whom else it is sealed to. */
  readonly recipients: ReadonlySet<MemberId>
  /** Those of them who say that it did not open. */
  readonly lacking: ReadonlySet<MemberId>
  /** Some keys that it is sealed to are nobody's we know: anyone who left may hold them. */
  readonly unsure: boolean
}

/** What a seed has for another member's ratchet, until that has taken it in. */
export interface MemberSecret {
  readonly author: MemberId
  readonly secret: Uint8Array
}

/** What another member's messages are opened with. */
export interface Receiving {
  readonly chain: Chain | undefined
  /** Keys that were passed over, by `chain/number`; oldest first. */
  readonly skipped: ReadonlyMap<string, Uint8Array>
  /** When the last of them was. */
  readonly skippedMs: number | undefined
}

export interface Peer {
  /** In the member list. One that is not is remembered while it may know our ratchet, and for a while, as a removal may turn out void. */
  readonly present: boolean
  readonly goneMs: number | undefined
  /** What it can be sealed to, oldest first; none before its hello. */
  readonly keys: readonly PublicKey[]
  /** It may know our ratchet; only a seed that is not sealed to it ends that. */
  readonly knows: boolean
  /** It has all it takes to know our ratchet. */
  readonly follows: boolean
  /** From when on it is to be told our ratchet with our next step, as it said that it has lost it. */
  readonly owedMs: number | undefined
  readonly toldMs: number | undefined
  /** Its ratchet, while we follow it. */
  readonly ratchet: Uint8Array | undefined
  /** Names of chains that ended, newest last. */
  readonly ended: readonly string[]
  readonly receiving: Receiving
  /** By the seeds' names, in the order in which we heard them. */
  readonly secrets: ReadonlyMap<string, MemberSecret>
  /** Names of its seeds that did not open here, newest last. */
  readonly missed: readonly string[]
  /** When we ask it for its ratchet, unless we follow it by then; and when we last did. */
  readonly askMs: number | undefined
  readonly askedMs: number | undefined
}

/** A removal that no seed is known for yet which leaves the removed out. */
export interface Removal {
  readonly sinceMs: number
  /** When it is our turn to bring that seed. */
  readonly dueMs: number
  /** When a message of ours does not wait for somebody else's any longer; undefined once that has passed. */
  readonly retryMs: number | undefined
}

export interface SenderKeys {
  readonly channels: Channels
  readonly own: Own
  readonly sending: Sending
  /** By their names, in the order in which we heard them. */
  readonly seeds: ReadonlyMap<string, HeardSeed>
  readonly peers: ReadonlyMap<MemberId, Peer>
  readonly removals: ReadonlyMap<MemberId, Removal>
}

/**
 * A step may be sealed to a key that has been replaced while it was on its way, more than once across a partition. Others
 * remember as many tags as we keep secrets.
 */
export const MAX_STEP_KEYS = 16
/** Bodies under the chains before these are told from bodies under a chain to come. */
export const MAX_ENDED_CHAINS = 4
/** The arcs bring messages nearly in order; what is missed for longer comes by sync, in the clear of a link. */
export const MAX_PASSED_OVER = 256
/** Of seeds that one member has not taken in. Whoever has heard of many steps long before. */
export const MAX_MEMBER_SECRETS = 256
/** Seeds of one author that did not open here, until we have said so. */
export const MAX_MISSED = 4
/** Of one author, so that a liar does not drive out the others' seeds. */
export const MAX_AUTHOR_SECRETS = 16

const NOTHING: Receiving = { chain: undefined, skipped: new Map(), skippedMs: undefined }

export const STRANGER: Peer = {
  present: true,
  goneMs: undefined,
  keys: [],
  knows: false,
  follows: false,
  owedMs: undefined,
  toldMs: undefined,
  ratchet: undefined,
  ended: [],
  receiving: NOTHING,
  secrets: new Map(),
  missed: [],
  askMs: undefined,
  askedMs: undefined,
}

/** Who was given a seed. */
export type Spread = Pick<HeardSeed, 'author' | 'recipients' | 'lacking' | 'unsure'>

/** Whether `member`, or whoever keeps its secrets, may know what this seed has for our ratchet. */
export function mayKnow(seed: Spread, member: MemberId): boolean {
  return seed.unsure || seed.author === member || seed.recipients.has(member)
}

/** Whether `member` can follow a ratchet that takes this seed in. */
export function canKnow(seed: Spread, member: MemberId): boolean {
  return seed.author === member || (seed.recipients.has(member) && !seed.lacking.has(member))
}

/** The newest seed of each author: what our next step takes in. Those before it are covered by it. */
export function newestSeeds(state: SenderKeys): ReadonlyMap<string, HeardSeed> {
  const newest = new Map<MemberId, string>()
  for (const [name, seed] of state.seeds) newest.set(seed.author, name)
  const names = new Set(newest.values())
  return new Map([...state.seeds].filter(([name]) => names.has(name)))
}
