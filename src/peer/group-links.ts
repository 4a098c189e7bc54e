/**
 * The links of one group, given what they need of it: keys out of the member list, addresses out of presence records.
 * Serves docs/protocol.md, "Links".
 */
import { publicKeyOf } from '../base/ids.js'
import type { Book } from './book.js'
import type { Clones } from './clones.js'
import type { GroupOptions } from './context.js'
import { Links } from './links.js'
import type { Presences } from './presences.js'

export function groupLinks(
  { suite, random, identity, clock, nextDial, turnedAway }: GroupOptions,
  group: Uint8Array,
  book: Book,
  /** Looked at when a link is to be, and not before. */
  parts: { readonly presences: Presences; readonly clones: Clones },
): Links {
  return new Links({
    suite,
    random,
    self: identity.member,
    ends: member => ({
      group,
      ownMember: identity.publicKey,
      ownStaticSecret: identity.linkSecret,
      peerMember: publicKeyOf(member)!,
      peerStaticKey: book.linkKeyOf(member),
    }),
    addresses: member => parts.presences.of(member)?.addresses ?? [],
    isCloned: (member, now) => parts.clones.has(member, now),
    turnedAway,
    isOut: member => book.membership?.members.get(member)?.present === false,
    nextDial,
    wall: now => clock.at(now),
  })
}
