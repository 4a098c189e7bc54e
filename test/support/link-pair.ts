/** Alice's and bob's links, and the streams between them: bytes arrive at once unless the road is cut. */
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { Identity } from '#src/peer/book.js'
import type { PeerEffect } from '#src/peer/events.js'
import { type LinkNotice, Links, type LinksResult } from '#src/peer/links.js'
import { identityOf, suite } from './books.ts'

const group = new Uint8Array(32).fill(0x6e)

export class Side {
  readonly identity: Identity
  readonly links: Links
  readonly notices: LinkNotice[] = []
  readonly closed: number[] = []
  other!: Side
  /** Bytes to this side are lost, and nobody is told. */
  deaf = false
  /** Channels whose dial is under way. */
  readonly dialling: number[] = []
  #dial = 0

  constructor(seed: number) {
    this.identity = identityOf(seed)
    const { publicKey, linkSecret, member } = this.identity
    this.links = new Links({
      suite,
      random: new SeededRandom(seed),
      self: member,
      ends: () => ({
        group,
        ownMember: publicKey,
        ownStaticSecret: linkSecret,
        peerMember: this.other.identity.publicKey,
        peerStaticKey: this.other.identity.linkKey,
      }),
      addresses: () => [],
      turnedAway: () => undefined,
      isOut: () => false,
      wall: now => now,
      nextDial: () => {
        this.#dial += 1
        return this.#dial
      },
    })
  }

  get member(): MemberId {
    return memberIdOf(this.identity.publicKey)
  }

  get ups(): number {
    return this.notices.filter(({ type }) => type === 'up').length
  }
}

export class LinkPair {
  now = 0
  readonly alice = new Side(1)
  readonly bob = new Side(2)
  #channel = 0
  #written = 0

  constructor() {
    this.alice.other = this.bob
    this.bob.other = this.alice
  }

  /** Bytes that left either side. */
  get written(): number {
    return this.#written
  }

  /** `from` dials; the stream is there at once. */
  dial(from: Side): void {
    this.take(from, from.links.dial(from.other.member))
  }

  take(side: Side, { effects, notices }: LinksResult): void {
    side.notices.push(...notices)
    this.#carry(side, effects)
  }

  settle(): void {
    for (let quiet = false; !quiet; ) {
      quiet = true
      for (const side of [this.alice, this.bob]) {
        const effects = [...side.links.flush('before-commit', this.now), ...side.links.flush('after-commit', this.now)]
        if (effects.length > 0) quiet = false
        this.#carry(side, effects)
      }
    }
  }

  /** Lets time pass, waking whoever wants to be. */
  run(forMs: number): void {
    const end = this.now + forMs
    for (let steps = 0; steps < 10_000; steps += 1) {
      const due = [this.alice, this.bob].filter(side => (side.links.deadline ?? end + 1) <= end)
      if (due.length === 0) {
        this.now = end
        return
      }
      this.now = Math.max(this.now, Math.min(...due.map(side => side.links.deadline ?? end)))
      for (const side of due) {
        if ((side.links.deadline ?? end + 1) <= this.now) this.take(side, side.links.wake(this.now))
      }
      this.settle()
    }
    throw new Error('the links do not come to rest')
  }

  #carry(side: Side, effects: readonly PeerEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'open') this.#open(side, effect.dial)
      if (effect.type === 'write') this.#write(side, effect.channel, effect.bytes)
      if (effect.type === 'close') this.#close(side, effect.channel)
    }
  }

  #open(side: Side, dial: number): void {
    this.#channel += 1
    this.take(side, side.links.opened(dial, this.#channel, this.now))
    this.settle()
  }

  #write(side: Side, channel: number, bytes: Uint8Array): void {
    this.#written += bytes.length
    const { other } = side
    if (other.deaf || other.closed.includes(channel)) return
    const { links } = other
    const known = links.owns(channel)
    this.take(
      other,
      known ? links.received(channel, bytes, this.now) : links.accepted(side.member, channel, bytes, this.now),
    )
  }

  #close(side: Side, channel: number): void {
    side.closed.push(channel)
    if (side.other.deaf || side.other.closed.includes(channel)) return
    side.other.closed.push(channel)
    this.take(side.other, side.other.links.closed(channel, this.now))
  }
}
