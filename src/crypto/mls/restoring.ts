/**
 * The state from the values that were saved (at-rest.ts). Serves docs/protocol.md, "MLS". What is read may be damaged:
 * then there is no state, and the member comes in again as a newcomer does. Nothing is done before it is woken.
 */
import { hexOf, type MemberId, memberIdOf } from '../../base/ids.js'
import { FieldReader } from '../pairwise/fields.js'
import type { CipherContext } from '../schemes/group-cipher.js'
import { CHUNK_LEAVES } from './at-rest.js'
import { dueOf } from './due.js'
import type { MlsEngine } from './engine.js'
import { bestOf } from './fork.js'
import { decodeEpochMessage, EPOCH_NAME_BYTES, type EpochName, epochNameOf, orderOf } from './key-messages.js'
import { type HeldEpoch, type KnownEpoch, leavesByMember, type MlsGroup, strangersOf } from './state.js'

type Saved = ReadonlyMap<string, Uint8Array>

const KEY_BYTES = 32
/** When it was heard, and whether it is sound, before the committer's key. */
const KNOWN_HEAD_BYTES = 8 + 1

export function restoredState(engine: MlsEngine, context: CipherContext, saved: Saved): MlsGroup | undefined {
  const known = allOf('known/', saved, (name, bytes) => decodeKnown(context, name, bytes))
  const place = decodePlace(saved.get('place'))
  const members = decodeMembers(saved.get('members'))
  if (known === undefined || place === undefined || members === undefined) return undefined
  const { left, ...times } = place
  const held = allOf('held/', saved, (name, bytes) => {
    const isHeld = known.has(name) && left.has(name)
    return isHeld ? decodeHeld(engine, context, name, bytes, left.get(name), saved) : undefined
  })
  if (held?.size !== left.size || (times.tip !== undefined && !held.has(times.tip))) return undefined
  const parts = { known, held, view: undefined }
  const strangers = strangersOf({ tip: times.tip, held, members })
  const state = {
    ...parts,
    ...times,
    members,
    strangers,
    best: bestOf(parts),
    confirmedMs: 0,
    readyMs: undefined,
    due: undefined,
  }
  return { ...state, due: dueOf(context, state) }
}

/** Undefined when one of them is damaged. */
function allOf<Value>(
  prefix: string,
  saved: Saved,
  decode: (name: string, bytes: Uint8Array) => Value | undefined,
): Map<string, Value> | undefined {
  const values = new Map<string, Value>()
  for (const [key, bytes] of saved) {
    if (!key.startsWith(prefix)) continue
    const name = key.slice(prefix.length)
    const value = decode(name, bytes)
    if (value === undefined) return undefined
    values.set(name, value)
  }
  return values
}

function decodeKnown({ suite }: CipherContext, name: EpochName, bytes: Uint8Array): KnownEpoch | undefined {
  const reader = new FieldReader(bytes.subarray(0, KNOWN_HEAD_BYTES + KEY_BYTES))
  const heardMs = reader.time()
  const sound = reader.flag()
  const committer = memberIdOf(reader.take(KEY_BYTES))
  const payload = bytes.subarray(KNOWN_HEAD_BYTES + KEY_BYTES)
  const message = decodeEpochMessage(payload)
  if (!reader.done || heardMs === undefined || message === undefined) return undefined
  if (epochNameOf(suite, committer, payload) !== name) return undefined
  return { ...message, name, committer, order: orderOf(suite, message.parent, committer), sound, heardMs }
}

function decodePlace(bytes: Uint8Array | undefined) {
  if (bytes === undefined) return undefined
  const reader = new FieldReader(bytes)
  const tip = reader.flag() ? hexOf(reader.take(EPOCH_NAME_BYTES)) : undefined
  const [tipMs, strangersMs, heardMs, renewedMs, rekeyedMs] = reader.list(5, () => reader.time())
  const entries = reader.list(reader.count(255), () => [hexOf(reader.take(EPOCH_NAME_BYTES)), reader.time()] as const)
  if (!reader.done || tipMs === undefined || strangersMs === undefined || heardMs === undefined) return undefined
  if (renewedMs === undefined) return undefined
  return {
    tip,
    tipMs,
    strangersMs,
    heardMs,
    renewedMs,
    rekeyedMs,
    left: new Map<EpochName, number | undefined>(entries),
  }
}

function decodeMembers(bytes: Uint8Array | undefined): ReadonlySet<MemberId> | undefined {
  if (bytes === undefined || bytes.length % KEY_BYTES !== 0) return undefined
  const members = new Set<MemberId>()
  for (let at = 0; at < bytes.length; at += KEY_BYTES) members.add(memberIdOf(bytes.subarray(at, at + KEY_BYTES)))
  return members
}

function decodeHeld(
  engine: MlsEngine,
  { self }: CipherContext,
  name: EpochName,
  bytes: Uint8Array,
  leftMs: number | undefined,
  saved: Saved,
): HeldEpoch | undefined {
  const decoded = engine.decode(bytes, self)
  if (decoded === undefined) return undefined
  const { epoch, leaves } = decoded
  const ratchets: (Uint8Array | undefined)[] = []
  for (let first = 0; first < leaves.length; first += CHUNK_LEAVES) {
    const chunk = decodeKeys(saved.get(`keys/${name}/${first / CHUNK_LEAVES}`))
    if (chunk?.length !== Math.min(CHUNK_LEAVES, leaves.length - first)) return undefined
    ratchets.push(...chunk)
  }
  const fits = leaves.every((key, leaf) => (key === undefined) === (ratchets[leaf] === undefined))
  return fits ? { epoch, leafOf: leavesByMember(leaves), ratchets, leftMs } : undefined
}

function decodeKeys(bytes: Uint8Array | undefined): readonly (Uint8Array | undefined)[] | undefined {
  if (bytes === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ratchets: (Uint8Array | undefined)[] = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const end = at + 2 + view.getUint16(at)
    ratchets.push(end === at + 2 ? undefined : bytes.slice(at + 2, end))
    at = end
  }
  return at === bytes.length ? ratchets : undefined
}
