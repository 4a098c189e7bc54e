/**
 * The one seam between a peer's groups and their links: every frame it sends and every frame it is given passes here in
 * the clear. A trace listens at it, and a hostile member is an honest one with another seam.
 */
import type { MemberId } from '#src/base/ids.js'
import type { GroupPeer } from '#src/peer/group.js'
import type { LinkNotice } from '#src/peer/links-events.js'
import type { Peer } from '#src/peer/peer.js'
import type { Frame } from '#src/wire/generated/link.js'

export interface Seam {
  /** What leaves in place of this frame. */
  outgoing(to: MemberId, frame: Partial<Frame>): readonly Partial<Frame>[]
  /** What is heard in place of this frame; undefined: nothing. */
  incoming(from: MemberId, frame: Frame): Frame | undefined
}

/** Puts a seam into each group that the peer opens from now on. */
export function seamGroups(peer: Peer, seamOf: (group: GroupPeer) => Seam): void {
  const { groups } = peer
  const set = groups.set.bind(groups)
  groups.set = (id, group) => {
    seamLinks(group, seamOf(group))
    return set(id, group)
  }
}

/** Puts a seam into one group that is open. */
export function seamLinks({ links }: GroupPeer, seam: Seam): void {
  const send = links.send.bind(links)
  links.send = (to, frame, urgency) => {
    let sent = true
    for (const instead of seam.outgoing(to, frame)) sent = send(to, instead, urgency) && sent
    return sent
  }
  const received = links.received.bind(links)
  links.received = (channel, bytes, now) => {
    const { effects, notices } = received(channel, bytes, now)
    const heard = notices.flatMap((notice): readonly LinkNotice[] => {
      if (notice.type !== 'frame') return [notice]
      const frame = seam.incoming(notice.member, notice.frame)
      return frame === undefined ? [] : [{ ...notice, frame }]
    })
    return { effects, notices: heard }
  }
}

/** What kind of frame it is, by its field's name. */
export function kindOf(frame: Partial<Frame>): string {
  for (const [kind, content] of Object.entries(frame)) if (content !== undefined) return kind
  return 'nothing'
}
