/**
 * Who of our linked neighbours still answers (docs/protocol.md, "Liveness"): whoever was silent for a round is asked, and
 * an answer that does not come in time is told. Any frame is an answer, so that a busy group asks nobody. Must never ask
 * a member twice at once, nor hold against others a time in which we asked nothing.
 */
import type { MemberId } from '../base/ids.js'
import { type Machine, unreachable, type Wake } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { LocalHealth } from './local-health.js'

export type HeartbeatEvent =
  | Wake
  /** The linked members whose silence matters: the leaves. */
  | { readonly type: 'watch'; readonly members: readonly MemberId[] }
  | { readonly type: 'heard'; readonly member: MemberId }
  /** Something else it owes us is late, an ack say: ask now. It need not be watched. */
  | { readonly type: 'late'; readonly member: MemberId }
  /** Its last stream is gone, and with it what it owes. */
  | { readonly type: 'link-down'; readonly member: MemberId }
  /** Messages come and go: silence is told from rest within seconds. */
  | { readonly type: 'traffic' }

export type HeartbeatEffect =
  | { readonly type: 'ask'; readonly member: MemberId }
  /** No answer in time. */
  | { readonly type: 'unanswered'; readonly member: MemberId }

export interface HeartbeatOptions {
  /** How long an answer of this member may take, in ms, as far as its acks tell. */
  readonly patienceMs: (member: MemberId) => number
  readonly health: LocalHealth
}

/** A round and its jitter: neighbours that tell their roots each round are never asked. */
export const HEARTBEAT_MS = 1250
/** Rounds are quick for so long after something was said; docs/protocol.md, "Sync". */
const QUIET_AFTER_MS = 30 * SECOND_MS
/** In a group at rest each neighbour is asked about twice a minute. */
const REST_MS = 30 * SECOND_MS
/** An answer is not a commit, but a busy machine takes this long without anything being wrong. */
const MIN_PATIENCE_MS = 600
/** Asked at once: the leaves and a full set of fingers. */
const MAX_ASKED = 64

interface Watched {
  heardAt: number
}

export class Heartbeat implements Machine<HeartbeatEvent, HeartbeatEffect> {
  readonly #options: HeartbeatOptions
  readonly #watched = new Map<MemberId, Watched>()
  /** Until when each that was asked may answer. */
  readonly #asked = new Map<MemberId, number>()
  #trafficAt: number | undefined

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const until of this.#asked.values()) if (first === undefined || until < first) first = until
    for (const [member, { heardAt }] of this.#watched) {
      const due = heardAt + this.#intervalMs(heardAt)
      if (!this.#asked.has(member) && (first === undefined || due < first)) first = due
    }
    return first
  }

  handle(event: HeartbeatEvent, now: number): HeartbeatEffect[] {
    switch (event.type) {
      case 'watch':
        this.#watch(event.members, now)
        return []
      case 'heard':
        this.#heard(event.member, now)
        return []
      case 'late':
        return this.#ask(event.member, now)
      case 'link-down':
        this.#asked.delete(event.member)
        this.#watched.delete(event.member)
        return []
      case 'traffic':
        this.#trafficAt = now
        return []
      case 'wake':
        return this.#wake(now)
      default:
        return unreachable(event)
    }
  }

  #watch(members: readonly MemberId[], now: number): void {
    for (const member of this.#watched.keys()) if (!members.includes(member)) this.#watched.delete(member)
    for (const member of members) if (!this.#watched.has(member)) this.#watched.set(member, { heardAt: now })
  }

  #heard(member: MemberId, now: number): void {
    if (this.#asked.delete(member)) this.#options.health.better()
    const watched = this.#watched.get(member)
    if (watched !== undefined) watched.heardAt = now
  }

  #wake(now: number): HeartbeatEffect[] {
    const effects: HeartbeatEffect[] = []
    for (const [member, until] of this.#asked) {
      if (until > now) continue
      this.#asked.delete(member)
      // asked again when it was silent for as long once more; meanwhile liveness looks for it elsewhere
      const watched = this.#watched.get(member)
      if (watched !== undefined) watched.heardAt = now
      effects.push({ type: 'unanswered', member })
    }
    for (const [member, watched] of this.#watched) {
      // a clock that was set back must not stop the rounds
      if (watched.heardAt > now) watched.heardAt = now
      if (now >= watched.heardAt + this.#intervalMs(watched.heardAt)) effects.push(...this.#ask(member, now))
    }
    return effects
  }

  #ask(member: MemberId, now: number): HeartbeatEffect[] {
    if (this.#asked.has(member) || this.#asked.size >= MAX_ASKED) return []
    const { patienceMs, health } = this.#options
    this.#asked.set(member, now + Math.max(MIN_PATIENCE_MS, patienceMs(member)) * health.factor)
    return [{ type: 'ask', member }]
  }

  /** A round while there is talk; then as long as the group has been at rest, within bounds. */
  #intervalMs(heardAt: number): number {
    if (this.#trafficAt === undefined) return REST_MS
    return Math.min(REST_MS, Math.max(HEARTBEAT_MS, heardAt - this.#trafficAt - QUIET_AFTER_MS))
  }
}
