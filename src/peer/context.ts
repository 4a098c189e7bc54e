/**
 * What the parts of one member's group share: who we are, and the ways out. The parts never call each other; group.ts
 * hands events between them.
 */
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { WallClock } from '../base/wall-clock.js'
import type { CipherContext } from '../crypto/schemes/group-cipher.js'
import type { SchemeName } from '../crypto/schemes/names.js'
import type { RunningCipher } from '../crypto/schemes/running-cipher.js'
import type { Suite } from '../crypto/suite.js'
import type { MemberStatus } from '../group/presence.js'
import type { Place } from '../history/stored.js'
import type { Frame } from '../wire/generated/link.js'
import type { RateLimits } from './allowance.js'
import type { Identity } from './book.js'
import type { GroupEvent, PeerEffect } from './events.js'
import type { Urgency } from './link.js'
import type { Links } from './links.js'
import type { Served } from './served.js'
import type { Fault } from './standing.js'

export type CipherOf = (name: SchemeName, context: CipherContext) => RunningCipher | undefined

/** What a group is given by its peer. */
export interface GroupOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly group: GroupId
  readonly fingers: boolean
  readonly limits?: RateLimits | undefined
  /** Undefined for a scheme that this program lacks. */
  readonly cipherOf: CipherOf
  /** Rises with every start: the first incarnation this run may announce. */
  readonly incarnation: number
  readonly clock: WallClock
  /** Where the group is stored, as far as it is known. */
  readonly place?: Place | undefined
  readonly addresses: () => readonly string[]
  /** What we say of ourselves; online when left out. */
  readonly status?: (() => MemberStatus) | undefined
  readonly holds: (entryId: EntryId) => boolean
  /** A member took our dial and gave no link. */
  readonly turnedAway: (member: MemberId, now: number) => void
  readonly nextDial: () => number
  readonly nextRead: () => number
}

export interface GroupContext {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly group: GroupId
  readonly groupBytes: Uint8Array
  readonly links: Links
  /** How much each member has been answered. */
  readonly served: Served
  /** Whether the store holds the entry: a look at what is committed, and the only one that is not an effect. */
  readonly holds: (entryId: EntryId) => boolean
  readonly nextRead: () => number
  /** Queues a frame; nothing happens for a member that is not linked. */
  send(to: MemberId, frame: Partial<Frame>, urgency: Urgency): void
  /** Connects, wanted by the ring or not. What comes of it is told as `link-up` or `dial-failed`. */
  dial(member: MemberId): void
  effect(effect: PeerEffect): void
  /** Keeps a small named value with the group; undefined forgets it. */
  keep(name: string, value: Uint8Array | undefined): void
  emit(event: GroupEvent): void
  /** A neighbour did wrong over its own link. */
  fault(member: MemberId, fault: Fault, now: number): void
}

/** `effects` is where what the parts decide is collected, in order. */
export function groupContext(
  options: GroupOptions,
  effects: PeerEffect[],
  parts: Pick<GroupContext, 'groupBytes' | 'links' | 'holds' | 'fault' | 'served'>,
): GroupContext {
  const { suite, random, identity, group, nextRead } = options
  const { links, served } = parts
  return {
    suite,
    random,
    identity,
    group,
    ...parts,
    nextRead,
    send: (to, frame, phase) => {
      const before = links.get(to)?.queuedBytes ?? 0
      links.send(to, frame, phase)
      if (frame.rangeAnswer !== undefined) served.answered(to, (links.get(to)?.queuedBytes ?? 0) - before)
    },
    dial: member => effects.push(...links.dial(member).effects),
    effect: effect => effects.push(effect),
    keep: (...value) => effects.push({ type: 'append', batch: { group, entries: [], values: [value] } }),
    emit: event => effects.push({ type: 'show', group, event }),
  }
}
