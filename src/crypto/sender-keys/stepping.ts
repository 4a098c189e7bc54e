/**
 * Our own step: the ratchet takes in the seeds of others, and one of our own where it brings one, and a new chain begins.
 * Serves docs/protocol.md, "Sender keys". Each member who could not follow by what it was given is told the ratchet in a
 * slot of its own, so that no step leaves anyone behind. Never told is who is not in the member list.
 */

import { joinBytes } from '../../base/bytes.js'
import { TocsinError } from '../../base/errors.js'
import { bytesOfHex, type MemberId } from '../../base/ids.js'
import { hasChannel, sealTo } from '../pairwise/channels.js'
import type { CipherContext } from '../schemes/group-cipher.js'
import type { Draft } from './draft.js'
import {
  type Advanced,
  advanced,
  jointOf,
  keyTag,
  memberSecret,
  padded,
  seedCommit,
  seedNameOf,
  Table,
  tableContext,
} from './key-schedule.js'
import { encodeStepHead, identityOf, KEY_BYTES } from './messages.js'
import { withSecret } from './secrets.js'
import {
  canKnow,
  type HeardSeed,
  MAX_MEMBER_SECRETS,
  MAX_STEP_KEYS,
  mayKnow,
  newestSeeds,
  type OwnKey,
  type Peer,
  type SenderKeys,
  type Spread,
} from './state.js'

/** Half of what others keep for us: they may have heard some that we have not. */
export const TELL_ALL_SEEDS = MAX_MEMBER_SECRETS / 2

/** Slots of each kind, so that both tables fit in a key message; whoever is left out is told with the next step. */
export const MAX_SLOTS = 1000

/** A key pair that others can seal to. */
export function freshKey({ suite, random, self }: CipherContext): OwnKey {
  const secret = random.bytes(KEY_BYTES)
  const key = suite.x25519PublicKey(secret)
  return { secret, key, tag: keyTag(suite, self.identityKey, key) }
}

/** Whether it can be sealed to. */
export function isReachable(state: SenderKeys, member: MemberId, peer: Peer): boolean {
  return peer.present && peer.keys.length > 0 && hasChannel(state.channels, member)
}

/** Whether it is to be told our ratchet with our next step. */
export function isOwed(peer: Peer, now: number): boolean {
  return !peer.follows || (peer.owedMs !== undefined && peer.owedMs <= now)
}

export function takeStep(draft: Draft, withSeed: boolean): void {
  const plan = planned(draft, withSeed)
  const { key, next } = publishStep(draft, plan)
  const { own, sending } = draft.state
  noteWhoFollows(draft, plan)
  if (plan.seed !== undefined) {
    rememberSecrets(draft, plan.seed, plan.sealedTo)
    draft.set({ removals: new Map() })
  }
  draft.set({
    own: {
      ratchet: next.ratchet,
      keys: [...own.keys, key].slice(-MAX_STEP_KEYS),
      seededMs: withSeed ? draft.now : own.seededMs,
      epoch: own.epoch + 1,
      steppedMs: draft.now,
    },
    sending: { chain: next.chain, sinceSeed: withSeed ? 0 : sending.sinceSeed },
    seeds: new Map(),
  })
  draft.notice({ type: 'rekeyed', epoch: own.epoch + 1 })
}

type Others = readonly (readonly [MemberId, Peer])[]

interface Plan {
  /** By name, what others brought. */
  readonly acked: ReadonlyMap<string, HeardSeed>
  readonly seed: Uint8Array | undefined
  /** Who gets our seed, if there is one. */
  readonly sealedTo: Others
  /** All seeds that go in, ours among them. */
  readonly mixed: readonly Spread[]
  /** Who is told the ratchet. */
  readonly told: Others
}

function planned({ context, state, now }: Draft, withSeed: boolean): Plan {
  const reachable = [...state.peers].filter(([member, peer]) => isReachable(state, member, peer))
  const acked = newestSeeds(state)
  const seed = withSeed ? context.random.bytes(KEY_BYTES) : undefined
  const sealedTo = withSeed ? reachable.slice(0, MAX_SLOTS) : []
  const recipients = new Set(sealedTo.map(([member]) => member))
  const ownSeed = { author: context.self.member, recipients, lacking: new Set<MemberId>(), unsure: false }
  const mixed = withSeed ? [...acked.values(), ownSeed] : [...acked.values()]
  // others forget the oldest of so many; who was away for as long tells everyone
  const tellAll = state.seeds.size >= TELL_ALL_SEEDS
  const isTold = ([member, peer]: readonly [MemberId, Peer]): boolean =>
    tellAll || isOwed(peer, now) || !mixed.every(one => canKnow(one, member))
  return { acked, seed, sealedTo, mixed, told: reachable.filter(isTold).slice(0, MAX_SLOTS) }
}

