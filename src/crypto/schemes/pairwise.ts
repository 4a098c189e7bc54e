/**
 * pairwise: a fresh key for each body, and that key in a slot for each member, over the channel to it. Serves
 * docs/protocol.md, "Pairwise". A member that left has no slot from the moment the member list lacks it.
 *
 * Who has no slot (no channel yet, or one that broke) does not lose the body: it waits there, and sync brings the text,
 * sealed by a link. The body's seal covers all slots, so each receiver sees what anyone altered on the way, and passes
 * nothing on that it could not open itself.
 */
import { joinBytes, label } from '../../base/bytes.js'
import { paddedBody, unpadded } from '../padding.js'
import {
  type Channels,
  channelsDeadline,
  hearChannels,
  openFrom,
  restoreChannels,
  SLOT_OVERHEAD,
  sealTo,
  setMembers,
  startChannels,
  wakeChannels,
} from '../pairwise/channels.js'
import { prekeyEpoch } from '../pairwise/prekeys.js'
import {
  type CipherContext,
  type EntryName,
  type GroupCipher,
  type Opened,
  Scheme,
  type Sealed,
} from './group-cipher.js'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const COUNT_BYTES = 2
export const SLOT_BYTES = KEY_BYTES + SLOT_OVERHEAD
/** Members beyond get each body by sync: a group so large wants another scheme, and a record has to hold all slots. */
export const MAX_CONTENT_SLOTS = 500
const CONTENT = label('tocsin pairwise 1')

export const pairwise: GroupCipher<Channels> = {
  scheme: Scheme.pairwise,
  start: startChannels,
  restore: (_context, saved) => restoreChannels(saved),
  members: setMembers,
  hear: hearChannels,
  seal,
  open,
  deadline: channelsDeadline,
  wake: wakeChannels,
  // each body has keys of its own: what is renewed by the clock are the prekeys
  status: ({ own }) => prekeyEpoch(own),
}

/** count u16 ‖ slots of 92 … ‖ the padded body, sealed. */
function seal(
  context: CipherContext,
  state: Channels,
  { entryId }: EntryName,
  body: Uint8Array,
  now: number,
): Sealed<Channels> {
  const contentKey = context.random.bytes(KEY_BYTES)
  const notes = [...state.peers.keys()].slice(0, MAX_CONTENT_SLOTS).map(to => ({ to, plaintext: contentKey }))
  const { slots, step } = sealTo(context, state, notes, joinBytes(CONTENT, entryId), now)
  const head = joinBytes(Uint8Array.of(slots.length >> 8, slots.length & 255), ...slots)
  const nonce = entryId.subarray(0, NONCE_BYTES)
  const sealed = context.suite.seal(contentKey, nonce, paddedBody(body), joinBytes(entryId, head))
  return { type: 'sealed', sealed: joinBytes(head, sealed), step }
}

function open(
  context: CipherContext,
  state: Channels,
  { author, entryId }: EntryName,
  sealed: Uint8Array,
  now: number,
): Opened<Channels> {
  const count = sealed[0]! * 256 + sealed[1]!
  const headBytes = COUNT_BYTES + count * SLOT_BYTES
  if (Number.isNaN(count) || count > MAX_CONTENT_SLOTS || sealed.length < headBytes)
    return { type: 'wrong', reason: 'cut short' }
  const head = sealed.subarray(0, headBytes)
  const slots = head.subarray(COUNT_BYTES)
  const slot = openFrom(context, state, author, slots, SLOT_BYTES, joinBytes(CONTENT, entryId), now)
  if (slot.type !== 'opened') return slot
  if (slot.plaintext.length !== KEY_BYTES) return { type: 'wrong', reason: 'a slot without a key' }
  const nonce = entryId.subarray(0, NONCE_BYTES)
  const opened = context.suite.open(slot.plaintext, nonce, sealed.subarray(headBytes), joinBytes(entryId, head))
  const body = opened && unpadded(opened)
  // our slot is not used up by what somebody altered on the way: the same body may come again whole
  if (body === undefined) return { type: 'wrong', reason: 'a body that does not open' }
  return { type: 'opened', body, step: slot.step }
}
