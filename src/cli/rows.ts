/** A line as a row of a table. What others wrote passes through terminal.ts here, as in text-lines.ts. */
import type { GroupLine, InviteLine, JoinLine, MemberLine, SettingLine, WaitingLine } from './lines.js'
import { safeLine } from './terminal.js'
import type { Times } from './times.js'

/** Digits of an id that a person sees; any such prefix is accepted back. */
const SHOWN_ID = 12

export function groupRow({ id, name, members, online, joined, closing, topic, waiting }: GroupLine): readonly string[] {
  const state = joined ? `${online} online` : (closing?.state ?? 'left')
  const news = waiting > 0 ? `${waiting} waiting to be let in` : ''
  return [id.slice(0, SHOWN_ID), safeLine(name), `${members} members`, state, news, safeLine(topic?.text ?? '')]
}

export function memberRow(line: MemberLine, times: Times): readonly string[] {
  const { name, member, role, state, self, lastSeen, status = 'online', statusText = '' } = line
  const seen = self === true ? 'you' : lastSeen === undefined ? '' : `seen ${times.long(lastSeen)}`
  // its own words last and in quotes, so that they do not pass for ours
  const words = statusText === '' ? '' : `"${safeLine(statusText)}"`
  const now = state === 'online' ? safeLine(status) : state
  return [safeLine(name) || '?', safeLine(role), now, member, seen, marksOf(line).join(', '), words]
}

function marksOf({ verified, self, ignored, banned, removal, byName = '' }: MemberLine): readonly string[] {
  return [
    verified === 'changed' ? 'KEY CHANGED' : verified === 'yes' && self !== true ? 'verified' : '',
    ignored === true ? 'ignored' : '',
    banned === true ? 'banned' : '',
    removal === undefined
      ? ''
      : `removed by ${safeLine(byName) || removal.by}; ${removal.applied} of ${removal.members} have applied it`,
  ].filter(mark => mark !== '')
}

export function inviteRow(
  { invite, name, by, uses, used, expires, approve, state }: InviteLine,
  times: Times,
): readonly string[] {
  const who = `by ${safeLine(name) || by}`
  const how = approve ? 'a moderator lets in' : ''
  return [invite.slice(0, SHOWN_ID), state, `used ${used} of ${uses}`, `until ${times.long(expires)}`, who, how]
}

export function waitingRow({ name, member, by, byName, time }: WaitingLine, times: Times): readonly string[] {
  return [safeLine(name) || '?', member, `since ${times.long(time)}`, `asked ${safeLine(byName) || by}`]
}

export function joinRow({ group, name, state, expires = '', message = '' }: JoinLine, times: Times): readonly string[] {
  const until = expires === '' ? '' : `until ${times.long(expires)}`
  const why = message === '' && state === 'waiting' ? 'a moderator has to let you in' : message
  return [group.slice(0, SHOWN_ID), safeLine(name), state, until, safeLine(why)]
}

export function settingRow({ name, value }: SettingLine): readonly string[] {
  return [safeLine(name), safeLine(value)]
}
