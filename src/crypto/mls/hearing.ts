/**
 * A key message that came. Serves docs/protocol.md, "MLS". A commit upon an epoch that is held is applied at once, also
 * where another one won: what was sealed under it by who did not know yet can then be opened.
 */
import { type MemberId, publicKeyOf } from '../../base/ids.js'
import type { KeyMessage } from '../schemes/group-cipher.js'
import type { Draft } from './draft.js'
import { decodeEpochMessage, type EpochName, epochNameOf, orderOf } from './key-messages.js'
import type { KnownEpoch } from './state.js'

export function hear(draft: Draft, { from, payload }: KeyMessage): void {
  const { suite } = draft.context
  const message = decodeEpochMessage(payload)
  if (message === undefined) {
    draft.blame(from, 'no key message of MLS')
    return
  }
  const name = epochNameOf(suite, from, payload)
  if (draft.state.known.has(name)) return
  const parent = message.parent === undefined ? undefined : draft.state.known.get(message.parent)
  if (parent !== undefined && parent.number + 1 !== message.number) {
    draft.blame(from, 'its number is not the next one')
    return
  }
  const order = orderOf(suite, message.parent, from)
  const sound = parent === undefined || parent.sound || parent.committer !== from
  const news = learn(draft, { ...message, name, committer: from, order, sound, heardMs: draft.now })
  if (news.length === 0) return
  draft.set({ heardMs: draft.now })
  draft.settle(news.length === 1 ? news : undefined)
}

/** What it is of, and those that were waiting for it. */
function learn(draft: Draft, epoch: KnownEpoch): readonly KnownEpoch[] {
  const applied = apply(draft, epoch)
  if (applied === undefined) {
    // one that came before what it builds on was known already
    if (draft.state.known.has(epoch.name)) draft.know({ ...epoch, sound: false })
    return []
  }
  draft.know(applied)
  return [applied, ...childrenOf(draft, applied.name).flatMap(child => learn(draft, child))]
}

function childrenOf(draft: Draft, name: EpochName): readonly KnownEpoch[] {
  return [...draft.state.known.values()].filter(({ parent }) => parent === name)
}

/** Enters it where that is possible; undefined: it is wrong. */
function apply(draft: Draft, epoch: KnownEpoch): KnownEpoch | undefined {
  const parent = epoch.parent === undefined ? undefined : draft.state.held.get(epoch.parent)
  if (parent === undefined || draft.state.held.has(epoch.name)) return epoch
  const message = { commit: epoch.commit, from: identityOf(epoch.committer) }
  const received = draft.engine.receive(parent.epoch, message, epoch.groupInfo)
  switch (received.type) {
    case 'removed':
      return epoch
    case 'unreadable':
      return { ...epoch, sound: false }
    case 'refused':
      draft.blame(epoch.committer, received.reason)
      return undefined
    case 'entered': {
      const { entered, removes, flaw } = received
      if (removes !== epoch.removes || entered.number !== epoch.number) {
        draft.blame(epoch.committer, 'it is not what it says it is')
        return undefined
      }
      if (flaw !== undefined) draft.blame(epoch.committer, flaw)
      draft.hold(epoch.name, entered)
      return flaw === undefined ? epoch : { ...epoch, sound: false }
    }
  }
}

function identityOf(member: MemberId): Uint8Array {
  return publicKeyOf(member) ?? new Uint8Array()
}
