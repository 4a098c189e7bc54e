/**
 * A line as people read it. Every word another member chose passes through terminal.ts here, on a pipe as well: what is
 * written to a file is shown on a terminal later.
 */
import { roughly } from '../chat/durations.js'
import { isSeen } from '../group/look-alikes.js'
import type {
  BadKeyMessageLine,
  ChangeLine,
  ClockLine,
  KeyChangedLine,
  LiarLine,
  MemberLine,
  MessageLine,
  Removing,
  SafetyLine,
  StatusLine,
  SyncLine,
  UnopenedLine,
  UnreadLine,
} from './lines.js'
import { named } from './lines.js'
import { safeLine, safeMessage } from './terminal.js'
import { Times } from './times.js'

/** Digits of an id that a person sees; any such prefix is accepted back. */
const SHOWN_ID = 12
/** Of a peer id; eight of them are the same in all. */
const SHOWN_KEY = 16

/** `HH:MM name: text`, in the reader's time. */
export function messageText(
  { time, clock: odd, name, author, kind, text, ...line }: MessageLine,
  times = new Times(),
): string {
  // an answer to it must not go to everybody by mistake
  const whom = safeLine(line.toName ?? '')
  const aside = line.private !== true ? '' : whom === '' ? ' (private)' : ` (private to ${whom})`
  const who = `${safeLine(name) || author.slice(0, SHOWN_ID)}${aside}`
  // a time that cannot be is not given as if it could
  const when = odd === undefined ? times.short(time) : `${times.long(time)} [clock ${odd}]`
  if (line.unreadable === true) return `${when} ${who}: (cannot be read here: its key is gone)\n`
  return kind === 'action' ? `${when} * ${who} ${safeMessage(text)}\n` : `${when} ${who}: ${safeMessage(text)}\n`
}

export function memberText({
  name,
  member,
  state,
  oldName = '',
  status = 'online',
  statusText = '',
  message = '',
  by,
  byName = '',
  self = false,
}: MemberLine): string {
  const who = safeLine(name) || member.slice(0, SHOWN_ID)
  switch (state) {
    case 'joined':
      return `${who} joined\n`
    case 'online':
      return `${who} is online\n`
    case 'offline':
      return `${who} is offline\n`
    case 'status':
      return `${who} is ${status}${statusText === '' ? '' : `: ${safeLine(statusText)}`}\n`
    case 'renamed':
      return `${safeLine(oldName)} is now ${who}\n`
    case 'left':
      return `${who} left${message === '' ? '' : `: ${safeLine(message)}`}\n`
    case 'removed':
      return `${self ? 'you were' : `${who} was`} removed${by === undefined ? '' : ` by ${safeLine(byName) || by.slice(0, SHOWN_KEY)}`}\n`
  }
}

export function roleText({ name, member, role }: MemberLine): string {
  return `${safeLine(name) || member.slice(0, SHOWN_KEY)} is ${withArticle(role)} now\n`
}

function withArticle(role: string): string {
  const article = role === 'founder' ? 'the' : role === 'observer' ? 'an' : 'a'
  return `${article} ${safeLine(role)}`
}

/** Who did what, to whom. */
export function changeText({ name, by, what, member, memberName, value = '' }: ChangeLine): string {
  const who = safeLine(name) || by.slice(0, SHOWN_ID)
  const whom = safeLine(memberName) || (member ?? '').slice(0, SHOWN_ID)
  switch (what) {
    case 'topic':
      return value === '' ? `${who} took the topic away\n` : `${who} set the topic: ${safeLine(value)}\n`
    case 'setting':
      return `${who} set ${safeLine(value)}\n`
    case 'role':
      return `${who} made ${whom} ${withArticle(value)}\n`
    case 'handover':
      return `${who} handed the group over to ${whom}\n`
    case 'ban':
      return `${who} banned ${whom}\n`
    case 'unban':
      return `${who} lifted the ban of ${whom}\n`
    case 'invite':
      return `${who} made an invite\n`
    case 'revoke':
      return `${who} took back the invite ${value.slice(0, SHOWN_ID)}\n`
    case 'waiting':
      return `${safeLine(value)} waits to be let in: ${(member ?? '').slice(0, SHOWN_ID)}\n`
    case 'declined':
      return `${who} did not let ${whom} in\n`
  }
}

export function removalText({ name, member, byName, by, applied, members }: Removing): string {
  const [whom, who] = [safeLine(name) || member.slice(0, SHOWN_ID), safeLine(byName) || by.slice(0, SHOWN_ID)]
  return `${whom} was removed by ${who}; ${applied} of ${members} have applied it\n`
}

export function unreadText({ count }: UnreadLine): string {
  if (count === 0) return 'all messages can be read\n'
  return count === 1
    ? 'a message came that cannot be read yet: its key is on the way\n'
    : `${count} messages came that cannot be read yet: their keys are on the way\n`
}

export function badKeyMessageText({ name, member }: BadKeyMessageLine): string {
  return `${safeLine(name) || member.slice(0, SHOWN_ID)} published a key message that no honest program writes\n`
}

export function unopenedText({ name, member, message }: UnopenedLine): string {
  return `a message that ${safeLine(name) || member.slice(0, SHOWN_ID)} passed on does not open: ${safeLine(message)}\n`
}

