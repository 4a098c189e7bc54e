/**
 * Times as a reader sees them, in the zone of the process that prints: `HH:MM`, with the day wherever it is not today. Nothing
 * here runs in the owner of a data folder, which may stand in another zone.
 */

export class Times {
  readonly #now: () => number
  /** The day on which a time was last shown. */
  #lastDay: string | undefined

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** The first time shown after midnight has its day as well: without it all lines above it would seem to be of today. */
  short(time: string): string {
    const date = new Date(time)
    if (Number.isNaN(date.getTime())) return '--:--'
    const today = dayOf(new Date(this.#now()))
    const isNewDay = this.#lastDay !== undefined && this.#lastDay !== today
    this.#lastDay = today
    return dayOf(date) === today && !isNewDay ? clockOf(date) : full(date)
  }

  /** With the day, whichever it is. */
  long(time: string): string {
    const date = new Date(time)
    return Number.isNaN(date.getTime()) ? '--:--' : full(date)
  }
}

function full(date: Date): string {
  return `${dayOf(date)} ${clockOf(date)}`
}

function dayOf(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-')
}

function clockOf(date: Date): string {
  return [date.getHours(), date.getMinutes()].map(twoDigits).join(':')
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
