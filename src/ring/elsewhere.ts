/**
 * Members that live, as others say, and that no dial of ours reaches: behind a firewall, or where only this one line is cut
 * (docs/protocol.md, "Liveness"). The ring steps over them here, people see them online, and they are tried again ever
 * more seldom. Must never be taken for dead, nor for usable before a dial of ours came through: else each word of others
 * would have us dial, fail and ask at the speed of the network, and all the ring with us.
 */
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { jitter, type Random } from '../base/random.js'
import { SECOND_MS } from '../base/time.js'

/** Tried again after these, then at the last. */
const ELSEWHERE_MS = [5 * SECOND_MS, 15 * SECOND_MS, 60 * SECOND_MS] as const
const JITTER = 0.2

interface Tried {
  readonly times: number
  /** Undefined while it is being tried. */
  readonly at: number | undefined
}

export class Elsewhere {
  readonly #random: Random
  readonly #tried = new Map<MemberId, Tried>()

  constructor(random: Random) {
    this.#random = random
  }

  get deadline(): number | undefined {
    return earliest(...[...this.#tried.values()].map(({ at }) => at))
  }

  has(member: MemberId): boolean {
    return this.#tried.has(member)
  }

  /** One more dial failed, and others still reach it. */
  add(member: MemberId, now: number): void {
    const times = this.#tried.get(member)?.times ?? 0
    const wait = ELSEWHERE_MS[Math.min(times, ELSEWHERE_MS.length - 1)]!
    this.#tried.set(member, { times: times + 1, at: now + jitter(this.#random, wait, JITTER) })
  }

  /** It may be reached again: it is tried at once. */
  hurry(member: MemberId, now: number): void {
    const known = this.#tried.get(member)
    if (known !== undefined) this.#tried.set(member, { ...known, at: now })
  }

  /**
   * Another has found it dead: whoever reached it may have heard its last words. It is tried at once, if only our first dial
   * has failed, so that no word of others has us dial again and again.
   */
  doubted(member: MemberId, now: number): void {
    const known = this.#tried.get(member)
    if (known?.times === 1 && known.at !== undefined) this.hurry(member, now)
  }

  /** It was reached, or is offline. */
  forget(member: MemberId): void {
    this.#tried.delete(member)
  }

  /** The member list changed. */
  keep(members: { readonly has: (member: MemberId) => boolean }): void {
    for (const member of this.#tried.keys()) if (!members.has(member)) this.#tried.delete(member)
  }

  /** Whom to try now. */
  take(now: number): MemberId[] {
    const due = [...this.#tried].filter(([, { at }]) => at !== undefined && at <= now)
    for (const [member, { times }] of due) this.#tried.set(member, { times, at: undefined })
    return due.map(([member]) => member)
  }
}