const MISDEEDS: { readonly [reason in LiarLine['reason']]: string } = {
  'wrong-burst': 'passed on a message that is not what its author signed',
  'bad-record': 'sent a record that does not open',
  'bad-frame': 'sent what breaks a bound',
  'bad-frontier': 'claimed what cannot be',
  'bad-request': 'asked for what cannot be',
  'bad-answer': 'answered with what does not fit',
  flood: 'sends far more than its rate',
  'not-delivered': 'did not give what it claims to hold',
}

export function liarText({ name, member, reason, cutOff }: LiarLine): string {
  const who = safeLine(name) || member.slice(0, SHOWN_ID)
  return `${who} ${MISDEEDS[reason]}${cutOff ? '; no link with it for a while' : ''}\n`
}

/** Loud on purpose: what it says may be the only sign that somebody poses as another. */
export function keyChangedText({ group, name, member, was }: KeyChangedLine): string {
  const key = member.slice(0, SHOWN_KEY)
  const who = isSeen(name) ? `${safeLine(name)} (${key})` : key
  const what =
    was === member
      ? 'does not have the keys that you verified'
      : `has the name, but not the keys, of ${was.slice(0, SHOWN_KEY)} whom you verified`
  const next = `tocsin verify ${group.slice(0, SHOWN_ID)} ${member.slice(0, SHOWN_KEY)}`
  return `!!! KEY CHANGED: ${who} ${what} and may be somebody else; compare: ${next}\n`
}

const VERDICTS: { readonly [verified in SafetyLine['verified']]: string } = {
  no: 'not verified',
  yes: 'verified',
  changed: 'KEY CHANGED: not the keys that were verified',
}

/** The digits in two rows and the words in two, a member's half in each; the same on both sides. */
export function safetyText({ name, member, digits, words, verified }: SafetyLine): string {
  const rows = [digits, words].map(number => `${halves(number).join('\n')}\n`)
  return `${safeLine(name)} ${member} ${VERDICTS[verified]}\n\n${rows.join('\n')}`
}

function halves(number: string): readonly string[] {
  const parts = number.split(' ')
  const middle = parts.length / 2
  return [parts.slice(0, middle), parts.slice(middle)].map(half => `  ${half.join(' ')}`)
}

/** What is to be done, for the machine whose clock it is. */
export function clockText(line: Pick<ClockLine, 'state' | 'byMs'>): string {
  if (line.state === 'right') return 'the clock of this machine agrees with the others again\n'
  return `the clock of this machine is ${roughly(line.byMs)} ${line.state === 'ahead' ? 'ahead of' : 'behind'} the others: set it\n`
}

export function syncText({ missing, caughtUp }: SyncLine): string {
  return caughtUp ? 'history complete\n' : `catching up: ${missing} entries to come\n`
}

export function statusText({ peerId, name, pid, addresses, groups }: StatusLine, times = new Times()): string {
  const lines = groups.map(group => {
    const ring = group.closed ? 'ring closed' : 'ring open'
    const { forks = 0 } = group
    const complete =
      forks === 0
        ? 'history complete'
        : `history complete but for ${forks === 1 ? 'a forked log' : `${forks} forked logs`}`
    const history = group.caughtUp ? complete : `${group.missing} entries to come`
    const news = group.waiting > 0 ? `, ${group.waiting} waiting to be let in` : ''
    const topic = group.topic === undefined || group.topic.text === '' ? '' : `  topic: ${safeLine(group.topic.text)}\n`
    const clock = group.clock === undefined ? '' : `  ${clockText(group.clock)}`
    return `${safeLine(group.name)}: ${group.online} of ${group.members} online, ${ring}, ${history}${news}\n${keysText(group, times)}${missingText(group, times)}${clock}${topic}${group.removals
      .map(removal => removalText(named(removal)))
      .map(text => `  ${text}`)
      .join('')}`
  })
  return `${safeLine(name)} ${peerId}\nprocess ${pid}, listening on ${addresses.join(', ') || 'nothing'}\n${lines.join('')}`
}

/** Why an entry is missing, for a person. */
const BECAUSE = {
  claimed: 'on the way from a member that has it',
  key: 'its author has not introduced its key here yet; asked for while the author is online',
  sealed: 'no key here opens it yet',
} as const

function missingText({ missingEntries }: StatusLine['groups'][number], times: Times): string {
  const rows = missingEntries.map(({ because, name, entries, since }) => {
    return `  missing: ${entries} by ${safeLine(name)} since ${times.short(since)}: ${BECAUSE[because]}\n`
  })
  return rows.join('')
}

/** Links alone have no epochs to tell of. */
function keysText(
  { encryption, notarised, epoch, rekeyed, unread }: StatusLine['groups'][number],
  times: Times,
): string {
  const authors = notarised ? 'messages prove their authors' : 'messages are deniable'
  if (encryption === 'per-peer') return `  encryption per-peer, ${authors}\n`
  const last = rekeyed === undefined ? 'never rekeyed' : `rekeyed ${times.long(rekeyed)}`
  const early =
    unread === 0 ? '' : unread === 1 ? ', 1 message waits for its key' : `, ${unread} messages wait for their keys`
  return `  encryption ${safeLine(encryption)}, ${authors}, epoch ${epoch}, ${last}${early}\n`
}
