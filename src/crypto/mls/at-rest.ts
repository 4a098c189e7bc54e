/**
 * The state at rest, as small named values. Serves docs/protocol.md, "MLS". What is secret goes with its epoch: the epoch
 * itself, written once, and the message keys of sixteen leaves each, written anew with each message. restoring.ts
 * reads them.
 *
 *     known/<name>      when it was heard ‖ sound ‖ committer's key (32) ‖ key message
 *     held/<name>       the engine's bytes
 *     keys/<name>/<n>   the ratchets of leaves 16 n to 16 n + 15: (length u16 ‖ ratchet) each
 *     members           the members' keys, 32 bytes each
 *     place             tip ‖ times ‖ count u8 ‖ (name ‖ when it was left) for each epoch that is held
 */
import { joinBytes } from '../../base/bytes.js'
import { bytesOfHex, type MemberId, publicKeyOf } from '../../base/ids.js'
import { flag, time, u8, u16 } from '../pairwise/fields.js'
import type { SavedValue } from '../schemes/group-cipher.js'
import type { MlsEngine } from './engine.js'
import { type EpochName, encodeEpochMessage } from './key-messages.js'
import type { HeldEpoch, KnownEpoch, MlsGroup } from './state.js'

/** A message changes one of these values, and 16 ratchets are some 600 bytes. */
export const CHUNK_LEAVES = 16

export function savedChanges(engine: MlsEngine, before: MlsGroup | undefined, after: MlsGroup): readonly SavedValue[] {
  const saved: SavedValue[] = []
  changes(before?.known, after.known, (name, _, epoch) => {
    saved.push([`known/${name}`, epoch && encodeKnown(epoch)])
  })
  changes(before?.held, after.held, (name, former, epoch) => {
    if (former?.epoch !== epoch?.epoch) saved.push([`held/${name}`, epoch && engine.encode(epoch.epoch)])
    saved.push(...changedKeys(name, former, epoch))
  })
  if (before?.members !== after.members) saved.push(['members', joinBytes(...[...after.members].map(keyOf))])
  saved.push(['place', encodePlace(after)])
  return saved
}

function changes<Value>(
  before: ReadonlyMap<EpochName, Value> | undefined,
  after: ReadonlyMap<EpochName, Value>,
  changed: (name: EpochName, former: Value | undefined, value: Value | undefined) => void,
): void {
  if (before === after) return
  for (const [name, value] of after) if (before?.get(name) !== value) changed(name, before?.get(name), value)
  for (const [name, value] of before ?? []) if (!after.has(name)) changed(name, value, undefined)
}

function changedKeys(name: EpochName, former: HeldEpoch | undefined, epoch: HeldEpoch | undefined): SavedValue[] {
  const saved: SavedValue[] = []
  const count = Math.max(former?.ratchets.length ?? 0, epoch?.ratchets.length ?? 0)
  for (let leaf = 0; leaf < count; leaf += CHUNK_LEAVES) {
    const now = epoch?.ratchets.slice(leaf, leaf + CHUNK_LEAVES)
    const isSame = now?.every((ratchet, index) => ratchet === former?.ratchets[leaf + index])
    if (isSame !== true || former === undefined) saved.push(savedKeys(name, leaf, now))
  }
  return saved
}

/** Of the chunk that `leaf` is in. */
export function savedKeysOf(name: EpochName, { ratchets }: HeldEpoch, leaf: number): SavedValue {
  const first = leaf - (leaf % CHUNK_LEAVES)
  return savedKeys(name, first, ratchets.slice(first, first + CHUNK_LEAVES))
}

function savedKeys(
  name: EpochName,
  first: number,
  ratchets: readonly (Uint8Array | undefined)[] | undefined,
): SavedValue {
  const fields = ratchets?.flatMap(ratchet => (ratchet === undefined ? [u16(0)] : [u16(ratchet.length), ratchet]))
  return [`keys/${name}/${first / CHUNK_LEAVES}`, fields && joinBytes(...fields)]
}

function encodeKnown(epoch: KnownEpoch): Uint8Array {
  return joinBytes(time(epoch.heardMs), flag(epoch.sound), keyOf(epoch.committer), encodeEpochMessage(epoch))
}

function encodePlace({ tip, tipMs, strangersMs, heardMs, renewedMs, rekeyedMs, held }: MlsGroup): Uint8Array {
  const times = [tipMs, strangersMs, heardMs, renewedMs, rekeyedMs].map(time)
  const left = [...held].flatMap(([name, { leftMs }]) => [bytesOfHex(name), time(leftMs)])
  const tipName = tip === undefined ? [] : [bytesOfHex(tip)]
  return joinBytes(flag(tip !== undefined), ...tipName, ...times, u8(held.size), ...left)
}

function keyOf(member: MemberId): Uint8Array {
  return publicKeyOf(member) ?? new Uint8Array()
}
