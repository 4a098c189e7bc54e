/**
 * What others published: a hello, a step, a question. Serves docs/protocol.md, "Sender keys". All of it may be a lie:
 * what is not as it must be is named and changes nothing but what it says of its own author, and whoever's ratchet cannot
 * be followed is asked for it, later and seldom.
 */
import type { MemberId } from '../../base/ids.js'
import { MINUTE_MS, SECOND_MS } from '../../base/time.js'
import { openFrom } from '../pairwise/channels.js'
import { sameBytes } from '../same.js'
import type { Draft } from './draft.js'
import {
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
import { type Ask, decodeMessage, type Hello, hexName, identityOf, type RatchetStep, SLOT_BYTES } from './messages.js'
import { ended } from './receiving.js'
import { withoutAcked, withSecret } from './secrets.js'
import { MAX_MEMBER_SECRETS, MAX_MISSED, MAX_STEP_KEYS, mayKnow, type Peer, type Spread } from './state.js'

/** Before we ask: its next step may be on its way. */
export const ASK_AFTER_MS = 30 * SECOND_MS
/** Between two questions to one member, and between two answers: what one who only asks costs the others. */
export const ASK_AGAIN_MS = 10 * MINUTE_MS
/** A seed that leaves out more of those who follow us is not taken in: each of them would cost a slot. */
export const MAX_LEFT_OUT = 16

export function hearMessage(draft: Draft, from: MemberId, payload: Uint8Array): void {
  const peer = draft.peer(from)
  // what the removed wrote before they were is heard before the removal: all that comes after it is void
  if (peer === undefined || !peer.present) return
  const message = decodeMessage(payload)
  if (message === undefined) draft.blame(from, 'a key message of no known layout')
  else if (!isUsable(draft, message.key)) draft.blame(from, 'a key of small order')
  else if (message.type === 'hello') hearHello(draft, from, peer, message)
  else if (message.type === 'step') hearStep(draft, from, message)
  else hearAsk(draft, from, peer, message)
}

/** A key that gives all zeros with one secret gives them with all. */
function isUsable({ context: { suite }, state }: Draft, key: Uint8Array): boolean {
  return suite.x25519(state.own.keys.at(-1)!.secret, key) !== undefined
}

/** It knows nothing: not our ratchet, nor what earlier seeds had for it. Its earlier self may still know both. */
function hearHello(draft: Draft, from: MemberId, peer: Peer, { key }: Hello): void {
  const over = ended(draft.context.suite, peer, 0, draft.now)
  const fresh = { ratchet: undefined, secrets: new Map(), askMs: undefined, askedMs: undefined, ...over }
  draft.setPeer(from, { ...peer, ...fresh, keys: [], owedMs: owedAt(draft, peer) })
  learnKey(draft, from, key)
  const seeds = [...draft.state.seeds].filter(([, seed]) => seed.author !== from)
  draft.set({ seeds: new Map(seeds) })
}

function hearAsk(draft: Draft, from: MemberId, peer: Peer, { key, members, seeds }: Ask): void {
  learnKey(draft, from, key)
  noteLacking(draft, from, seeds)
  if (members.includes(hexName(draft.context.self.member))) draft.change(from, { owedMs: owedAt(draft, peer) })
}

/** Our ratchet may take these seeds in all the same: `member` is told it then. */
function noteLacking(draft: Draft, member: MemberId, names: readonly string[]): void {
  const lacked = new Set(names)
  const seeds = [...draft.state.seeds].map(([name, seed]) =>
    lacked.has(name)
      ? ([name, { ...seed, lacking: new Set(seed.lacking).add(member) }] as const)
      : ([name, seed] as const),
  )
  draft.set({ seeds: new Map(seeds) })
}

function owedAt({ now }: Draft, { owedMs, toldMs }: Peer): number {
  return owedMs ?? Math.max(now, (toldMs ?? Number.NEGATIVE_INFINITY) + ASK_AGAIN_MS)
}

function learnKey(draft: Draft, member: MemberId, key: Uint8Array): void {
  const known = draft.peer(member)?.keys ?? []
  const tag = keyTag(draft.context.suite, identityOf(member), key)
  draft.change(member, { keys: [...known, { key, tag }].slice(-MAX_STEP_KEYS) })
}

function hearStep(draft: Draft, from: MemberId, step: RatchetStep): void {
  learnKey(draft, from, step.key)
  const opened = openSlots(draft, from, step)
  if (step.commit !== undefined && opened.seed !== undefined) takeSeed(draft, from, step, step.commit, opened.seed)
  follow(draft, from, step, opened)
  const peer = draft.peer(from)
  if (peer !== undefined) draft.change(from, { secrets: withoutAcked(peer.secrets, step.acks) })
}

interface Opened {
  readonly seed: Uint8Array | undefined
  readonly joint: Uint8Array | undefined
  /** There was a slot for us, and it did not open. */
  readonly failed: boolean
}

function openSlots(draft: Draft, from: MemberId, step: RatchetStep): Opened {
  const seed = openSlot(draft, from, step, Table.seeds)
  const joint = openSlot(draft, from, step, Table.joints)
  const isTrue = seed.secret !== undefined && isCommitted(draft, step, seed.secret)
  if (seed.secret !== undefined && !isTrue) draft.blame(from, 'a seed that is not the one it commits to')
  const isMissed = seed.failed || (seed.secret !== undefined && !isTrue)
  if (isMissed && step.commit !== undefined) noteMissed(draft, from, seedNameOf(step.commit))
  const failed = joint.failed || isMissed
  return { seed: isTrue ? seed.secret : undefined, joint: joint.secret, failed }
}

function noteMissed(draft: Draft, from: MemberId, seedName: string): void {
  const missed = draft.peer(from)?.missed ?? []
  if (!missed.includes(seedName)) draft.change(from, { missed: [...missed, seedName].slice(-MAX_MISSED) })
}

function isCommitted({ context: { suite } }: Draft, { commit }: RatchetStep, seed: Uint8Array): boolean {
  return commit !== undefined && sameBytes(seedCommit(suite, seed), commit)
}

interface OpenedSlot {
  readonly secret?: Uint8Array
  readonly failed: boolean
}

function openSlot(draft: Draft, from: MemberId, step: RatchetStep, table: number): OpenedSlot {
  const { context, now, state } = draft
  const [tags, slots] = table === Table.seeds ? [step.seedTags, step.seedSlots] : [step.jointTags, step.jointSlots]
  const own = state.own.keys.find(({ tag }) => tags.includes(tag))
  if (own === undefined || step.ephemeral === undefined) return { failed: false }
  const slotContext = tableContext(context.suite, step.head, table)
  const opened = openFrom(context, state.channels, from, slots, SLOT_BYTES, slotContext, now)
  if (opened.step !== undefined) draft.absorb(opened.step)
  if (opened.type !== 'opened' || opened.plaintext.length !== own.secret.length) return { failed: true }
  const secret = padded(context.suite, own.secret, step.ephemeral, slotContext, opened.plaintext)
  if (secret !== undefined) return { secret, failed: false }
  draft.blame(from, 'a key of small order')
  return { failed: true }
}

/** The seed has something for each of its recipients; what it has for us waits for our next step. */
function takeSeed(draft: Draft, from: MemberId, step: RatchetStep, commit: Uint8Array, seed: Uint8Array): void {
  const { suite, self } = draft.context
  const name = seedNameOf(commit)
  if (draft.state.seeds.has(name)) {
    draft.blame(from, 'a seed that came before')
    return
  }
  const author = identityOf(from)
  const tags = new Set(step.seedTags)
  const recipients = new Set<MemberId>()
  for (const [member, peer] of draft.state.peers) {
    if (peer.keys.some(({ tag }) => tags.has(tag))) recipients.add(member)
  }
  for (const member of recipients) {
    const secrets = draft.peer(member)?.secrets
    if (secrets === undefined) continue
    const secret = memberSecret(suite, seed, author, identityOf(member))
    draft.change(member, { secrets: withSecret(secrets, name, { author: from, secret }) })
  }
  const unsure = recipients.size + 1 < step.seedTags.length
  const heard = { author: from, recipients, lacking: new Set<MemberId>(), unsure, heardMs: draft.now }
  noteLeftOut(draft, heard)
  const leftOut = [...draft.state.peers].filter(
    ([member, peer]) => peer.present && peer.follows && member !== from && !recipients.has(member),
  )
  if (leftOut.length > MAX_LEFT_OUT) return
  const order = 1 + Math.max(0, ...[...draft.state.seeds.values()].map(other => other.order))
  const secret = memberSecret(suite, seed, author, self.identityKey)
  const seeds = [...draft.state.seeds, [name, { ...heard, secret, order }] as const]
  draft.set({ seeds: new Map(seeds.slice(-MAX_MEMBER_SECRETS)) })
}

/** Removals that this seed has seen to need none of ours. */
function noteLeftOut(draft: Draft, seed: Spread): void {
  const { removals } = draft.state
  const left = [...removals].filter(([member]) => mayKnow(seed, member))
  if (left.length < removals.size) draft.set({ removals: new Map(left) })
}

/** Its chain ends and the next one begins, if we know what its ratchet took in. */
function follow(draft: Draft, from: MemberId, step: RatchetStep, opened: Opened): void {
  const { suite, group } = draft.context
  const peer = draft.peer(from)
  if (peer === undefined) return
  const over = ended(suite, peer, step.sent, draft.now)
  const author = identityOf(from)
  const joint = opened.joint ?? ownJoint(draft, peer, author, step, opened.seed)
  const next = joint && advanced(suite, joint, group, author, step.transcript)
  if (next !== undefined && next.chain.name === step.chainName) {
    const receiving = { ...over.receiving, chain: next.chain }
    draft.change(from, { ...over, ratchet: next.ratchet, receiving, askMs: undefined, askedMs: undefined })
    return
  }
  if (opened.joint !== undefined) draft.blame(from, 'a ratchet that does not lead where its step says')
  // of a step that was for others alone nothing is amiss: who has just come is told with a later one
  const isLost = peer.ratchet !== undefined || opened.failed || opened.joint !== undefined
  draft.change(from, { ...over, ratchet: undefined, ...(isLost ? { askMs: askAt(draft, peer) } : {}) })
}

/** Undefined when we lack its ratchet, or what one of its seeds had for it. */
function ownJoint(
  draft: Draft,
  peer: Peer,
  author: Uint8Array,
  step: RatchetStep,
  seed: Uint8Array | undefined,
): Uint8Array | undefined {
  const { suite } = draft.context
  if (peer.ratchet === undefined || (step.commit !== undefined && seed === undefined)) return undefined
  const secrets = seed === undefined ? [] : [memberSecret(suite, seed, author, author)]
  for (const seedName of step.acks) {
    const known = peer.secrets.get(seedName)
    if (known === undefined) return undefined
    secrets.push(known.secret)
  }
  return jointOf(suite, peer.ratchet, secrets)
}

export function askAt({ now }: Draft, { askMs, askedMs }: Peer): number {
  return askMs ?? Math.max(now + ASK_AFTER_MS, (askedMs ?? Number.NEGATIVE_INFINITY) + ASK_AGAIN_MS)
}
