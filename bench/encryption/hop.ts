/**
 * What a hop costs a member: a message of 1 KiB comes over one link, is opened, hashed and verified, and leaves over two
 * others, sealed anew for each. Serves docs/encryption.md. The links, the check and the scheme are those that run; without
 * the book, the store and the socket. What comes was sealed before the clock runs.
 */
import { type Burst, checkBurst, type LogTip, tipAfter, writeBurst } from '#src/crypto/burst.js'
import { entryHash } from '#src/crypto/entry.js'
import { type GroupCipher, type KeyMessage, Scheme } from '#src/crypto/schemes/group-cipher.js'
import { perPeer } from '#src/crypto/schemes/per-peer.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { nodeSuite } from '#src/node-suite.js'
import { Link } from '#src/peer/link.js'
import type { Burst as WireBurst } from '#src/wire/generated/link.js'
import { type Actor, Circle, GROUP } from '../../test/support/circle.ts'

export interface Hop {
  readonly scheme: 'per-peer' | 'sender-keys'
  /** Entries that share a signature. */
  readonly perSignature: number
  /** Messages that ride in one record: 1 while little is said, about a dozen of this size at most. */
  readonly perRecord: number
  /** Messages that one core passes on in a second. */
  readonly perSecond: number
}

type Way = Pick<Hop, 'perSignature' | 'perRecord'>

const MESSAGE_BYTES = 1024
/** What comes is sealed, and what left is taken, before and after so many: outside of what is measured. */
const TURN = 64
const TURNS = 64
const ROUNDS = 5
const WAYS = [
  { perSignature: 1, perRecord: 1 },
  { perSignature: 1, perRecord: 8 },
  { perSignature: 8, perRecord: 8 },
]
const ARC = { from: 0n, to: 2n ** 63n }
const suite = nodeSuite()

export function hops(): Hop[] {
  return WAYS.flatMap(way => [
    { scheme: 'per-peer', ...way, perSecond: measured(perPeer, way) } as const,
    { scheme: 'sender-keys', ...way, perSecond: measured(senderKeys, way) } as const,
  ])
}

/** The best of a few rounds: what else the machine does makes one slower, and none faster. */
export function measured<State>(cipher: GroupCipher<State>, way: Way): number {
  const road = new Road(cipher)
  const rounds = Array.from({ length: ROUNDS }, () => {
    road.usedUs = 0
    for (let turn = 0; turn < TURNS; turn += 1) road.turn(way)
    return ((TURN * TURNS) / road.usedUs) * 1_000_000
  })
  return Math.max(...rounds)
}

/** What comes over a link, and the key messages of its author that were there before it. */
interface Incoming {
  readonly keys: readonly KeyMessage[]
  readonly bytes: Uint8Array
}

/** From an author over one that passes on to two others. */
class Road<State> {
  readonly #circle: Circle<State>
  readonly #author: Actor<State>
  readonly #relay: Actor<State>
  readonly #in: Ends
  readonly #out: readonly Ends[]
  readonly #isSealed: boolean
  /** CPU of the one in the middle. */
  usedUs = 0
  #tip: LogTip

