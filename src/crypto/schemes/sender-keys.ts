/**
 * The scheme `sender-keys`: each member seals its messages once for all, under a chain of its own that everybody else
 * can follow. Serves docs/protocol.md, "Sender keys". The chain comes out of a ratchet that takes in a seed at each
 * removal and at times besides, told once to each member over the pairwise channels (the key agreement of Weidner,
 * Kleppmann, Hugenroth and Beresford, CCS 2021, fitted to a membership log of its own). Never seals under a ratchet that
 * one who was removed may know.
 */
import type { MemberId } from '../../base/ids.js'
import { hearChannels, isChannelMessage, restoreChannels, startChannels } from '../pairwise/channels.js'
import { restoredState, savedChanges } from '../sender-keys/at-rest.js'
import { openBody, placeOf, sealBody } from '../sender-keys/body.js'
import { Draft } from '../sender-keys/draft.js'
import { deadlineOf, dueBeforeSeal, wake } from '../sender-keys/due.js'
import { askAt, hearMessage } from '../sender-keys/hearing.js'
import { messageKey, nextOf } from '../sender-keys/key-schedule.js'
import { setMemberList } from '../sender-keys/membership.js'
import { encodeHello, KEY_BYTES } from '../sender-keys/messages.js'
import { keyAt } from '../sender-keys/receiving.js'
import { type SenderKeys, STRANGER } from '../sender-keys/state.js'
import { freshKey, takeStep } from '../sender-keys/stepping.js'
import {
  type CipherContext,
  type CipherMember,
  type EntryName,
  type GroupCipher,
  type Opened,
  Scheme,
  type Sealed,
  type Step,
} from './group-cipher.js'

export const senderKeys: GroupCipher<SenderKeys> = {
  scheme: Scheme.senderKeys,
  start,
  restore: (context, saved) => {
    const channels = restoreChannels(saved)
    return channels && restoredState(context.suite, context.self, saved, channels)
  },
  members: (context, state, members, now) => drafted(context, state, now, draft => setMemberList(draft, members)),
  hear: (context, state, message, now) =>
    drafted(context, state, now, draft => {
      if (isChannelMessage(message.payload)) draft.absorb(hearChannels(context, state.channels, message, now))
      else hearMessage(draft, message.from, message.payload)
    }),
  seal,
  open,
  deadline: deadlineOf,
  wake: (context, state, now) => drafted(context, state, now, wake),
  status: ({ own }) => ({ epoch: own.epoch, rekeyedMs: own.steppedMs }),
}

function drafted(
  context: CipherContext,
  state: SenderKeys,
  now: number,
  change: (draft: Draft) => void,
): Step<SenderKeys> {
  const draft = new Draft(context, state, now)
  change(draft)
  return draft.step()
}

function start(context: CipherContext, members: readonly CipherMember[], now: number): Step<SenderKeys> {
  const channels = startChannels(context, members, now)
  const others = members.map(({ member }) => member).filter(member => member !== context.self.member)
  const key = freshKey(context)
  const state: SenderKeys = {
    channels: channels.state,
    own: {
      ratchet: context.random.bytes(KEY_BYTES),
      keys: [key],
      seededMs: now,
      epoch: 0,
      steppedMs: undefined,
    },
    sending: { chain: undefined, sinceSeed: 0 },
    seeds: new Map(),
    peers: new Map(others.map((member): [MemberId, typeof STRANGER] => [member, STRANGER])),
    removals: new Map(),
  }
  return {
    state,
    publish: [...channels.publish, encodeHello(key.key)],
    saved: [...channels.saved, ...savedChanges(undefined, state, others)],
    notices: channels.notices,
  }
}

function seal(
  context: CipherContext,
  state: SenderKeys,
  entry: EntryName,
  body: Uint8Array,
  now: number,
): Sealed<SenderKeys> {
  const due = dueBeforeSeal(state, now)
  if (due === 'wait')
    return { type: 'not-ready', reason: 'a member left, and the seed that leaves it out is on its way' }
  const draft = new Draft(context, state, now)
  if (due !== 'nothing') takeStep(draft, due === 'seed')
  const { chain, sinceSeed } = draft.state.sending
  if (chain === undefined) return { type: 'not-ready', reason: 'no chain' }
  const key = messageKey(context.suite, chain)
  const place = { chainName: chain.name, place: chain.next }
  const sealed = sealBody(context.suite, key, place, entry.entryId, body)
  draft.set({ sending: { chain: nextOf(context.suite, chain), sinceSeed: sinceSeed + 1 } })
  return { type: 'sealed', sealed, step: draft.step() }
}

function open(
  context: CipherContext,
  state: SenderKeys,
  entry: EntryName,
  sealed: Uint8Array,
  now: number,
): Opened<SenderKeys> {
  const place = placeOf(sealed)
  const peer = state.peers.get(entry.author)
  if (place === undefined) return { type: 'wrong', reason: 'no body of sender keys' }
  if (peer === undefined) return { type: 'waits', reason: 'nothing is known of its author' }
  const draft = new Draft(context, state, now)
  const found = keyAt(context.suite, peer.receiving, place.chainName, place.place, now)
  if (found !== undefined) {
    const body = openBody(context.suite, found.key, entry.entryId, sealed)
    if (body === undefined) return { type: 'wrong', reason: 'altered, or sealed for another entry' }
    draft.change(entry.author, { receiving: found.receiving })
    return { type: 'opened', body, step: draft.step() }
  }
  if (peer.receiving.chain?.name === place.chainName || peer.ended.includes(place.chainName)) {
    return { type: 'wrong', reason: 'its key was used, or is too old' }
  }
  // a chain that we follow begins with a step that is on its way; the author of any other must be told that we do not
  const isLost = peer.ratchet === undefined && peer.present && peer.askMs === undefined && peer.askedMs === undefined
  if (isLost) draft.change(entry.author, { askMs: askAt(draft, peer) })
  return {
    type: 'waits',
    reason: 'the step that begins its chain is not here',
    ...(isLost ? { step: draft.step() } : {}),
  }
}
