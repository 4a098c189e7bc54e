/**
 * What a search finds: entries whose text has every word, in whatever case and however its accents are composed. The
 * same on every machine, so never by locale.
 */
import { SALT_BYTES } from '../crypto/entry.js'
import { compareDisplay } from './display-order.js'
import type { ReadText, StoredEntry } from './store.js'

/** The text of a clear body (salt ‖ UTF-8). */
export const plainText: ReadText = ({ body }) => decoder.decode(body.subarray(SALT_BYTES))

const decoder = new TextDecoder()

/** Tells of a text whether every word is in it. No word, or an empty one, is in none. */
export function textMatcher(words: readonly string[]): (text: string | undefined) => boolean {
  const wanted = words.map(folded)
  if (wanted.length === 0 || wanted.includes('')) return () => false
  return text => {
    if (text === undefined) return false
    const found = folded(text)
    return wanted.every(word => found.includes(word))
  }
}

/**
 * Finds from blocks opened by falling highest order, let go as soon as no block to come can hold a newer one. It keeps
 * at most `limit` of them.
 */
export class Finds {
  #waiting: StoredEntry[] = []
  #left: number

  constructor(limit: number) {
    this.#left = limit
  }

  get done(): boolean {
    return this.#left <= 0
  }

  /** Takes what a block had; gives those newer than `next`, the highest order still to come (undefined: none is). */
  take(found: readonly StoredEntry[], next: bigint | undefined): StoredEntry[] {
    this.#waiting = [...this.#waiting, ...found].sort((left, right) => compareDisplay(right, left)).slice(0, this.#left)
    const settled = next === undefined ? this.#waiting : this.#waiting.filter(entry => entry.order > next)
    this.#waiting = this.#waiting.slice(settled.length)
    this.#left -= settled.length
    return settled
  }
}

/** One spelling for what reads the same: case by Unicode's own tables, accents composed (NFC). */
function folded(text: string): string {
  return text.toLowerCase().normalize('NFC')
}