  constructor(cipher: GroupCipher<State>) {
    this.#circle = new Circle(cipher, suite)
    this.#isSealed = cipher.scheme >= Scheme.pairwise
    for (let seed = 1; seed <= 4; seed += 1) {
      this.#circle.join(seed)
      this.#circle.run()
    }
    const [author, relay, ...others] = this.#circle.actors as [Actor<State>, Actor<State>, ...Actor<State>[]]
    this.#author = author
    this.#relay = relay
    this.#in = linked(author, relay)
    this.#out = others.map(other => linked(relay, other))
    this.#tip = {
      scheme: cipher.scheme,
      group: GROUP,
      author: author.context.self.identityKey,
      log: 1n,
      nextSeq: 1,
      prev: suite.sha256(GROUP),
      order: 1n,
    }
  }

  turn(way: Way): void {
    const { now } = this.#circle
    const incoming = this.#written(way)
    const left = this.#measured(() => this.#pass(incoming))
    // the steps of the links are answered, as they are between peers
    for (const bytes of left.back) this.#in.from.receive(bytes, now)
    const answers = this.#out.map(({ to }, at) => {
      for (const bytes of left.on[at]!) to.receive(bytes, now)
      return to.flush('after-commit', now)
    })
    this.#measured(() => {
      for (const [at, { from }] of this.#out.entries()) for (const bytes of answers[at]!) from.receive(bytes, now)
    })
  }

  #measured<Result>(work: () => Result): Result {
    const before = process.cpuUsage()
    const result = work()
    const { user, system } = process.cpuUsage(before)
    this.usedUs += user + system
    return result
  }

  /** As it comes to the one in the middle, a record each. */
  #written({ perSignature, perRecord }: Way): Incoming[] {
    return Array.from({ length: TURN / perRecord }, () => {
      for (let count = 0; count < perRecord; count += perSignature) {
        const burst = this.#write(perSignature)
        this.#in.from.queue({ forward: { arc: ARC, hops: 1, burst } }, 'before-commit')
      }
      const [bytes] = this.#in.from.flush('before-commit', this.#circle.now)
      return { keys: this.#relay.inbox.splice(0), bytes: bytes! }
    })
  }

  /** What goes back to the author, and on to each of the others. */
  #pass(incoming: readonly Incoming[]): { readonly back: Uint8Array[]; readonly on: Uint8Array[][] } {
    const { now } = this.#circle
    const on = this.#out.map((): Uint8Array[] => [])
    for (const { keys, bytes } of incoming) {
      this.#relay.inbox.push(...keys)
      this.#relay.hearAll()
      for (const { forward } of this.#in.to.receive(bytes, now).frames) {
        const burst = forward?.burst
        if (burst === undefined) throw new Error('what came is no burst')
        const checked = checkBurst(suite, GROUP, burst.sealed === true ? this.#opened(burst) : burst)
        if ('reason' in checked) throw new Error(`the burst is refused: ${checked.reason}`)
        for (const { from } of this.#out) from.queue({ forward: { arc: ARC, hops: 2, burst } }, 'before-commit')
      }
      // a tick's frames leave together
      for (const [at, { from }] of this.#out.entries()) on[at]!.push(...from.flush('before-commit', now))
    }
    return { back: this.#in.to.flush('after-commit', now), on }
  }

  #write(perSignature: number): WireBurst {
    const drafts = Array.from({ length: perSignature }, (_, at) => ({
      kind: 1,
      epoch: 0,
      parents: [],
      time: this.#circle.now,
      order: this.#tip.order + BigInt(at) + 1n,
      salt: this.#author.context.random.bytes(16),
      plaintext: this.#author.context.random.bytes(MESSAGE_BYTES),
    }))
    const burst = writeBurst(suite, this.#author.context.self.seed, drafts, this.#tip)
    this.#tip = tipAfter(burst)
    const { author, member } = { author: this.#author, member: this.#author.member }
    const entries = burst.entries.map(({ header, hash, body }) => {
      const result = author.cipher.seal(
        author.context,
        author.state,
        { author: member, entryId: hash },
        body,
        this.#circle.now,
      )
      if (result.type !== 'sealed') throw new Error(result.reason)
      author.take(result.step)
      return { header, body: result.sealed }
    })
    return { entries, signature: burst.signature, sealed: this.#isSealed }
  }

  #opened({ entries, signature }: WireBurst): Burst {
    const { context, cipher } = this.#relay
    const opened = entries.map(({ header, body }) => {
      const entry = { author: this.#author.member, entryId: entryHash(suite, header) }
      const result = cipher.open(context, this.#relay.state, entry, body, this.#circle.now)
      if (result.type !== 'opened') throw new Error(result.reason)
      this.#relay.take(result.step)
      return { header, body: result.body }
    })
    return { entries: opened, signature }
  }
}

/** A link that is up, from both ends. */
interface Ends {
  readonly from: Link
  readonly to: Link
}

function linked<State>(from: Actor<State>, to: Actor<State>): Ends {
  const ends = (own: Actor<State>, peer: Actor<State>) => ({
    group: GROUP,
    ownMember: own.context.self.identityKey,
    ownStaticSecret: own.context.self.linkSecret,
    peerMember: peer.context.self.identityKey,
    peerStaticKey: peer.context.self.linkKey,
  })
  const common = { channel: 1, now: 0 }
  const dialler = new Link(suite, from.context.random, ends(from, to), {
    ...common,
    member: to.member,
    initiator: true,
  })
  const answerer = new Link(suite, to.context.random, ends(to, from), {
    ...common,
    member: from.member,
    initiator: false,
  })
  const replies = answerer.receive(dialler.hello!, 0).replies
  for (const reply of replies) for (const confirm of dialler.receive(reply, 0).replies) answerer.receive(confirm, 0)
  if (!dialler.up || !answerer.up) throw new Error('the handshake fails')
  return { from: dialler, to: answerer }
}
