/** Comparing a member's safety number, and keeping that it was. Serves docs/protocol.md, "Safety numbers". */
import { TocsinError } from '../base/errors.js'
import type { MemberId } from '../base/ids.js'
import type { GroupPeer } from '../peer/group.js'
import type { Command } from '../runtime.js'
import { namesIn } from './names.js'
import type { Safety } from './surface.js'

/** Throws TocsinError `unknown-member`, or `bad-argument` for oneself. */
export function safetyOf({ trust, membership }: GroupPeer, member: MemberId): Safety {
  const known = membership?.members.get(member)
  if (known === undefined) throw new TocsinError('unknown-member', `${member} was never a member of this group`)
  const number = trust.numberWith(member)
  if (number === undefined) {
    throw new TocsinError('bad-argument', 'a safety number is compared with somebody else: this member is you')
  }
  return { member, name: known.name, ...number, ...trust.of(member) }
}

/** Resolves once it is stored. Rejects with `key-changed` where `digits` is given and no longer the number. */
export function marked(
  peer: GroupPeer,
  submit: (command: Command) => void,
  member: MemberId,
  verified: boolean,
  digits: string | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    submit({
      group: peer.group,
      decide: () => {
        try {
          const { digits: now } = safetyOf(peer, member)
          const name = namesIn(peer.membership).of(member)
          if (digits === undefined || digits === now) return peer.trust.mark(member, verified)
          throw new TocsinError(
            'key-changed',
            `the safety number of ${name} is not that one any more: compare it again`,
          )
        } catch (cause) {
          reject(cause)
          return []
        }
      },
      done: error => (error === undefined ? resolve() : reject(error)),
    })
  })
}
