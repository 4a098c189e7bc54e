/** What the library tells → the line of it. */
import type { ChatEvent, MemberEvent, MessageEvent } from '../../chat/surface.js'
import type { Group, MemberId } from '../../index.js'
import type { Line, MemberLine, MessageLine, RingLine } from '../lines.js'

/** Throws the error of a group that failed: nothing follows it. */
export function fromEvent(event: ChatEvent, group: Group): Line {
  switch (event.type) {
    case 'ring':
      // the same line as the verb's, so that `ring` means one thing
      return ringLine(group)
    case 'failed':
      throw event.error
    case 'message':
      return messageLine(group, event)
    case 'custom':
      return { v: 1, ...event, data: Buffer.from(event.data).toString('base64') }
    case 'member':
      return memberLine(group, event)
    case 'sync':
      return { v: 1, ...event }
    case 'receipt':
      return { v: 1, ...event }
    case 'fork':
      return { v: 1, ...event, name: nameOf(group, event.author) }
    case 'clone':
      return { v: 1, ...event, ...selfMark(group, event.member) }
    case 'liar':
      return { v: 1, ...event, name: nameOf(group, event.member) }
    case 'clock':
      return { v: 1, ...event }
    case 'key-changed':
      return { v: 1, ...event }
    case 'change':
      return { v: 1, ...event, memberName: event.member === undefined ? '' : nameOf(group, event.member) }
    case 'removal':
      return { v: 1, ...event, byName: nameOf(group, event.by) }
    case 'rekeyed':
      return { v: 1, ...event }
    case 'unread':
      return { v: 1, ...event }
    case 'bad-key-message':
      return { v: 1, ...event }
    case 'unopened':
      return { v: 1, ...event }
    case 'lagged':
      return { v: 1, ...event }
  }
}

function memberLine(group: Group, event: MemberEvent): MemberLine {
  const by = event.by === undefined ? {} : { byName: nameOf(group, event.by) }
  return { v: 1, ...event, ...by, ...selfMark(group, event.member) }
}

/** Says of a line that it is about this member. */
function selfMark(group: Group, about: MemberId): { readonly self?: true } {
  return group.members.some(({ member, self }) => self && member === about) ? { self: true } : {}
}

export function messageLine(group: Group, message: MessageEvent): MessageLine {
  return { v: 1, ...message, ...(message.to === undefined ? {} : { toName: nameOf(group, message.to) }) }
}

export function nameOf({ members }: Group, member: MemberId): string {
  return members.find(known => known.member === member)?.name ?? ''
}

export function ringLine({ id, ring }: Group): RingLine {
  const { members, predecessor, successor, fingers, closed } = ring
  return { v: 1, type: 'ring', group: id, closed, predecessor, successor, fingers, members }
}
