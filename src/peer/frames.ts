/**
 * Which part of a group a frame is for. Routing only: every part judges for itself what it is given.
 */
import type { MemberId } from '../base/ids.js'
import { type Frame, Presence } from '../wire/generated/link.js'
import type { CutOffs } from './cut-offs.js'
import { isWithinBounds } from './frame-bounds.js'
import type { Intake } from './intake.js'
import { wayOf } from './offers.js'
import type { Presences } from './presences.js'
import type { Spreading } from './spreading.js'
import type { Syncing } from './syncing.js'

export interface FrameParts {
  readonly presences: Presences
  readonly spreading: Spreading
  readonly syncing: Syncing
  readonly intake: Intake
  readonly cutOffs: CutOffs
}

export function routeFrame(parts: FrameParts, from: MemberId, frame: Frame, now: number): void {
  const { presences, spreading, syncing } = parts
  // what comes in one record with the last fault was on its way
  if (parts.cutOffs.has(from)) return
  if (!isWithinBounds(frame)) parts.cutOffs.fault(from, 'bad-frame', now)
  else if (frame.forward !== undefined) forward(parts, from, frame.forward, now)
  else if (frame.acks !== undefined) spreading.acked(from, frame.acks, now)
  else if (frame.receipt !== undefined) spreading.receipt(from, frame.receipt, now)
  else if (frame.announce !== undefined) spreading.announced(from, frame.announce, now)
  else if (frame.pull !== undefined) spreading.pulled(from, frame.pull, now)
  else if (frame.probe !== undefined) probe(parts, from, frame.probe, now)
  else if (frame.livenessQuery !== undefined) presences.queried(from, frame.livenessQuery)
  else if (frame.livenessAnswer !== undefined) presences.answered(from, frame.livenessAnswer, now)
  else if (frame.rosterDigest !== undefined) presences.exchange.digest(from, frame.rosterDigest)
  else if (frame.roster !== undefined) presences.roster(from, frame.roster, now)
  else if (frame.heartbeat !== undefined) presences.heartbeats.received(from, frame.heartbeat)
  else if (frame.leaves !== undefined) presences.leaves.heard(frame.leaves)
  else if (frame.rangeAnswer !== undefined) parts.intake.answered(from, frame.rangeAnswer, now)
  else syncing.frame(from, frame, now)
}

function forward(parts: FrameParts, from: MemberId, item: NonNullable<Frame['forward']>, now: number): void {
  const { burst, presence, doubt } = item
  if (burst !== undefined) parts.intake.pacing.arrived(from, burst, wayOf(item), now)
  else if (presence !== undefined) {
    if (parts.intake.pacing.mayTake('presence', from, presence.member, now))
      heardPresence(parts, from, item, presence, now)
  } else if (doubt !== undefined) parts.presences.doubted(from, doubt, now)
}

function probe(
  { intake, spreading }: FrameParts,
  from: MemberId,
  asked: NonNullable<Frame['probe']>,
  now: number,
): void {
  if (intake.pacing.mayTake('probe', from, asked.author, now)) spreading.probed(from, asked, now)
}

/** A record over the arcs is spread like a message; one without an arc is meant for us. */
function heardPresence(
  { presences, spreading }: FrameParts,
  from: MemberId,
  item: NonNullable<Frame['forward']>,
  presence: Presence,
  now: number,
): void {
  const bytes = Presence.encode(presence)
  if (item.arc === undefined) {
    presences.record(bytes, now)
    return
  }
  const news = presences.took(bytes, now)
  if (news !== undefined || presences.knows(bytes)) spreading.presence(from, bytes, presence, wayOf(item), now)
}
