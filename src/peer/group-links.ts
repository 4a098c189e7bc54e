/**
 * The links of one group, given what they need of it: keys out of the member list, addresses out of presence records.
 * Serves docs/protocol.md, "Links".
 */
import { type MemberId, publicKeyOf } from '../base/ids.js'
import type { Book } from './book.js'
import type { GroupOptions } from './context.js'
import { Links } from './links.js'

export function groupLinks(
  { suite, random, identity, nextDial, turnedAway }: GroupOptions,
  group: Uint8Array,
  book: Book,
  addresses: (member: MemberId) => readonly string[],
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
    addresses,
    turnedAway,
    nextDial,
  })
}
