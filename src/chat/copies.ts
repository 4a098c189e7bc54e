/** What came of folders that were copied, as an embedder sees it: members that run twice, and logs that fork. Translation only. */
import type { GroupPeer } from '../peer/group.js'
import type { CloneEvent, ForkEvent } from './surface.js'

export function clonesOf({ clones, group, membership }: GroupPeer, now: number): CloneEvent[] {
  return clones
    .all(now)
    .map(member => ({ type: 'clone', group, member, name: membership?.members.get(member)?.name ?? '' }))
}

export function forksOf({ syncing, group }: GroupPeer): ForkEvent[] {
  return syncing.forks().map(fork => ({ type: 'fork', group, ...fork }))
}
