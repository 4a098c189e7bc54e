/** GROUP on the command line → a group: its name, its id, or a prefix of an id that fits one only. */
import { TocsinError } from '../base/errors.js'

interface Named {
  readonly id: string
  readonly name: string
  /** False for a group that was left. */
  readonly joined: boolean
}

/** Names shown in an error: enough to choose from, few enough for one line. */
const MAX_SHOWN = 5
const SEE = 'tocsin groups; or make one: tocsin create NAME'

/** Groups this member is in. */
export function joinedGroups<Group extends Named>(from: { groups(): readonly Group[] }): readonly Group[] {
  return from.groups().filter(({ joined }) => joined)
}

/** Throws TocsinError `unknown-group` or `ambiguous-group`. A name wins over an id's prefix, a group over one that was left. */
export function chosenGroup<Group extends Named>(
  groups: readonly Group[],
  word: string,
  none = 'there is no group',
  see = SEE,
): Group {
  const whole = groups.find(group => group.id === word)
  if (whole !== undefined) return whole
  const named = groups.filter(group => group.name === word)
  const matching = named.length > 0 ? named : groups.filter(group => isPrefix(word, group.id))
  const joined = matching.filter(group => group.joined)
  const fitting = joined.length > 0 ? joined : matching
  const [found, second] = fitting
  if (found === undefined) throw unknown(`${none} "${word}" here`, see)
  if (second !== undefined) throw ambiguous(`"${word}" fits ${fitting.length} groups: use an id`, fitting)
  return found
}

/** The group when none is named: the only one there is. */
export function onlyGroup<Group extends Named>(groups: readonly Group[]): Group {
  const [found, second] = groups
  if (found === undefined) throw unknown('there is no group here yet', SEE)
  if (second !== undefined) throw ambiguous('name one of the groups', groups)
  return found
}

function isPrefix(word: string, group: string): boolean {
  return /^[0-9a-f]{1,64}$/iu.test(word) && group.startsWith(word.toLowerCase())
}

function unknown(what: string, see: string): TocsinError {
  return new TocsinError('unknown-group', `${what}; see: ${see}`)
}

function ambiguous(what: string, groups: readonly Named[]): TocsinError {
  const shown = groups.slice(0, MAX_SHOWN).map(({ id, name }) => `${id.slice(0, 12)} (${name})`)
  return new TocsinError('ambiguous-group', `${what}: ${shown.join(', ')}${groups.length > MAX_SHOWN ? ', …' : ''}`)
}
