/**
 * MEMBER on the command line → a member of a group: the name as it is shown, its peer id, or a prefix of a peer id that
 * fits one only. What a name may not do is in choice.ts.
 */
import { TocsinError } from '../base/errors.js'
import { looksOf } from '../group/look-alikes.js'
import { choiceOf, listed } from './choice.js'

interface Named {
  /** Peer id. */
  readonly member: string
  readonly name: string
  readonly formerNames?: readonly string[]
  readonly state: string
}

interface Chosen<Member extends Named> {
  readonly name: string
  readonly members: readonly Member[]
}

/** Digits of an id in an error: eight of them are the same in every peer id, and the eight after these are the short id. */
const SHOWN_ID = 16
const SHORT_ID = 8
const SAME_IN_ALL = 8

/**
 * Throws TocsinError `unknown-member` or `ambiguous-member`. A whole id wins over all else, and of those by one name who is in
 * the group over who is not any more; `among` keeps to those whom a verb is for, so that `unban` chooses from the banned only;
 * `see` is the verb that lists these.
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
  const choice = choiceOf(members, word, { isIdOf, isHere })
  switch (choice.type) {
    case 'one':
      return choice.one
    case 'several': {
      const { fitting } = choice
      const fits = `"${word}" fits ${fitting.length} members of ${group.name}`
      throw new TocsinError('ambiguous-member', `${fits}: use an id: ${listed(fitting, shown)}`)
    }
    case 'none': {
      const hint = choice.near.length === 0 ? '' : `; if you mean ${listed(choice.near, shown)}, use the id`
      const unknown = `there is no such member as "${word}" in ${group.name}${hint}; see: ${see}`
      throw new TocsinError('unknown-member', unknown)
    }
  }
}

/** The beginning of a peer id, or the short id that stands beside a name: `FjeQ5oby`, or `alice (FjeQ5oby)`. */
function isIdOf(word: string, { member, name }: Named): boolean {
  const [, words = '', short = ''] = /^(.*) \(([1-9A-HJ-NP-Za-km-z]{8})\)$/su.exec(word) ?? []
  if (short !== '') return member.startsWith(short, SAME_IN_ALL) && looksOf(words) === looksOf(name)
  if (!/^[1-9A-HJ-NP-Za-km-z]{1,52}$/u.test(word)) return false
  return member.startsWith(word) || (word.length >= SHORT_ID && member.startsWith(word, SAME_IN_ALL))
}

function isHere({ state }: Named): boolean {
  return state !== 'left' && state !== 'removed'
}

function shown({ member, name }: Named): string {
  return `${member.slice(0, SHOWN_ID)} (${name})`
}
