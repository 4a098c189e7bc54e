/** What a group's links tell, handed to the parts it concerns. It decides nothing but who hears of it. */
import type { Book } from './book.js'
import { type FrameParts, routeFrame } from './frames.js'
import { hostOf } from './guests.js'
import type { LinkNotice, Links } from './links.js'

export interface NoticeParts extends FrameParts {
  readonly book: Book
  readonly links: Links
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
      routeFrame(parts, member, notice.frame, now)
      return
  }
}
