/**
 * A word of the command line → the one thing that it names, out of several that have an id and a name. Names are other
 * people's words: one must never win over an id, nor over a name that looks like it, nor over one that another had when it
 * was read. What a word fits twice is refused.
 */
import { safeLine } from '../base/safe-text.js'
import { looksOf } from '../group/look-alikes.js'

/** How things are named. */
export interface Naming<One> {
  /** Whether the word is the beginning of its id, or stands for it. */
  isIdOf(word: string, one: One): boolean
  /** Of two by one name this one is meant: it is in, the other has left. */
  isHere(one: One): boolean
}

interface Named {
  readonly name: string
  readonly formerNames?: readonly string[]
}

export type Choice<One> =
  | { readonly type: 'one'; readonly one: One }
  | { readonly type: 'several'; readonly fitting: readonly One[] }
  /** `near`: those that look like it, or were called so. */
  | { readonly type: 'none'; readonly near: readonly One[] }

export function choiceOf<One extends Named>(
  all: readonly One[],
  word: string,
  naming: Naming<NoInfer<One>>,
): Choice<One> {
  const looks = looksOf(word)
  const isLike = (name: string) => looks !== '' && looksOf(name) === looks
  const byId = all.filter(one => naming.isIdOf(word, one))
  const bearers = all.filter(one => isLike(one.name))
  const here = bearers.filter(one => naming.isHere(one))
  const before = all.filter(one => naming.isHere(one) && (one.formerNames ?? []).some(isLike))
  const byName = bearers.length === 0 ? [] : [...(here.length > 0 ? here : bearers), ...before]
  const fitting = [...new Set([...byId, ...byName])]
  const [found, second] = fitting
  if (second !== undefined) return { type: 'several', fitting }
  if (found === undefined) return { type: 'none', near: before }
  // a name that only looks like the word may be another's than the one that is meant, who is not here
  const isMeant = byId.length > 0 || asShown(found.name) === asShown(word)
  return isMeant ? { type: 'one', one: found } : { type: 'none', near: [found] }
}

/** As an error tells them: `id (name)`. */
export function listed<One>(all: readonly One[], textOf: (one: One) => string): string {
  return `${all.slice(0, MAX_SHOWN).map(textOf).join(', ')}${all.length > MAX_SHOWN ? ', …' : ''}`
}
/** Enough to choose from, few enough for one line. */
const MAX_SHOWN = 5

/** What a person sees is what a person types: without what a terminal is not given, accents composed. */
function asShown(name: string): string {
  return safeLine(name).normalize('NFC').trim()
}
