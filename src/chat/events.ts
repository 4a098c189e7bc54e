/** What the peer shows, as an embedder sees it: names and times filled in. Translation only. */
import { type GroupId, hexOf, type MemberId, memberIdOf } from '../base/ids.js'
import type { GroupEvent } from '../peer/events.js'
import { contentEvent } from './content-events.js'
import type { ChangeEvent, ChatEvent } from './surface.js'
import { shownSync } from './sync-state.js'

/** Undefined for what is not for embedders, or is told in another way. */
export function chatEventOf(
  group: GroupId,
  event: GroupEvent,
  nameOf: (member: MemberId) => string,
): ChatEvent | undefined {
  switch (event.type) {
    case 'message':
    case 'custom':
      return contentEvent(group, nameOf(event.author), event, event)
    case 'member':
    case 'ring':
    case 'fork':
    case 'liar':
    case 'clock':
    case 'key-changed':
      return { ...event, group }
    case 'clone':
      return { ...event, group, name: nameOf(event.member) }
    case 'sync': {
      const { type, ...state } = event
      return { type, group, ...shownSync(state) }
    }
    case 'removal':
      return { ...event, group, name: nameOf(event.member) }
    case 'change':
      return changeOf(group, event, nameOf)
    case 'rekeyed':
    case 'unread':
      return { ...event, group }
    case 'bad-key-message':
      return { ...event, group, name: nameOf(event.member) }
    case 'unopened': {
      const { member, error } = event
      return { type: 'unopened', group, member, name: nameOf(member), code: error.code, message: error.message }
    }
    case 'join':
    case 'proven':
    case 'reached':
      return undefined
  }
}

/** Who came, went or has another name is told as a member event. */
function changeOf(
  group: GroupId,
  { by, id, body }: GroupEvent & { type: 'change' },
  nameOf: (member: MemberId) => string,
): ChangeEvent | undefined {
  const change = { type: 'change', group, id, by, name: nameOf(by) } as const
  switch (body.type) {
    case 'topic':
      return { ...change, what: 'topic', value: body.text }
    case 'setting':
      return { ...change, what: 'setting', value: `${body.name}=${body.value}` }
    case 'role':
      return { ...change, what: 'role', member: memberIdOf(body.member), value: body.role }
    case 'handover':
    case 'ban':
    case 'unban':
      return { ...change, what: body.type, member: memberIdOf(body.member) }
    case 'invite':
    case 'revoke':
      return { ...change, what: body.type, value: hexOf(body.invite) }
    case 'knock':
      return { ...change, what: 'waiting', member: memberIdOf(body.member), value: body.name }
    case 'decline':
      return { ...change, what: 'declined', member: memberIdOf(body.member) }
    case 'create':
    case 'join':
    case 'leave':
    case 'remove':
    case 'rename':
    case 'keys':
      return undefined
  }
}
