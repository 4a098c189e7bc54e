/**
 * The link ratchet: a key of its own for every record, and fresh Diffie-Hellman secrets mixed in as it goes.
 *
 * Serves docs/protocol.md, "Link". Over an ordered stream each direction is one chain: a record's key is derived from
 * the chain, used once and gone, so that stolen state opens nothing earlier. A step puts a new public key inside a
 * sealed record and mixes its shared secret into the sender's direction, so that stolen state opens nothing later. What
 * is sealed is padded first: the line shows log log of its length.
 * Lives in memory only, never leaves this class, and after one failure to open it is dead for good.
 */
import { fromString } from 'uint8arrays/from-string'
import { TocsinError } from '../base/errors.js'
import { MAX_RECORD_BYTES } from '../base/limits.js'
import type { Random } from '../base/random.js'
import { MINUTE_MS } from '../base/time.js'
import { padded, unpadded } from './padding.js'
import type { Suite } from './suite.js'

/** What a handshake leaves for its link. The ratchet takes the arrays as its own. */
export interface LinkStart {
  readonly initiator: boolean
  /** Root ‖ chain of each direction: 64 bytes. */
  readonly sending: Uint8Array
  readonly receiving: Uint8Array
  /** Generation 0 on each side. */
  readonly ownSecret: Uint8Array
  readonly peerKey: Uint8Array
}

/** No root seals more records than this, and none for longer: the link seals an empty record where it must. */
export const STEP_RECORDS = 64
export const STEP_MS = MINUTE_MS
/** A peer that has not used any of our last four keys is far behind: we wait for it and keep no more secrets. */
const MAX_OWN_KEYS = 4
const KEY_BYTES = 32
const TAG_BYTES = 16
/** First byte of a record: 0 no step, else which place the step has in its round. */
const NO_STEP = 0
/** Nobody asked: time, records, membership. */
const FRESH_STEP = 1
/** The answer to a fresh step, and the answer to that: then both directions rest on two new keys, and it ends. */
const LAST_STEP = 3
/** place u8 ‖ generation of the receiver's key u32 ‖ new key. */
const STEP_BYTES = 1 + 4 + KEY_BYTES
/** The end of what was padded is marked. */
const MARK_BYTES = 1
/** A record may grow by this much, and by its padding as far as there is room. */
export const RECORD_OVERHEAD = STEP_BYTES + MARK_BYTES + TAG_BYTES
const MAX_PLAIN_BYTES = MAX_RECORD_BYTES - TAG_BYTES

const RECORD_KEY = Uint8Array.of(1)
const NEXT_CHAIN = Uint8Array.of(2)
const STEP_LABEL = fromString('tocsin link step 1')

interface OwnKey {
  readonly generation: number
  readonly secret: Uint8Array
}

export class Ratchet {
  readonly #suite: Suite
  readonly #random: Random
  readonly #sending: Direction
  readonly #receiving: Direction
  /** Oldest first; the last is the one the peer will use once it has seen it. */
  #ownKeys: OwnKey[]
  #peerKey: Uint8Array
  #peerGeneration = 0
  #sinceStep = 0
  #lastStepAt: number
  /** Place of a step that is due whatever the count and the clock say. */
  #duePlace: number | undefined
  #answerOwed = false
  #dead = false

  constructor(suite: Suite, random: Random, start: LinkStart, now: number) {
    this.#suite = suite
    this.#random = random
    this.#sending = new Direction(suite, start.initiator ? 0 : 1, start.sending)
    this.#receiving = new Direction(suite, start.initiator ? 1 : 0, start.receiving)
    this.#ownKeys = [{ generation: 0, secret: start.ownSecret }]
    this.#peerKey = start.peerKey
    this.#lastStepAt = now
  }

  /** True after a record that did not open: close the stream. */
  get dead(): boolean {
    return this.#dead
  }

  /** Makes the next record carry a step: whoever could read until now shall not from then on. */
  requestStep(): void {
    this.#duePlace ??= FRESH_STEP
  }

