/**
 * How long messages live, and which are gone by now. Serves docs/protocol.md, "Disappearing messages". It counts by the
 * order that every entry carries, whose upper bits are its author's clock, so that in every log what is gone is a beginning,
 * and all members with one clock have one line in all logs. It must never look at when something arrived.
 */

/** What was written above this order, up to the next life, lives so many seconds; 0: for ever. */
export interface Life {
  readonly order: bigint
  readonly seconds: number
}

/** Members' clocks may be so far apart; a shorter life would end before a message came. */
export const MIN_EXPIRE_S = 300
/** Ten years; more is a mistake. */
export const MAX_EXPIRE_S = 315_360_000

/** Seconds that a message may live, or 0. */
export function isLife(seconds: number): boolean {
  return seconds === 0 || (Number.isInteger(seconds) && seconds >= MIN_EXPIRE_S && seconds <= MAX_EXPIRE_S)
}

/**
 * The highest order that is gone when a clock reads `wallMs`, 0 where nothing is. What is below an order that is gone is gone
 * as well, whatever life it had: `lives` ascend by order.
 */
export function horizonOf(lives: readonly Life[], wallMs: number): bigint {
  let horizon = 0n
  for (const [at, { order, seconds }] of lives.entries()) {
    if (seconds === 0) continue
    const ended = Math.floor(wallMs) - seconds * 1000
    if (ended < 0) continue
    const gone = (BigInt(ended + 1) << 16n) - 1n
    if (gone <= order) continue
    const next = lives[at + 1]?.order ?? gone
    const within = gone < next ? gone : next
    if (within > horizon) horizon = within
  }
  return horizon
}

/** Whether anything that was ever said here is to go. */
export function hasLives(lives: readonly Life[]): boolean {
  return lives.some(({ seconds }) => seconds > 0)
}
