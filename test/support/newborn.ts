/** A new identity in a world, whose secrets must not be seen on the road; and what a member shows, as a line of the trace. */
import { memberIdOf } from '#src/base/ids.js'
import type { Identity } from '#src/peer/book.js'
import type { GroupEvent } from '#src/peer/events.js'
import type { World } from './world.ts'

export function newIdentity({ suite, random, tap }: World): Identity {
  const seed = random.bytes(32)
  const linkSecret = random.bytes(32)
  const publicKey = suite.ed25519PublicKey(seed)
  const member = memberIdOf(publicKey)
  tap.guard(member, seed, linkSecret)
  return { member, seed, publicKey, linkSecret, linkKey: suite.x25519PublicKey(linkSecret) }
}

export function describe(event: GroupEvent, world: World): string {
  switch (event.type) {
    case 'message':
      return `message ${event.id.slice(0, 8)} of ${world.nameOf(event.author)}`
    case 'member':
      return `${world.nameOf(event.member)} ${event.state}`
    case 'liar':
      return `liar ${world.nameOf(event.member)}: ${event.reason}`
    case 'fork':
      return `fork of ${world.nameOf(event.author)} at ${event.seq}`
    case 'sync':
      return `sync: ${event.missing} missing`
    default:
      return event.type
  }
}
