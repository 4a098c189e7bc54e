/**
 * What a lying member says: frames that fit a group, some of them rightly signed by it, and none of them true. Those of
 * `frame` nobody can prove to be wrong from the frame alone; those of `fault` anybody can. The same seed says the same.
 */
import { bytesOfHex, type GroupId, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { checkBurst, type LogTip, tipAfter, writeBurst } from '#src/crypto/burst.js'
import { signPresence } from '#src/group/presence.js'
import { isFrontier } from '#src/history/frontier.js'
import { LogIndex } from '#src/history/log-index.js'
import { LogNames } from '#src/history/log-names.js'
import { isSeq } from '#src/history/log-state.js'
import { nodeSuite } from '#src/node-suite.js'
import { isWithinBounds } from '#src/peer/frame-bounds.js'
import { LinkNames } from '#src/peer/link-names.js'
import { packBursts, unpackBursts } from '#src/peer/packed-bursts.js'
import { syncOfFrame } from '#src/peer/sync-wire.js'
import { decoded } from '#src/wire/decoded.js'
import { type Burst, Frame, type LogHead, Presence, Record } from '#src/wire/generated/link.js'
import type { Actor } from './cast.ts'
import type { Mallory } from './mallory.ts'
import { Mutator, varint } from './mutations.ts'

const suite = nodeSuite()
const names = new LinkNames(new LogNames(new LogIndex(() => false), suite))
export const whole = { from: 0n, to: 0n }

export class Hostility {
  readonly mutator: Mutator
  readonly #mallory: Mallory
  readonly #group: Uint8Array
  readonly #samples: readonly Uint8Array[]
  #tip: LogTip

  constructor(mallory: Mallory, alice: Actor, group: GroupId, seed: number) {
    this.mutator = new Mutator(new SeededRandom(seed))
    this.#mallory = mallory
    this.#group = bytesOfHex(group)
    const author = mallory.publicKey
    const prev = new Uint8Array(32)
    this.#tip = { scheme: 1, group: this.#group, author, log: 1n, nextSeq: 0, prev, order: 1n << 57n }
    this.#samples = this.#framesOf(alice, group).map(frame => Frame.encode(frame))
  }

  /** A frame that decodes and keeps its bounds, and may be signed: nothing in it need be true. */
  frame(): Uint8Array {
    if (this.mutator.below(50) === 0) return Frame.encode({ forward: { arc: whole, hops: 1, burst: this.signed() } })
    return this.#mutant(true)
  }

  /** A frame that decodes and shows by itself that no honest member sends it. */
  fault(): Uint8Array {
    return this.#mutant(false)
  }

  /** Bytes that are no record, whatever they began as. */
  noRecord(): Uint8Array {
    for (;;) {
      const bytes = this.mutator.mutant([recordOf([this.frame()])])
      if (decoded(Record, bytes) === undefined) return bytes
    }
  }

  /** Signed by mallory: any kind, any plaintext, in its content log or a control log. */
  signed(): Burst {
    const plaintext = this.mutator.mutant(this.#samples).subarray(0, 500)
    const draft = {
      kind: this.mutator.below(40),
      epoch: this.mutator.below(3),
      parents: [],
      time: this.mutator.below(2 ** 46),
      order: this.#tip.order + BigInt(1 + this.mutator.below(5)),
      salt: new Uint8Array(16),
      plaintext,
    }
    const log = this.mutator.below(4) === 0 ? BigInt(2 * this.mutator.below(1000)) : this.#tip.log
    const prev = new Uint8Array(32)
    const tip = log === this.#tip.log ? this.#tip : { ...this.#tip, log, scheme: 0, nextSeq: 0, prev, order: 1n }
    const burst = writeBurst(suite, this.#mallory.seed, [draft], tip)
    if (log === this.#tip.log) this.#tip = tipAfter(burst)
    return { entries: burst.entries.map(({ header, body }) => ({ header, body })), signature: burst.signature }
  }

  #mutant(blameless: boolean): Uint8Array {
    for (;;) {
      const bytes = this.mutator.mutant(this.#samples)
      const frame = decoded(Frame, bytes)
      if (frame !== undefined && this.#isBlameless(frame) === blameless) return bytes
    }
  }

  #isBlameless(frame: Frame): boolean {
    const burst = frame.forward?.burst
    const bursts = [
      ...(burst === undefined ? [] : [burst]),
      ...(unpackBursts(frame.rangeAnswer?.bursts ?? new Uint8Array(0)) ?? [undefined]),
    ]
    if (
      !isWithinBounds(frame) ||
      bursts.some(one => one === undefined || 'reason' in checkBurst(suite, this.#group, one))
    )
      return false
    const message = syncOfFrame(names, frame)
    if (message?.type === 'frontier') return message.logs.every(isFrontier)
    return (
      message?.type !== 'range-request' || (message.ranges.length > 0 && message.ranges.every(({ to }) => isSeq(to)))
    )
  }

  #framesOf(alice: Actor, group: GroupId): Partial<Frame>[] {
    const members = [publicKeyOf(alice.member)!, this.#mallory.publicKey, new Uint8Array(32).fill(1)]
    const item = new Uint8Array(32).fill(2)
    const probed = new Uint8Array(36).fill(2)
    const entries = alice.store.newest(group, undefined, 10)
    const bursts = entries.map(({ header, body, signature }) => ({ entries: [{ header, body }], signature }))
    const record = signPresence(suite, this.#mallory.seed, this.#group, {
      member: this.#mallory.member,
      incarnation: 5,
      leaving: false,
      addresses: ['/memory/9'],
      status: 'away',
      statusText: 'for ever',
      removals: [],
    })
    const forward = Frame.decode(Frame.encode({ forward: { arc: whole, hops: 1, presence: Presence.decode(record) } }))
    return [
      forward,
      ...bursts.map(burst => ({ forward: { arc: whole, hops: 1, burst } })),
      {
        rangeAnswer: {
          request: 1,
          bursts: packBursts(bursts),
          more: false,
          bases: [{ seq: 1, prev: item }],
          served: 1,
          left: 0,
        },
      },
      ...members.flatMap((member): Partial<Frame>[] => [
        { forward: { arc: undefined, hops: 1, doubt: { member, incarnation: 3n, offline: true, by: member } } },
        {
          rangeRequest: {
            request: 1,
            ranges: item.subarray(0, 18),
            logs: [{ author: member, log: 1n }],
            maxBytes: 4_000_000_000,
          },
        },
        {
          frontier: {
            heads: [headOf(member, 0n), headOf(member, 1n)],
            delta: true,
            because: 1,
            lines: item,
          },
        },
        { livenessQuery: { member } },
        { probe: { item: probed, arc: whole, hops: 1, author: member } },
        { roster: { lines: [{ member, incarnation: 1n, online: true }] } },
        { leaves: { members: [member, item] } },
        { livenessAnswer: { member, alive: true } },
      ]),
      { acks: { acks: [{ item, dup: true }] } },
      { receipt: { item, list: item.subarray(0, 8), holders: item, proof: item.subarray(0, 16), complete: true } },
      { announce: { item, arc: whole, hops: 1, size: 100_000 } },
      { pull: { item } },
      { digest: { root: item.subarray(0, 16), control: false } },
      { frontierRequest: { since: 0, inFull: true, names: new Uint8Array(0) } },
      { frontierRequest: { since: 0, inFull: false, names: item } },
      { rosterDigest: { hash: item.subarray(0, 16) } },
      { heartbeat: { asks: true } },
      { keep: { wanted: true, clock: 0n } },
    ]
  }
}

/** Frames as one record. */
export function recordOf(frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(frames.flatMap(frame => [Uint8Array.of(0x0a), varint(frame.length), frame]))
}

function headOf(author: Uint8Array, log: bigint): LogHead {
  return {
    author,
    log,
    next: 90,
    digest: new Uint8Array(8),
    beyond: [{ from: 95, to: 99 }],
    fork: undefined,
    shared: true,
  }
}
