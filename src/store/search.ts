/**
 * What a search finds: entries whose text has every word, in whatever case, and however it is accented unless that is to
 * be exact. The same on every machine, so never by locale.
 */
import { textOf } from '../base/utf8.js'
import { SALT_BYTES } from '../crypto/entry.js'
import { comparePlaced, type PlaceOf } from './display-order.js'
import { foldedCase, foldedForm } from './folding.js'
import type { ReadText, StoredEntry } from './store.js'

/** The text of a clear body (salt ‖ UTF-8). */
export const plainText: ReadText = ({ body }) => textOf(body.subarray(SALT_BYTES))

/** Tells of a text whether every word is in it. No word, or an empty one, is in none. `exact`: accents and width count. */
export function textMatcher(words: readonly string[], exact = false): (text: string | undefined) => boolean {
  if (words.length === 0 || words.includes('')) return () => false
  // a word of nothing but an accent means that accent
  const isExact = (word: string) => exact || foldedForm(word) === ''
  const exactly = words.filter(isExact).map(foldedCase)
  const loosely = words.filter(word => !isExact(word)).map(foldedForm)
  return text => {
    if (text === undefined) return false
    return hasAll(text, loosely, foldedForm) && hasAll(text, exactly, foldedCase)
  }
}

function hasAll(text: string, wanted: readonly string[], fold: (text: string) => string): boolean {
  if (wanted.length === 0) return true
  const folded = fold(text)
  return wanted.every(word => folded.includes(word))
}

/**
 * Finds from blocks opened by falling highest order, which no entry of them stands above, let go as soon as no block to come can hold a newer one. It keeps
 * at most `limit` of them.
 */
export class Finds {
  #waiting: StoredEntry[] = []
  #left: number
  readonly #placeOf: PlaceOf

  constructor(limit: number, placeOf: PlaceOf) {
    this.#left = limit
    this.#placeOf = placeOf
  }

  get done(): boolean {
    return this.#left <= 0
  }

  /** Takes what a block had; gives those newer than `next`, the highest order still to come (undefined: none is). */
  take(found: readonly StoredEntry[], next: bigint | undefined): StoredEntry[] {
    const compare = comparePlaced(this.#placeOf)
    this.#waiting = [...this.#waiting, ...found].sort((left, right) => compare(right, left)).slice(0, this.#left)
    const settled =
      next === undefined ? this.#waiting : this.#waiting.filter(entry => this.#placeOf(entry).order > next)
    this.#waiting = this.#waiting.slice(settled.length)
    this.#left -= settled.length
    return settled
  }
}
