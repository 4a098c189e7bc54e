/**
 * The links of one member of a swarm: whom the ring wants is dialled as src/peer/links.ts does it, with its own retries
 * and its own sense of a slow dial; only the handshake and the seal are left out. Serves docs/protocol.md, "Links".
 */
import type { MemberId } from '#src/base/ids.js'
import { earliest } from '#src/base/machine.js'
import type { Random } from '#src/base/random.js'
import { Attempts } from '#src/peer/attempts.js'
import { Retries } from '#src/peer/retries.js'
import { RoundTrip } from '#src/peer/round-trip.js'

export interface SwarmLink {
  readonly member: MemberId
  readonly openedAt: number
  readonly roundTrip: RoundTrip
  wanted: boolean
  peerWants: boolean
}

export interface SwarmLinksOptions {
  readonly self: MemberId
  readonly random: Random
  /** Connects; `opened`, `accepted` or `failed` is called in time. */
  readonly dial: (member: MemberId) => void
  readonly tellWanted: (member: MemberId, wanted: boolean) => void
  /** Closes the connection at both ends. */
  readonly close: (member: MemberId) => void
  readonly slow: (member: MemberId) => void
}

/** As in src/peer/links.ts. */
const LINGER_MS = 5000

export class SwarmLinks {
  readonly #options: SwarmLinksOptions
  readonly #links = new Map<MemberId, SwarmLink>()
  readonly #attempts = new Attempts()
  readonly #retries: Retries
  #wanted: ReadonlySet<MemberId> = new Set()
  #lingerAt: number | undefined
  #dial = 0
  readonly #dials = new Map<MemberId, number>()
  /** Links this member opened or accepted in all. */
  opened = 0

  constructor(options: SwarmLinksOptions) {
    this.#options = options
    this.#retries = new Retries(options.random)
  }

  get deadline(): number | undefined {
    return earliest(this.#lingerAt, this.#attempts.deadline, this.#retries.deadline(this.#wanted))
  }

  get(member: MemberId): SwarmLink | undefined {
    return this.#links.get(member)
  }

  all(): IterableIterator<SwarmLink> {
    return this.#links.values()
  }

  get size(): number {
    return this.#links.size
  }

  want(wanted: ReadonlySet<MemberId>, now: number): void {
    const before = this.#wanted
    this.#wanted = wanted
    for (const link of this.#links.values()) {
      const wants = wanted.has(link.member)
      if (wants === link.wanted) continue
      link.wanted = wants
      this.#options.tellWanted(link.member, wants)
      if (!wants) this.#lingerAt ??= now + LINGER_MS
    }
    for (const member of wanted) {
      if (!before.has(member)) this.#attempts.awaited(member)
      if (this.#links.has(member) || this.#retries.has(member) || this.#dials.has(member)) continue
      if (this.#options.self < member) this.connect(member, now)
      else this.#retries.defer(member, now)
    }
  }

  /** Dials, wanted or not. */
  connect(member: MemberId, now: number): void {
    this.#attempts.awaited(member)
    if (this.#links.has(member) || this.#dials.has(member)) return
    this.#dial += 1
    this.#dials.set(member, this.#dial)
    this.#attempts.begin(this.#dial, member)
    this.#attempts.started(now)
    this.#options.dial(member)
  }

  /** A link is there. False when there was one already: of two that cross one stays. */
  up(member: MemberId, initiator: boolean, tookMs: number, now: number): boolean {
    if (initiator) this.#endDial(member)
    this.#attempts.succeeded(member, initiator, now)
    this.#retries.forget(member)
    if (this.#links.has(member)) return false
    this.opened += 1
    const roundTrip = new RoundTrip()
    roundTrip.took(tookMs)
    const wanted = this.#wanted.has(member)
    this.#links.set(member, { member, openedAt: now, roundTrip, wanted, peerWants: true })
    this.#options.tellWanted(member, wanted)
    if (!wanted) this.#lingerAt ??= now + LINGER_MS
    return true
  }

  failed(member: MemberId, now: number): void {
    this.#endDial(member)
    if (this.#links.has(member)) return
    this.#attempts.failed(member)
    if (this.#wanted.has(member)) this.#retries.plan(member, now)
  }

  peerWants(member: MemberId, wants: boolean, now: number): void {
    const link = this.#links.get(member)
    if (link === undefined) return
    link.peerWants = wants
    if (!wants && !link.wanted) this.#lingerAt ??= now + LINGER_MS
  }

  /** The link is gone. Whether neither side wanted it; undefined where there was none. */
  down(member: MemberId, now: number): { readonly released: boolean } | undefined {
    const link = this.#links.get(member)
    if (link === undefined) return undefined
    this.#links.delete(member)
    if (this.#wanted.has(member)) this.#retries.plan(member, now)
    return { released: !link.wanted && !link.peerWants }
  }

  wake(now: number): void {
    for (const member of this.#attempts.slow(now)) this.#options.slow(member)
    for (const member of this.#retries.take(this.#wanted, now)) this.connect(member, now)
    if (this.#lingerAt === undefined || now < this.#lingerAt) return
    this.#lingerAt = undefined
    for (const link of [...this.#links.values()]) {
      if (link.wanted) continue
      if (link.peerWants || now - link.openedAt < LINGER_MS) this.#lingerAt = now + LINGER_MS
      else this.#options.close(link.member)
    }
  }

  #endDial(member: MemberId): void {
    const dial = this.#dials.get(member)
    this.#dials.delete(member)
    if (dial !== undefined) this.#attempts.take(dial)
  }
}
