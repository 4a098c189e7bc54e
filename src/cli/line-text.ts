/**
 * Which text or row a line is, for the verb that printed it: one type of line says different things as the answer to
 * different questions. Only chooses; the words are in text-lines.ts and rows.ts.
 */
import type {
  CloneLine,
  GroupLine,
  IdentityLine,
  InviteLine,
  JoinLine,
  Line,
  MemberLine,
  WaitingLine,
} from './lines.js'
import { named } from './lines.js'
import { groupRow, inviteRow, joinRow, memberRow, settingRow, waitingRow } from './rows.js'
import { safeLine, safeText } from './terminal.js'
import {
  badKeyMessageText,
  changeText,
  clockText,
  keyChangedText,
  liarText,
  memberText,
  messageText,
  removalText,
  roleText,
  safetyText,
  statusText,
  syncText,
  unopenedText,
  unreadText,
} from './text-lines.js'
import { Times } from './times.js'

/** Undefined for what is no row of a table. */
export function rowText(verb: string, line: Line, times = new Times()): readonly string[] | undefined {
  switch (line.type) {
    case 'group':
      return verb === 'groups' ? groupRow(line) : undefined
    case 'member':
      return verb === 'members' ? memberRow(line, times) : undefined
    case 'invite':
      return verb === 'invite' ? undefined : inviteRow(line, times)
    case 'waiting':
      return verb === 'waiting' ? waitingRow(line, times) : undefined
    case 'join':
      return verb === 'joins' ? joinRow(line, times) : undefined
    case 'setting':
      return settingRow(line)
    default:
      return undefined
  }
}

export function lineText(line: Line, verb: string, times = new Times()): string {
  switch (line.type) {
    case 'message':
      return messageText(line, times)
    case 'identity':
      return identityText(line)
    case 'group':
      return groupText(line, verb)
    case 'receipt':
      return `${line.id}\n`
    case 'invite':
      return inviteText(line)
    case 'waiting':
      return waitingText(line)
    case 'member':
      return memberResult(line, verb)
    case 'status':
      return statusText(line, times)
    case 'join':
      return joinText(line)
    case 'ring':
      return `${safeText(line.picture ?? '')}\n`
    case 'safety':
      return safetyText(line)
    case 'ready':
      return `${line.peerId} is online at ${line.addresses.join(', ')}\n`
    case 'note':
      return verb === 'help' ? `${safeLine(line.message)}\n` : `tocsin: ${safeLine(line.message)}\n`
    case 'sync':
      return syncText(line)
    case 'liar':
      return liarText(line)
    case 'clock':
      return clockText(line)
    case 'key-changed':
      return keyChangedText(line)
    case 'change':
      return changeText(line)
    case 'unread':
      return unreadText(line)
    case 'unopened':
      return unopenedText(line)
    case 'bad-key-message':
      return badKeyMessageText(line)
    case 'removal':
      return removalText(line)
    case 'lagged':
      return `too slow: ${line.missed} events were left out\n`
    case 'clone':
      return cloneText(line)
    case 'fork':
      return `${safeLine(line.name)} wrote on in one log from two copies of a folder: some of that may be missing here\n`
    default:
      return ''
  }
}

function cloneText({ name, self }: CloneLine): string {
  const who = self === true ? 'this identity runs' : `${safeLine(name)} runs`
  const what = self === true ? 'stop one of the two and delete its folder' : 'one of the two should be stopped'
  return `${who} in two places at a time, from copies of one folder: ${what}\n`
}

function identityText({ peerId, name, status, statusText: said = '' }: IdentityLine): string {
  if (status === undefined) return `${peerId}\n`
  return `${safeLine(name)} is ${safeLine(status)}${said === '' ? '' : `: ${safeLine(said)}`}\n`
}

function groupText({ id, name, topic, closing }: GroupLine, verb: string): string {
  if (verb === 'up')
    return `${safeLine(name)}: you were ${closing?.state ?? 'removed'} by ${safeLine(closing === undefined ? '' : named(closing).name)}\n`
  if (verb !== 'topic') return `${id}\n`
  return topic === undefined || topic.text === '' ? '' : `${safeLine(topic.text)}\n`
}

function inviteText({ ticket = '' }: InviteLine): string {
  return `${ticket}\n`
}

function joinText({ group, name, state, message = '' }: JoinLine): string {
  const what = safeLine(name) || group
  if (state === 'joined') return `joined ${what}\n`
  const why = message === '' && state === 'waiting' ? 'a moderator has to let you in' : safeLine(message)
  return `joining ${what}: ${state}${why === '' ? '' : `: ${why}`}\n`
}

function waitingText({ name, member }: WaitingLine): string {
  return `${safeLine(name) || member} was not let in\n`
}

function memberResult(line: MemberLine, verb: string): string {
  const who = safeLine(line.name) || line.member
  switch (verb) {
    case 'role':
      return roleText(line)
    case 'ban':
      return `${who} is banned\n`
    case 'unban':
      return `the ban of ${who} is lifted\n`
    case 'ignore':
      return `${who} is ignored: what it writes is not shown here\n`
    case 'unignore':
      return `${who} is no longer ignored\n`
    default:
      return memberText(line)
  }
}
