/**
 * Links to further runs of one member: whose folder was copied, and runs in two places, has one name and two streams.
 * Serves docs/protocol.md, "Copies that run". The newest stream is the member's on the ring; one that it would have replaced
 * stays as a guest, under a name of its own: histories are made equal over it, and what it brings is spread, but it has no
 * place on the ring, and nothing is judged by its silence.
 */
import type { MemberId } from '../base/ids.js'
import type { GroupContext } from './context.js'
import type { Link } from './link.js'
import type { LinkNotice, LinksOptions } from './links-events.js'
import type { KnownPresence } from './roster.js'

/** Runs of one member beside the newest: more than three copies at a time take turns. */
const MAX_GUESTS = 3
/** In no name of a member. */
const MARK = '~'

/** Whose link it is that goes by this name. */
export function hostOf(name: MemberId): MemberId {
  const at = name.indexOf(MARK)
  return at < 0 ? name : (name.slice(0, at) as MemberId)
}

function isGuest(name: MemberId): boolean {
  return name.includes(MARK)
}

/**
 * Gives a link of a member that runs twice a name of its own, where the member dialled anew: it may be the other run that
 * did. False when it was we who dialled, and so gave up the old stream, or when the member has as many links as it may.
 */
export function staysBeside(up: Map<MemberId, Link>, link: Link, newer: Link): boolean {
  const free = namesOf(link.member).find(name => !up.has(name))
  if (free === undefined || newer.initiator) return false
  link.member = free
  link.wanted = false
  up.set(free, link)
  return true
}

/** A further run of the member takes the place of its link that is gone; undefined where there is none. */
export function promoted(
  up: Map<MemberId, Link>,
  member: MemberId,
  wanted: ReadonlySet<MemberId>,
): LinkNotice[] | undefined {
  if (isGuest(member)) return undefined
  const link = namesOf(member)
    .map(name => up.get(name))
    .find(guest => guest?.condemned === false)
  if (link === undefined) return undefined
  const was = link.member
  up.delete(was)
  link.member = member
  link.wanted = wanted.has(member)
  up.set(member, link)
  return [
    { type: 'down', member: was, released: true },
    { type: 'up', member },
  ]
}

/** A record of a member that runs twice goes to each of its runs: over the arcs only one of them hears it. */
export function tellRuns({ links, send }: GroupContext, { member, message }: KnownPresence): void {
  for (const link of links.all()) {
    if (hostOf(link.member) !== member) continue
    send(link.member, { forward: { arc: undefined, hops: 0, presence: message } }, 'after-commit')
  }
}

/** Who is no member any more gets no link under another name either. */
export function condemnStrangers(up: ReadonlyMap<MemberId, Link>, ends: LinksOptions['ends']): void {
  for (const link of up.values()) {
    if (isGuest(link.member) && ends(hostOf(link.member)).peerStaticKey === undefined) link.condemn()
  }
}

function namesOf(member: MemberId): MemberId[] {
  return Array.from({ length: MAX_GUESTS }, (_, at) => `${member}${MARK}${at + 1}` as MemberId)
}
