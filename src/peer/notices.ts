/** What a group's links tell, handed to the parts it concerns. It decides nothing but who hears of it. */
import type { MemberId } from '../base/ids.js'
import type { Frame } from '../wire/generated/link.js'
import type { Book } from './book.js'
import { type FrameParts, routeFrame } from './frames.js'
import { hostOf } from './guests.js'
import type { LinkNotice, Links } from './links.js'
import { isQuestion, type Served } from './served.js'

export interface NoticeParts extends FrameParts {
  readonly book: Book
  readonly links: Links
  readonly served: Served
  readonly ringChanged: (now: number) => void
}

export function routeNotice(parts: NoticeParts, notice: LinkNotice, now: number): void {
  const { book, links, presences, spreading, syncing, cutOffs, ringChanged } = parts
  const { member } = notice
  switch (notice.type) {
    case 'up':
      if (book.linkKeyOf(hostOf(member)) === undefined) return void links.get(member)?.condemn()
      presences.linkUp(member, now)
      spreading.linkUp(member, now)
      syncing.handle({ type: 'link-up', member }, now)
      ringChanged(now)
      return
    case 'down':
      presences.linkDown(member, notice.released || cutOffs.has(member), now)
      spreading.linkDown(member, now)
      syncing.handle({ type: 'link-down', member }, now)
      ringChanged(now)
      return
    case 'dial-failed':
    case 'dial-refused':
      if (notice.type === 'dial-failed') presences.dialFailed(member, now)
      spreading.dialFailed(member, now)
      return
    case 'bad-record':
      cutOffs.fault(member, 'bad-record', now)
      return
    case 'dial-slow':
      presences.unanswered(member, now)
      return
    case 'frame':
      presences.heard(member, now)
      if (notice.frame.keep === undefined) answered(parts, member, notice.frame, now)
      else clockTold(parts, member, Number(notice.frame.keep.clock), now)
      return
  }
}

/** An answer that is sent at once counts for the member that asked; a range that is read first counts when it is given. */
function answered(parts: NoticeParts, member: MemberId, frame: Frame, now: number): void {
  const { links, served, syncing } = parts
  if (isQuestion(frame) && served.isSpent(member, now)) {
    if (frame.rangeRequest !== undefined) syncing.later(member, frame)
    return
  }
  const before = links.get(member)?.queuedBytes ?? 0
  routeFrame(parts, member, frame, now)
  if (isQuestion(frame)) served.answered(member, (links.get(member)?.queuedBytes ?? 0) - before)
}

/** Who was told another time before is told ours again, which it may have forgotten. */
function clockTold({ book, links }: NoticeParts, member: MemberId, wallMs: number, now: number): void {
  if (book.time.told(member, wallMs, now)) links.get(member)?.keep(book.time.own(now))
}

/** Our clock was set: all that are linked hear it. Where the machine `slept`, or its network may be another, looks who is there. */
export function clockSet(
  parts: Pick<NoticeParts, 'book' | 'links' | 'syncing' | 'presences'>,
  { setMs, slept, present }: { readonly setMs: number; readonly slept: boolean; readonly present: boolean },
  now: number,
): void {
  const { book, links, syncing, presences } = parts
  book.time.clockSet(setMs, now)
  for (const link of links.all()) link.keep(book.time.own(now))
  if (slept) syncing.woke(now)
  if (slept && present) presences.woke(now)
}
