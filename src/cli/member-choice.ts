/**
 * MEMBER on the command line → a member of a group: the name as it is shown, its peer id, or a prefix of a peer id that
 * fits one only. Names are other people's words: one must never win over an id that somebody else has.
 */
import { TocsinError } from '../base/errors.js'
import { safeLine } from './terminal.js'

interface Named {
  /** Peer id. */
  readonly member: string
  readonly name: string
  readonly state: string
}

interface Chosen<Member extends Named> {
  readonly name: string
  readonly members: readonly Member[]
}

/** Members shown in an error: enough to choose from, few enough for one line. */
const MAX_SHOWN = 5
/** Digits of an id in an error: eight of them are the same in every peer id. */
const SHOWN_ID = 16

/**
 * Throws TocsinError `unknown-member` or `ambiguous-member`. A whole id wins over all else, and who is in the group over
 * who is not any more; `among` keeps to those whom a verb is for, so that `unban` chooses from the banned only; `see` is the verb that lists these.
 */
export function chosenMember<Member extends Named>(
  group: Chosen<Member>,
  word: string,
  among: (member: Member) => boolean = () => true,
  see = 'tocsin members',
): Member {
  const members = group.members.filter(among)
  const whole = members.find(({ member }) => member === word)
  if (whole !== undefined) return whole
  // a name that looks like the beginning of somebody's id counts beside that id and not before it
  const matching = members.filter(({ member, name }) => asShown(name) === asShown(word) || isPrefix(word, member))
  const present = matching.filter(isPresent)
  const fitting = present.length > 0 ? present : matching
  const [found, second] = fitting
  if (found === undefined) {
    throw new TocsinError('unknown-member', `there is no such member as "${word}" in ${group.name}; see: ${see}`)
  }
  if (second !== undefined) {
    const shown = fitting.slice(0, MAX_SHOWN).map(({ member, name }) => `${member.slice(0, SHOWN_ID)} (${name})`)
    const all = `${shown.join(', ')}${fitting.length > MAX_SHOWN ? ', …' : ''}`
    throw new TocsinError(
      'ambiguous-member',
      `"${word}" fits ${fitting.length} members of ${group.name}: use an id: ${all}`,
    )
  }
  return found
}

/** What a person sees is what a person types: without what a terminal is not given, accents composed. */
function asShown(name: string): string {
  return safeLine(name).normalize('NFC').trim()
}

function isPrefix(word: string, member: string): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{1,52}$/u.test(word) && member.startsWith(word)
}

function isPresent({ state }: Named): boolean {
  return state !== 'left' && state !== 'removed'
}
