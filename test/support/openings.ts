/** Counts the sealed bursts that are opened in this process: a story that sync alone carries would hide a scheme that does nothing. */
import { Sealing } from '#src/peer/sealing.js'

export function openings(): { readonly count: number; end(): void } {
  const { open } = Sealing.prototype
  let count = 0
  Sealing.prototype.open = function (...burst) {
    const opened = open.apply(this, burst)
    if (opened !== undefined) count += 1
    return opened
  }
  return {
    get count() {
      return count
    },
    end() {
      Sealing.prototype.open = open
    },
  }
}