function publishStep(
  draft: Draft,
  { acked, seed, sealedTo, told }: Plan,
): { readonly key: OwnKey; readonly next: Advanced } {
  const { suite, random, group, self } = draft.context
  const { own, sending } = draft.state
  const ownSecrets = seed === undefined ? [] : [memberSecret(suite, seed, self.identityKey, self.identityKey)]
  const joint = jointOf(suite, own.ratchet, [...ownSecrets, ...[...acked.values()].map(({ secret }) => secret)])
  const key = freshKey(draft.context)
  const ephemeral = random.bytes(KEY_BYTES)
  const head = encodeStepHead({
    key: key.key,
    sent: sending.chain?.next ?? 0,
    acks: [...acked.keys()].map(bytesOfHex),
    commit: seed && seedCommit(suite, seed),
    ephemeral: suite.x25519PublicKey(ephemeral),
    seedTags: sealedTo.map(newestTag),
    jointTags: told.map(newestTag),
  })
  const seedSlots = seed === undefined ? [] : sealSlots(draft, sealedTo, Table.seeds, head, ephemeral, seed)
  const jointSlots = sealSlots(draft, told, Table.joints, head, ephemeral, joint)
  const transcript = joinBytes(head, ...seedSlots, ...jointSlots)
  const next = advanced(suite, joint, group, self.identityKey, transcript)
  draft.publish(joinBytes(transcript, bytesOfHex(next.chain.name)))
  return { key, next }
}

function newestTag([, peer]: readonly [MemberId, Peer]): Uint8Array {
  return bytesOfHex(peer.keys.at(-1)!.tag)
}

function sealSlots(
  draft: Draft,
  to: Others,
  table: number,
  head: Uint8Array,
  ephemeral: Uint8Array,
  secret: Uint8Array,
): readonly Uint8Array[] {
  if (to.length === 0) return []
  const { suite } = draft.context
  const context = tableContext(suite, head, table)
  const notes = to.map(([member, peer]) => {
    const plaintext = padded(suite, ephemeral, peer.keys.at(-1)!.key, context, secret)
    // a key of small order is refused when it is heard
    if (plaintext === undefined) throw new TocsinError('bug', 'a key was never checked')
    return { to: member, plaintext }
  })
  const sealed = sealTo(draft.context, draft.state.channels, notes, context, draft.now)
  if (sealed.without.length > 0) throw new TocsinError('bug', 'a slot for whom there is no channel')
  draft.absorb(sealed.step)
  return sealed.slots
}

/** Who may know the new ratchet, by any means, and who certainly can. */
function noteWhoFollows(draft: Draft, { mixed, told }: Plan): void {
  const toldMembers = new Set(told.map(([member]) => member))
  const gone = [...draft.state.peers].filter(([, peer]) => !peer.present).map(([member]) => member)
  // who is out is shut out by a seed that none of them has: together they have what each was given
  const shutsOut = mixed.some(seed => gone.every(member => !mayKnow(seed, member)))
  for (const [member, peer] of draft.state.peers) {
    const isTold = toldMembers.has(member)
    const mayFollow = peer.present ? mixed.every(seed => mayKnow(seed, member)) : !shutsOut
    const knows = isTold || (peer.knows && mayFollow)
    const follows = isTold || (peer.follows && mixed.every(seed => canKnow(seed, member)))
    const news = isTold ? { owedMs: undefined, toldMs: draft.now } : {}
    if (isTold || knows !== peer.knows || follows !== peer.follows) draft.change(member, { ...news, knows, follows })
  }
}

/** What our seed has for each of the others, until that has taken it in. */
function rememberSecrets(draft: Draft, seed: Uint8Array, sealedTo: Others): void {
  const { suite, self } = draft.context
  const seedName = seedNameOf(seedCommit(suite, seed))
  for (const [member] of sealedTo) {
    const secret = memberSecret(suite, seed, self.identityKey, identityOf(member))
    const secrets = draft.peer(member)?.secrets ?? new Map()
    draft.change(member, { secrets: withSecret(secrets, seedName, { author: self.member, secret }) })
  }
}
