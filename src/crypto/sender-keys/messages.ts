/**
 * What sender keys publish, as bytes: a hello, a step of one's ratchet, a question. Serves docs/protocol.md, "Sender
 * keys". Fixed layouts, for the control log keeps them for ever. Decoding believes nothing: what is not exactly of the
 * layout, and within its bounds, is undefined.
 */
import { joinBytes } from '../../base/bytes.js'
import { TocsinError } from '../../base/errors.js'
import { hexOf, type MemberId, publicKeyOf } from '../../base/ids.js'
import { MAX_MEMBERS } from '../../base/limits.js'
import { FIRST_SCHEME_KIND, SLOT_OVERHEAD } from '../pairwise/channels.js'
import { FieldReader, u8, u16 } from '../pairwise/fields.js'
import { MAX_KEY_MESSAGE } from '../schemes/group-cipher.js'

/** First byte of a key message; what is below `FIRST_SCHEME_KIND` belongs to the channels. */
const HELLO = FIRST_SCHEME_KIND + 16
const STEP = FIRST_SCHEME_KIND + 17
const ASK = FIRST_SCHEME_KIND + 18

export const KEY_BYTES = 32
/** Names of seeds, chains, keys and members: half of what makes a collision, as nobody gains by one of their own. */
export const NAME_BYTES = 8
/** A secret of 32 bytes in a channel's slot. */
export const SLOT_BYTES = KEY_BYTES + SLOT_OVERHEAD
/** Messages under one chain: what a receiver passes over at most, two HMACs each. */
export const MAX_CHAIN_MESSAGES = 1000

/** Of one who begins: its ratchet is new, it knows nobody's, and it can be sealed to with this key. */
export interface Hello {
  readonly type: 'hello'
  readonly key: Uint8Array
}

/** A member's ratchet moves on, and its chain ends; all that follows is sealed under the next one. */
export interface RatchetStep {
  readonly type: 'step'
  /** What others seal to from now on. */
  readonly key: Uint8Array
  /** Messages under the chain that ends. */
  readonly sent: number
  /** Names of the seeds that it takes in, one of each author. */
  readonly acks: readonly string[]
  /** Hash of the seed that it brings; undefined when it brings none. */
  readonly commit: Uint8Array | undefined
  /** What the slots' pads are made with; undefined without slots. */
  readonly ephemeral: Uint8Array | undefined
  /** Whose keys the seed is sealed to, and the slots in the same order. */
  readonly seedTags: readonly string[]
  readonly seedSlots: Uint8Array
  /** Whom the ratchet itself is told, and the slots in the same order. */
  readonly jointTags: readonly string[]
  readonly jointSlots: Uint8Array
  /** Of the chain that begins, in hex; it proves that the reader's ratchet is the author's. */
  readonly chainName: string
  /** The bytes before the tables, which the slots hang on, and all before the name, which the chain hangs on. */
  readonly head: Uint8Array
  readonly transcript: Uint8Array
}

/** Of one who has lost these members' ratchets: tell me, with your next step. And so does whoever takes in one of these seeds. */
export interface Ask {
  readonly type: 'ask'
  readonly key: Uint8Array
  readonly members: readonly string[]
  readonly seeds: readonly string[]
}

export type SenderKeyMessage = Hello | RatchetStep | Ask

/** A member's identity key. Throws `bug`: whoever is in a member list has one. */
export function identityOf(member: MemberId): Uint8Array {
  const key = publicKeyOf(member)
  if (key === undefined) throw new TocsinError('bug', 'a member without a key')
  return key
}

/** A member in a list: the beginning of its key. */
export function shortName(member: MemberId): Uint8Array {
  return identityOf(member).subarray(0, NAME_BYTES)
}

export function hexName(member: MemberId): string {
  return hexOf(shortName(member))
}

export function encodeHello(key: Uint8Array): Uint8Array {
  return joinBytes(u8(HELLO), key)
}

