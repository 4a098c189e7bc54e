/**
 * The member list changed: who came is a stranger until its hello, who went is told nothing more. Serves
 * docs/protocol.md, "Sender keys". A removal calls for a seed that leaves the removed out: one of us brings it, by a rank
 * that everyone computes alike, and the next one a little later if that one is not online.
 */
import { label } from '../../base/bytes.js'
import type { MemberId } from '../../base/ids.js'
import { SECOND_MS } from '../../base/time.js'
import { setMembers } from '../pairwise/channels.js'
import type { CipherMember } from '../schemes/group-cipher.js'
import type { Draft } from './draft.js'
import { identityOf } from './messages.js'
import { type Removal, STRANGER } from './state.js'

/** Whoever comes back hears a removal and the seed after it in one go. */
export const FIRST_RANK_MS = SECOND_MS
/** A seed is everywhere in less, so that seldom two bring one. */
export const RANK_MS = 500
/** A message waits for another's seed so long, and then brings its own. */
export const SEAL_PATIENCE_MS = 2 * SECOND_MS

const RANK = label('tocsin rekey rank 1')

export function setMemberList(draft: Draft, members: readonly CipherMember[]): void {
  const { context } = draft
  draft.absorb(setMembers(context, draft.state.channels, members))
  const present = new Set(members.map(({ member }) => member))
  for (const [member, peer] of draft.state.peers)
    if (peer.present && !present.has(member)) depart(draft, member, present)
  for (const member of present) if (member !== context.self.member) arrive(draft, member)
}

function arrive(draft: Draft, member: MemberId): void {
  const peer = draft.peer(member)
  if (peer === undefined) draft.setPeer(member, STRANGER)
  if (peer?.present !== false) return
  // its removal turned out void, or it was let in again: then its hello comes, and tells that it knows nothing
  draft.change(member, { present: true, goneMs: undefined })
  const removals = [...draft.state.removals].filter(([removed]) => removed !== member)
  draft.set({ removals: new Map(removals) })
}

function depart(draft: Draft, member: MemberId, present: ReadonlySet<MemberId>): void {
  draft.change(member, { present: false, follows: false, owedMs: undefined, askMs: undefined, goneMs: draft.now })
  // others may never hear of its last seeds, when a removal voids them
  const seeds = [...draft.state.seeds].filter(([, seed]) => seed.author !== member)
  draft.set({
    seeds: new Map(seeds),
    removals: new Map(draft.state.removals).set(member, removalOf(draft, member, present)),
  })
}

function removalOf(draft: Draft, removed: MemberId, present: ReadonlySet<MemberId>): Removal {
  const { suite, group, self } = draft.context
  const draw = (member: MemberId) => suite.sha256(RANK, group, identityOf(removed), identityOf(member))
  const own = draw(self.member)
  const rank = [...present].filter(member => isBelow(draw(member), own)).length
  const dueMs = draft.now + FIRST_RANK_MS + rank * RANK_MS
  return { sinceMs: draft.now, dueMs, retryMs: Math.min(dueMs, draft.now + SEAL_PATIENCE_MS) }
}

function isBelow(left: Uint8Array, right: Uint8Array): boolean {
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at >= 0 && left[at]! < right[at]!
}
