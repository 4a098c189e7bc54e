/**
 * What liveness remembers of the other members: one record for each that anything is known of, and for the rest what is
 * assumed of all. So ten thousand members of whom three hundred ever came online cost three hundred records. Nothing in
 * a record is anybody's word but the member's own and ours.
 */
import type { MemberId } from '../base/ids.js'
import type { LivenessState } from './liveness-events.js'
import type { MemberSet } from './member-list.js'

export interface Peer {
  readonly state: LivenessState
  /** Undefined until its first presence record. */
  incarnation: number | undefined
  lastSeen: number | undefined
  /** When it last came to be believed online. */
  onlineAt: number
  /** When a dial of ours last failed, or took longer than it should. */
  failedAt: number | undefined
  linked: boolean
  /** It owes an answer over a link that is open: the stream may be dead where the member is not. */
  silent: boolean
  /** It said that it leaves: frames still under way do not bring it back. */
  left: boolean
  /** The highest incarnation it was warned about: one warning each, whatever a liar sends. */
  warned: number
}

export class PeerRecords {
  readonly #self: MemberId
  readonly #assumed: LivenessState
  #members: MemberSet = { ids: [], has: () => false }
  #records = new Map<MemberId, Peer & { state: LivenessState }>()
  /** Counted, so that hearing from a member costs the same at any group size. */
  #offlineCount = 0

  /** `assumed`: what a member is taken for of whom nothing is known. */
  constructor(self: MemberId, assumed: LivenessState) {
    this.#self = self
    this.#assumed = assumed
  }

  /** Members other than self. */
  get size(): number {
    return this.#members.ids.length - (this.#members.has(this.#self) ? 1 : 0)
  }

  get offlineCount(): number {
    return this.#offlineCount
  }

  get ids(): readonly MemberId[] {
    return this.#members.ids
  }

  /** The list, self included; records of those who are gone from it are dropped. */
  setMembers(members: MemberSet): void {
    this.#members = members
    for (const member of this.#records.keys()) if (!members.has(member)) this.#records.delete(member)
    let offline = this.#assumed === 'offline' ? this.size - this.#records.size : 0
    for (const { state } of this.#records.values()) if (state === 'offline') offline += 1
    this.#offlineCount = offline
  }

  has(member: MemberId): boolean {
    return member !== this.#self && this.#members.has(member)
  }

  /** Undefined for strangers and self. */
  stateOf(member: MemberId): LivenessState | undefined {
    return this.has(member) ? (this.#records.get(member)?.state ?? this.#assumed) : undefined
  }

  /** What is known of it, to be read; undefined where nothing is. */
  known(member: MemberId): Readonly<Peer> | undefined {
    return this.#records.get(member)
  }

  /** Its record, to be written; undefined for strangers and self. */
  of(member: MemberId): Peer | undefined {
    if (!this.has(member)) return undefined
    const known = this.#records.get(member)
    if (known !== undefined) return known
    const fresh = recordOf(this.#assumed)
    this.#records.set(member, fresh)
    return fresh
  }

  /** False when that changes nothing. */
  setState(member: MemberId, state: LivenessState): boolean {
    const record = this.#records.get(member)
    if (record === undefined || record.state === state) return false
    if (state === 'offline') this.#offlineCount += 1
    else if (record.state === 'offline') this.#offlineCount -= 1
    record.state = state
    return true
  }

  /** Members with a record. */
  entries(): IterableIterator<[MemberId, Readonly<Peer>]> {
    return this.#records.entries()
  }
}

function recordOf(state: LivenessState): Peer & { state: LivenessState } {
  return {
    state,
    incarnation: undefined,
    lastSeen: undefined,
    onlineAt: 0,
    failedAt: undefined,
    linked: false,
    silent: false,
    left: false,
    warned: -1,
  }
}
