/**
 * The scheme `mls`: RFC 9420, each message sealed once under an epoch that all who are in share. Serves docs/protocol.md,
 * "MLS". Newcomers come in by external commits, those who left are taken out by whoever's turn it is, and of concurrent
 * commits all choose the same one. Never seals in an epoch that one who was removed is in.
 */
import { joinBytes } from '../../base/bytes.js'
import { bytesOfHex, hexOf, type MemberId } from '../../base/ids.js'
import { act, found } from '../mls/acting.js'
import { savedKeysOf } from '../mls/at-rest.js'
import { Draft } from '../mls/draft.js'
import { deadlineOf, dueOf } from '../mls/due.js'
import { EPOCH_MESSAGES, type MlsEngine, messagesOf } from '../mls/engine.js'
import { hear } from '../mls/hearing.js'
import { EPOCH_NAME_BYTES, type EpochName } from '../mls/key-messages.js'
import { restoredState } from '../mls/restoring.js'
import { type HeldEpoch, type MlsGroup, RENEW_MS } from '../mls/state.js'
import { paddedBody, unpadded } from '../padding.js'
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

export function mls(engine: MlsEngine): GroupCipher<MlsGroup> {
  function drafted(context: CipherContext, state: MlsGroup, now: number, change: (draft: Draft) => void) {
    const draft = new Draft(engine, context, state, now)
    change(draft)
    return draft.step()
  }

  return {
    scheme: Scheme.mls,
    start: (context, members, now) =>
      drafted(context, empty(now), now, draft => {
        draft.set({ members: namesOf(members) })
        // whoever is alone founds the group; whoever is not waits for what the others publish
        if (members.length === 1) found(draft)
        else draft.settle([])
      }),
    restore: (context, saved) => restoredState(engine, context, saved),
    members: (context, state, members, now) =>
      drafted(context, state, now, draft => {
        draft.set({ members: namesOf(members) })
        draft.settle([])
      }),
    hear: (context, state, message, now) => drafted(context, state, now, draft => hear(draft, message)),
    seal: (context, state, entry, body) => seal(engine, context, state, entry, body),
    open: (context, state, entry, sealed, now) => open(engine, context, state, entry, sealed, now),
    deadline: deadlineOf,
    wake: (context, state, now) => drafted(context, state, now, act),
    status: ({ known, tip, rekeyedMs }) => ({ epoch: (tip && known.get(tip)?.number) || 0, rekeyedMs }),
  }
}

function empty(now: number): MlsGroup {
  return {
    members: new Set(),
    known: new Map(),
    held: new Map(),
    best: undefined,
    tip: undefined,
    tipMs: now,
    strangers: [],
    strangersMs: now,
    view: undefined,
    heardMs: now,
    readyMs: now,
    renewedMs: now,
    confirmedMs: now,
    rekeyedMs: undefined,
    due: undefined,
  }
}

function namesOf(members: readonly CipherMember[]): ReadonlySet<MemberId> {
  return new Set(members.map(({ member }) => member))
}

function seal(
  engine: MlsEngine,
  context: CipherContext,
  state: MlsGroup,
  { entryId }: EntryName,
  body: Uint8Array,
): Sealed<MlsGroup> {
  const { tip, held, members, strangers } = state
  const { member } = context.self
  const epoch = tip === undefined ? undefined : held.get(tip)
  const leaf = epoch?.leafOf.get(member)
  const ratchet = leaf === undefined ? undefined : epoch?.ratchets[leaf]
  if (tip === undefined || epoch === undefined || leaf === undefined || ratchet === undefined) {
    return { type: 'not-ready', reason: 'not in the group yet: what the others publish is on its way' }
  }
  if (!members.has(member)) return { type: 'not-ready', reason: 'no member any more' }
  if (strangers.length > 0)
    return { type: 'not-ready', reason: 'a member left, and the epoch without it is on its way' }
  const sealed = engine.seal(epoch.epoch, ratchet, entryId, paddedBody(body))
  const step = withRatchet(state, tip, epoch, leaf, sealed.ratchet)
  const isUsedUp = messagesOf(sealed.ratchet) === EPOCH_MESSAGES
  const next = isUsedUp ? { ...step.state, due: dueOf(context, step.state) } : step.state
  return { type: 'sealed', sealed: joinBytes(bytesOfHex(tip), sealed.sealed), step: { ...step, state: next } }
}

function open(
  engine: MlsEngine,
  context: CipherContext,
  state: MlsGroup,
  { author, entryId }: EntryName,
  sealed: Uint8Array,
  now: number,
): Opened<MlsGroup> {
  if (sealed.length < EPOCH_NAME_BYTES) return { type: 'wrong', reason: 'no body of MLS' }
  const name = hexOf(sealed.subarray(0, EPOCH_NAME_BYTES))
  const epoch = state.held.get(name)
  if (epoch === undefined) {
    return state.known.has(name)
      ? { type: 'wrong', reason: 'of an epoch that we are not in, or left long ago' }
      : { type: 'waits', reason: 'the commit that begins its epoch is not here' }
  }
  const leaf = epoch.leafOf.get(author)
  const ratchet = leaf === undefined ? undefined : epoch.ratchets[leaf]
  if (leaf === undefined || ratchet === undefined) return { type: 'wrong', reason: 'its author is not in its epoch' }
  const opened = engine.open(epoch.epoch, leaf, ratchet, entryId, sealed.subarray(EPOCH_NAME_BYTES))
  if (opened.type === 'refused') return { type: 'wrong', reason: opened.reason }
  const body = unpadded(opened.body)
  if (body === undefined) return { type: 'wrong', reason: 'not padded' }
  const step = withRatchet(state, name, epoch, leaf, opened.ratchet)
  return { type: 'opened', body, step: name === state.tip ? confirmed(context, step, now) : step }
}

/** Others are in our epoch: whoever is due to make its keys anew is heard. */
function confirmed(context: CipherContext, step: Step<MlsGroup>, now: number): Step<MlsGroup> {
  const { renewedMs, confirmedMs } = step.state
  const isNews = now >= renewedMs + RENEW_MS && confirmedMs < renewedMs + RENEW_MS
  if (!isNews) return step
  const state = { ...step.state, confirmedMs: now }
  return { ...step, state: { ...state, due: dueOf(context, state) } }
}

function withRatchet(
  state: MlsGroup,
  name: EpochName,
  epoch: HeldEpoch,
  leaf: number,
  ratchet: Uint8Array,
): Step<MlsGroup> {
  const changed = { ...epoch, ratchets: epoch.ratchets.with(leaf, ratchet) }
  const held = new Map(state.held).set(name, changed)
  return { state: { ...state, held }, publish: [], saved: [savedKeysOf(name, changed, leaf)], notices: [] }
}
