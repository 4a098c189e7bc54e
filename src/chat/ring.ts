/** The ring as an embedder sees it, from what the peer has of it now. */
import type { MemberId } from '../base/ids.js'
import type { GroupPeer } from '../peer/group.js'
import { drawRing } from '../ring/draw.js'
import { namesIn } from './names.js'
import type { Ring } from './surface.js'

export function ringOf(peer: GroupPeer, nameOf: (member: MemberId) => string): Ring {
  const shownNames = namesIn(peer.membership)
  const snapshot = peer.ring
  const linked = new Set([...peer.links.all()].map(link => link.member))
  return {
    members: snapshot.order.map(({ member, usable }) => ({
      member,
      name: nameOf(member),
      online: usable,
      linked: linked.has(member),
    })),
    predecessor: snapshot.predecessor,
    successor: snapshot.successor,
    fingers: snapshot.fingers.map(finger => finger.member),
    closed: peer.closed,
    draw: () => drawRing(snapshot, { nameOf: member => shownNames.of(member), linked }),
  }
}
