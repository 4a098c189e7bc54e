/**
 * GROUP on the command line → a group: its name, its id, or a prefix of an id that fits one only. Moderators of a group
 * choose its name; what a name may not do is in choice.ts.
 */
import { TocsinError } from '../base/errors.js'
import { choiceOf, listed } from './choice.js'

interface Named {
  readonly id: string
  readonly name: string
  readonly formerNames?: readonly string[]
  /** False for a group that was left. */
  readonly joined: boolean
}

/** Digits of an id in an error. */
const SHOWN_ID = 12
const SEE = 'tocsin groups; or make one: tocsin create NAME'

/** Groups this member is in. */
export function joinedGroups<Group extends Named>(from: { groups(): readonly Group[] }): readonly Group[] {
  return from.groups().filter(({ joined }) => joined)
}

/**
 * Throws TocsinError `unknown-group` or `ambiguous-group`. A whole id wins over all else, and of those by one name a group over
 * one that was left.
 */
export function chosenGroup<Group extends Named>(
  groups: readonly Group[],
  word: string,
  none = 'there is no group',
  see = SEE,
): Group {
  const whole = groups.find(group => group.id === word.toLowerCase())
  if (whole !== undefined) return whole
  const choice = choiceOf(groups, word, { isIdOf, isHere: ({ joined }) => joined })
  switch (choice.type) {
    case 'one':
      return choice.one
    case 'several':
      throw ambiguous(`"${word}" fits ${choice.fitting.length} groups: use an id`, choice.fitting)
    case 'none': {
      const hint = choice.near.length === 0 ? '' : `; if you mean ${listed(choice.near, shown)}, use the id`
      throw unknown(`${none} "${word}" here${hint}`, see)
    }
  }
}

/** The group when none is named: the only one there is. */
export function onlyGroup<Group extends Named>(groups: readonly Group[]): Group {
  const [found, second] = groups
  if (found === undefined) throw unknown('there is no group here yet', SEE)
  if (second !== undefined) throw ambiguous('name one of the groups', groups)
  return found
}

function isIdOf(word: string, { id }: Named): boolean {
  return /^[0-9a-f]{1,64}$/iu.test(word) && id.startsWith(word.toLowerCase())
}

function unknown(what: string, see: string): TocsinError {
  return new TocsinError('unknown-group', `${what}; see: ${see}`)
}

function ambiguous(what: string, groups: readonly Named[]): TocsinError {
  return new TocsinError('ambiguous-group', `${what}: ${listed(groups, shown)}`)
}

function shown({ id, name }: Named): string {
  return `${id.slice(0, SHOWN_ID)} (${name})`
}