  /** Whether the next record will carry a step; with nothing else to send, an empty record carries it. */
  isStepDue(now: number): boolean {
    if (this.#dead || this.#ownKeys.length >= MAX_OWN_KEYS) return false
    return this.#duePlace !== undefined || this.#sinceStep + 1 >= STEP_RECORDS || now - this.#lastStepAt >= STEP_MS
  }

  /** When `isStepDue` turns true with nothing more sealed or opened; past when it is. Undefined while it waits. */
  get stepDueAt(): number | undefined {
    if (this.#dead || this.#ownKeys.length >= MAX_OWN_KEYS) return undefined
    return this.#duePlace === undefined ? this.#lastStepAt + STEP_MS : this.#lastStepAt
  }

  /** Whether the peer has a step of ours to answer, which it does at once, and nothing came since it left. */
  get answerOwed(): boolean {
    return this.#answerOwed
  }

  /** The sealed record; undefined when the link is dead. Throws `bug` on a record over the limit. */
  seal(record: Uint8Array, now: number): Uint8Array | undefined {
    if (this.#dead) return undefined
    if (record.length > MAX_RECORD_BYTES - RECORD_OVERHEAD) throw new TocsinError('bug', 'a record is over the limit')
    if (!this.isStepDue(now)) {
      this.#sinceStep += 1
      return this.#sending.seal(padded(MAX_PLAIN_BYTES, Uint8Array.of(NO_STEP), record))
    }
    const secret = this.#random.bytes(KEY_BYTES)
    const shared = this.#suite.x25519(secret, this.#peerKey)
    // every key of the peer went through a shared secret before it was kept
    if (shared === undefined) throw new TocsinError('bug', 'the peer key was never checked')
    const place = this.#duePlace ?? FRESH_STEP
    const key = this.#suite.x25519PublicKey(secret)
    const step = stepBytes(place, this.#peerGeneration, key)
    const sealed = this.#sending.seal(padded(MAX_PLAIN_BYTES, step, record))
    this.#sending.mix(shared)
    this.#ownKeys.push({ generation: this.#ownKeys.at(-1)!.generation + 1, secret })
    this.#sinceStep = 0
    this.#lastStepAt = now
    this.#duePlace = undefined
    this.#answerOwed = place < LAST_STEP
    return sealed
  }

  /** The record, or undefined on any failure; the link is then dead. */
  open(sealed: Uint8Array): Uint8Array | undefined {
    if (this.#dead) return undefined
    const opened = this.#receiving.open(sealed)
    const plain = opened === undefined ? undefined : unpadded(opened)
    const record = plain === undefined ? undefined : this.#accept(plain)
    this.#answerOwed = false
    if (record === undefined) this.close()
    return record
  }

  /** Drops every secret. */
  close(): void {
    this.#dead = true
    this.#sending.wipe()
    this.#receiving.wipe()
    for (const { secret } of this.#ownKeys) secret.fill(0)
    this.#ownKeys = []
  }

  #accept(plain: Uint8Array): Uint8Array | undefined {
    const place = plain[0]
    if (place === NO_STEP) return plain.subarray(1)
    if (place === undefined || place > LAST_STEP || plain.length < STEP_BYTES) return undefined
    const generation = new DataView(plain.buffer, plain.byteOffset).getUint32(1)
    const peerKey = plain.slice(5, STEP_BYTES)
    const own = this.#ownKeys.find(candidate => candidate.generation === generation)
    const shared = own === undefined ? undefined : this.#suite.x25519(own.secret, peerKey)
    if (shared === undefined) return undefined
    this.#receiving.mix(shared)
    this.#peerKey = peerKey
    this.#peerGeneration += 1
    this.#forgetBefore(generation)
    if (place < LAST_STEP) this.#duePlace = place + 1
    return plain.subarray(STEP_BYTES)
  }

  /** The stream is ordered: the peer never goes back to a key older than one it has used. */
  #forgetBefore(generation: number): void {
    for (const own of this.#ownKeys) if (own.generation < generation) own.secret.fill(0)
    this.#ownKeys = this.#ownKeys.filter(own => own.generation >= generation)
  }
}

/** One direction: a root that takes in shared secrets, and a chain of record keys below it. */
class Direction {
  readonly #suite: Suite
  /** 0 initiator to responder, 1 back: a reflected record does not open. */
  readonly #side: number
  #root: Uint8Array
  #chain: Uint8Array
  #counter = 0

  constructor(suite: Suite, side: number, start: Uint8Array) {
    this.#suite = suite
    this.#side = side
    this.#root = start.slice(0, KEY_BYTES)
    this.#chain = start.slice(KEY_BYTES)
    start.fill(0)
  }

  seal(plain: Uint8Array): Uint8Array {
    const { key, nonce, associated } = this.#next()
    const sealed = this.#suite.seal(key, nonce, plain, associated)
    key.fill(0)
    return sealed
  }

  open(sealed: Uint8Array): Uint8Array | undefined {
    const { key, nonce, associated } = this.#next()
    const plain = this.#suite.open(key, nonce, sealed, associated)
    key.fill(0)
    return plain
  }

  /** Root and chain are new; the old ones and the shared secret are gone. */
  mix(shared: Uint8Array): void {
    const keys = this.#suite.hkdf(shared, this.#root, STEP_LABEL, 2 * KEY_BYTES)
    this.wipe()
    this.#root = keys.slice(0, KEY_BYTES)
    this.#chain = keys.slice(KEY_BYTES)
    keys.fill(0)
    shared.fill(0)
  }

  wipe(): void {
    this.#root.fill(0)
    this.#chain.fill(0)
  }

  #next(): { key: Uint8Array; nonce: Uint8Array; associated: Uint8Array } {
    const key = this.#suite.hmac(this.#chain, RECORD_KEY)
    const chain = this.#suite.hmac(this.#chain, NEXT_CHAIN)
    this.#chain.fill(0)
    this.#chain = chain
    const nonce = new Uint8Array(12)
    new DataView(nonce.buffer).setBigUint64(4, BigInt(this.#counter))
    const associated = Uint8Array.of(this.#side, ...nonce.subarray(4))
    this.#counter += 1
    return { key, nonce, associated }
  }
}

function stepBytes(place: number, peerGeneration: number, key: Uint8Array): Uint8Array {
  const step = new Uint8Array(STEP_BYTES)
  step[0] = place
  new DataView(step.buffer).setUint32(1, peerGeneration)
  step.set(key, 5)
  return step
}
