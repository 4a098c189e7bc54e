/**
 * Whose turn it is, and when. Serves docs/protocol.md, "MLS". The right to commit goes by rank, so that of many who see
 * the need one commits, and the next one only if that one does not.
 */
import { label } from '../../base/bytes.js'
import { bytesOfHex, type MemberId } from '../../base/ids.js'
import { earliest } from '../../base/machine.js'
import type { CipherContext } from '../schemes/group-cipher.js'
import { EPOCH_MESSAGES, messagesOf } from './engine.js'
import { isBetter, isCertain, wayTo } from './fork.js'
import type { EpochName } from './key-messages.js'
import {
  type Due,
  FOUND_MS,
  KEY_QUIET_MS,
  LEFT_MS,
  MAX_OUTRUN,
  type MlsGroup,
  RENEW_MS,
  STUCK_MS,
  TURN_MS,
} from './state.js'

export function deadlineOf({ due, held }: MlsGroup): number | undefined {
  const leaving = [...held.values()].map(({ leftMs }) => leftMs && leftMs + LEFT_MS)
  return earliest(due?.atMs, ...leaving)
}

export function dueOf(context: CipherContext, state: MlsGroup): Due | undefined {
  const { members, readyMs, best, tip } = state
  if (!members.has(context.self.member)) return undefined
  if (readyMs === undefined) return { act: 'begin', atMs: 0 }
  if (best === undefined) {
    const atMs = readyMs + FOUND_MS + waitOf(context, undefined, members)
    return { act: 'found', atMs }
  }
  if (best !== tip) return joinDue(context, state, Math.max(readyMs, state.heardMs + KEY_QUIET_MS), best)
  return commitDue(context, state, readyMs, best)
}

function joinDue(context: CipherContext, { members, view }: MlsGroup, fromMs: number, best: EpochName): Due {
  if (view?.name !== best) return { act: 'look', atMs: fromMs }
  const outside = [...members].filter(member => member === context.self.member || !view.present.has(member))
  return { act: 'join', atMs: fromMs + waitOf(context, best, outside) }
}

function commitDue(context: CipherContext, state: MlsGroup, readyMs: number, tip: EpochName): Due | undefined {
  const { members, strangers, strangersMs, tipMs, renewedMs, held } = state
  const leafOf = held.get(tip)?.leafOf ?? new Map<MemberId, number>()
  const turn = () => {
    const inside = [...leafOf.keys()].filter(member => members.has(member))
    return waitOf(context, tip, inside)
  }
  if (strangers.length > 0) return { act: 'remove', atMs: Math.max(readyMs, tipMs, strangersMs) + turn() }
  const stuckMs = stuckSince(state, tip)
  if (stuckMs !== undefined) return { act: 'outrun', atMs: Math.max(readyMs, tipMs, stuckMs + STUCK_MS) + turn() }
  const own = ownRatchet(context, state)
  const isUsedUp = own !== undefined && messagesOf(own) >= EPOCH_MESSAGES
  const isOld = state.confirmedMs >= renewedMs + RENEW_MS
  if (!isUsedUp && !isOld) return undefined
  return { act: 'renew', atMs: Math.max(readyMs, tipMs, isUsedUp ? 0 : state.confirmedMs) + turn() }
}

export function ownRatchet({ self }: CipherContext, { held, tip }: MlsGroup): Uint8Array | undefined {
  const epoch = tip === undefined ? undefined : held.get(tip)
  const leaf = epoch?.leafOf.get(self.member)
  return leaf === undefined ? undefined : epoch?.ratchets[leaf]
}

/** Since when an epoch is known that others may be in, and that one cannot come to from here, or not agree upon. */
function stuckSince(state: MlsGroup, tip: EpochName): number | undefined {
  const { known } = state
  const own = known.get(tip)
  if (own === undefined) return undefined
  let since: number | undefined
  for (const epoch of known.values()) {
    if (epoch.number < own.number || epoch.number > own.number + MAX_OUTRUN) continue
    const isOutOfReach = !epoch.sound || wayTo(state, epoch.name) === undefined
    if (isCertain(known, epoch, own) && !(isOutOfReach && isBetter(known, epoch, own))) continue
    since = earliest(since, epoch.heardMs)
  }
  return since
}

const TURN = label('tocsin mls turn')

/** How long this member leaves the right to others, of those who have it. */
function waitOf({ suite, self }: CipherContext, epoch: EpochName | undefined, members: Iterable<MemberId>): number {
  const place = epoch === undefined ? new Uint8Array() : bytesOfHex(epoch)
  const rankOf = (member: MemberId) => suite.sha256(TURN, place, label(member))
  const own = rankOf(self.member)
  let before = 0
  for (const member of members) if (member !== self.member && isLower(rankOf(member), own)) before += 1
  return before * TURN_MS
}

function isLower(left: Uint8Array, right: Uint8Array): boolean {
  const at = left.findIndex((byte, index) => byte !== right[index])
  return at >= 0 && left[at]! < right[at]!
}