export function encodeAsk(key: Uint8Array, members: readonly Uint8Array[], seeds: readonly Uint8Array[]): Uint8Array {
  return joinBytes(u8(ASK), key, u16(members.length), u16(seeds.length), ...members, ...seeds)
}

export interface StepHead {
  readonly key: Uint8Array
  readonly sent: number
  readonly acks: readonly Uint8Array[]
  readonly commit: Uint8Array | undefined
  readonly ephemeral: Uint8Array
  readonly seedTags: readonly Uint8Array[]
  readonly jointTags: readonly Uint8Array[]
}

/** The tables of slots and the chain's name follow it. */
export function encodeStepHead(head: StepHead): Uint8Array {
  const counts = [head.sent, head.acks.length, head.seedTags.length, head.jointTags.length].map(u16)
  const commit = head.commit === undefined ? [u8(0)] : [u8(1), head.commit]
  const tags = [...head.seedTags, ...head.jointTags]
  const ephemeral = tags.length === 0 ? [] : [head.ephemeral]
  return joinBytes(u8(STEP), head.key, ...counts, ...commit, ...head.acks, ...ephemeral, ...tags)
}

export function decodeMessage(payload: Uint8Array): SenderKeyMessage | undefined {
  if (payload.length > MAX_KEY_MESSAGE) return undefined
  const reader = new FieldReader(payload)
  const kind = reader.u8()
  const key = reader.take(KEY_BYTES)
  if (kind === HELLO) return reader.done ? { type: 'hello', key } : undefined
  if (kind === ASK) return decodeAsk(reader, key)
  return kind === STEP ? decodeStep(payload, reader, key) : undefined
}

function decodeAsk(reader: FieldReader, key: Uint8Array): Ask | undefined {
  const [memberCount, seedCount] = [reader.wideCount(MAX_MEMBERS), reader.wideCount(MAX_MEMBERS)]
  const [members, seeds] = [names(reader, memberCount), names(reader, seedCount)]
  if (!reader.done || members === undefined || seeds === undefined || memberCount === 0) return undefined
  return { type: 'ask', key, members, seeds }
}

function decodeStep(payload: Uint8Array, reader: FieldReader, key: Uint8Array): RatchetStep | undefined {
  const number = (): number => reader.wideCount(0xffff)
  const [sent, ackCount, seedCount, jointCount] = [number(), number(), number(), number()]
  const flag = reader.u8()
  const slots = seedCount + jointCount
  const headBytes =
    1 + KEY_BYTES + 8 + 1 + flag * KEY_BYTES + NAME_BYTES * (ackCount + slots) + (slots > 0 ? KEY_BYTES : 0)
  // the lengths are settled before anything is read that a count stands for
  if (flag > 1 || payload.length !== headBytes + SLOT_BYTES * slots + NAME_BYTES) return undefined
  if (sent > MAX_CHAIN_MESSAGES || (flag === 0 && seedCount > 0)) return undefined
  const commit = flag === 1 ? reader.take(KEY_BYTES) : undefined
  const acks = names(reader, ackCount)
  const ephemeral = slots > 0 ? reader.take(KEY_BYTES) : undefined
  const [seedTags, jointTags] = [names(reader, seedCount), names(reader, jointCount)]
  const [seedSlots, jointSlots] = [reader.take(SLOT_BYTES * seedCount), reader.take(SLOT_BYTES * jointCount)]
  const chainName = hexOf(reader.take(NAME_BYTES))
  if (!reader.done || acks === undefined || seedTags === undefined || jointTags === undefined) return undefined
  const tables = { seedTags, seedSlots, jointTags, jointSlots }
  const whole = { head: payload.subarray(0, headBytes), transcript: payload.subarray(0, payload.length - NAME_BYTES) }
  return { type: 'step', key, sent, acks, commit, ephemeral, ...tables, chainName, ...whole }
}

/** In hex, as map keys; undefined when one comes twice, which only a liar writes. */
function names(reader: FieldReader, count: number): string[] | undefined {
  const all = reader.list(count, () => hexOf(reader.take(NAME_BYTES)))
  return new Set(all).size === all.length ? all : undefined
}
