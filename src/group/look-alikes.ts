/**
 * Whether two names look alike to a person, and whether one has anything to see. Serves docs/protocol.md, "Safety numbers".
 * It warns, tells apart what is shown, and refuses a word that fits two: nobody is let in or kept out by it, and no two
 * members need to agree on it.
 *
 * The rule: compatibility forms are one, what cannot be seen does not count, nor does case or space, and a sign of the
 * two tables counts as the Latin letter it is drawn like. Accents count: they can be seen.
 */
import { safeLine } from '../base/safe-text.js'

/** Letters of other scripts by the Latin ones they are drawn like, large or small, before case is left aside: Ν is an N, ν is a v. */
const DRAWN_ALIKE: Readonly<Record<string, string>> = {
  A: 'АΑᎪ',
  B: 'ВΒᏴ',
  C: 'СᏟ',
  D: 'Ꭰ',
  E: 'ЕΕᎬ',
  G: 'Ꮐ',
  H: 'НΗᎻ',
  I: 'ІӀΙ',
  J: 'ЈͿᎫ',
  K: 'КΚᏦ',
  L: 'ᏞԼ',
  M: 'МΜᎷ',
  N: 'Ν',
  O: 'ОΟՕ',
  P: 'РΡᏢ',
  S: 'ЅՏᏚ',
  T: 'ТΤᎢ',
  U: 'Ս',
  V: 'ᏙѴ',
  W: 'ᎳԜ',
  X: 'ХΧ',
  Y: 'УΥҮ',
  Z: 'ΖᏃ',
  a: 'аαɑ',
  b: 'в',
  c: 'с',
  d: 'ԁ',
  e: 'е',
  g: 'ɡց',
  h: 'һнհ',
  i: 'іιɩ',
  j: 'јϳյ',
  k: 'кκ',
  l: 'ӏ',
  m: 'м',
  n: 'ηո',
  o: 'оοσօ',
  p: 'рρ',
  q: 'ԛզ',
  s: 'ѕ',
  t: 'тτ',
  u: 'υս',
  v: 'νѵ',
  w: 'ԝω',
  x: 'хχ',
  y: 'уγү',
}
const latinOf = new Map(
  Object.entries(DRAWN_ALIKE).flatMap(([latin, others]) => [...others].map(other => [other, latin] as const)),
)

/** What people mix up within Latin, in lower case: a capital I is drawn like an l. */
const MIXED_UP: Readonly<Record<string, string>> = { i: 'l', ı: 'l', '1': 'l', '|': 'l', '0': 'o' }

/** Controls, marks that steer text, fillers, blanks that count as letters or signs, and all else that takes no room. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\s\u2800\ufffc\u{1d159}]/gu
/** A mark alone has nothing to stand on, and what is no character yet has no picture. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Looks are asked for with each line that is shown, and the names are those of a few groups. */
const MAX_LOOKS = 16_384
const known = new Map<string, string>()

/** What a name looks like: equal for two that look alike, empty where nothing can be seen. */
export function looksOf(name: string): string {
  const before = known.get(name)
  if (before !== undefined) return before
  const looks = looked(name)
  if (known.size >= MAX_LOOKS) known.clear()
  known.set(name, looks)
  return looks
}

/** Whether a person who looks at the name sees anything. */
export function isSeen(name: string): boolean {
  return SEEN.test(safeLine(name).replace(UNSEEN, ''))
}

/** What a terminal is not given cannot be seen either, and letters that steer one are no letters. */
function looked(name: string): string {
  if (!isSeen(name)) return ''
  const seen = [...safeLine(name).normalize('NFKC').replace(UNSEEN, '')]
  const latin = seen.map(letter => latinOf.get(letter) ?? letter).join('')
  return [...latin.toLowerCase()].map(letter => MIXED_UP[letter] ?? letter).join('')
}
