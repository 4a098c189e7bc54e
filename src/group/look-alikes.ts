/**
 * Whether two names look alike to a person. Serves docs/protocol.md, "Safety numbers". It only ever warns: nobody is
 * chosen, let in or kept out by it, and no two members need to agree on it.
 *
 * The rule: compatibility forms are one, what cannot be seen does not count, nor does case or space, and a sign of the
 * two tables counts as the Latin letter it is drawn like. Accents count: they can be seen.
 */

/** Cyrillic and Greek letters by the Latin ones they are drawn like, large or small, before case is left aside: Ν is an N, ν is a v. */
const DRAWN_ALIKE: Readonly<Record<string, string>> = {
  A: 'АΑ',
  B: 'ВΒ',
  C: 'С',
  E: 'ЕΕ',
  H: 'НΗ',
  I: 'ІӀΙ',
  J: 'ЈͿ',
  K: 'КΚ',
  M: 'МΜ',
  N: 'Ν',
  O: 'ОΟ',
  P: 'РΡ',
  S: 'Ѕ',
  T: 'ТΤ',
  X: 'ХΧ',
  Y: 'УΥҮ',
  Z: 'Ζ',
  a: 'аα',
  b: 'в',
  c: 'с',
  d: 'ԁ',
  e: 'е',
  h: 'һн',
  i: 'іι',
  j: 'јϳ',
  k: 'кκ',
  l: 'ӏ',
  m: 'м',
  n: 'η',
  o: 'оοσ',
  p: 'рρ',
  q: 'ԛ',
  s: 'ѕ',
  t: 'тτ',
  u: 'υ',
  v: 'ν',
  w: 'ԝω',
  x: 'хχ',
  y: 'уγү',
}
const latinOf = new Map(
  Object.entries(DRAWN_ALIKE).flatMap(([latin, others]) => [...others].map(other => [other, latin] as const)),
)

/** What people mix up within Latin, in lower case: a capital I is drawn like an l. */
const MIXED_UP: Readonly<Record<string, string>> = { i: 'l', ı: 'l', '1': 'l', '|': 'l', '0': 'o' }

/** Controls, marks that steer text, fillers, and all else that takes no room. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\s]/gu

/** What a name looks like: equal for two that look alike, empty where nothing can be seen. */
export function looksOf(name: string): string {
  const seen = [...name.normalize('NFKC').replace(UNSEEN, '')]
  const latin = seen.map(letter => latinOf.get(letter) ?? letter).join('')
  return [...latin.toLowerCase()].map(letter => MIXED_UP[letter] ?? letter).join('')
}
