/** Medians, quantiles and how far apart the rounds lie. A figure never goes out without its spread. */

export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
  readonly samples: number
}

/** Undefined when nothing was measured. */
export function spreadOf(values: readonly (number | undefined)[]): Spread | undefined {
  const measured = values.filter(value => value !== undefined).sort((one, other) => one - other)
  const low = measured[0]
  const high = measured.at(-1)
  const median = quantile(measured, 0.5)
  if (low === undefined || high === undefined || median === undefined) return undefined
  return { median, low, high, samples: measured.length }
}

/** The value below which this share lies; the median of an even count is the mean of the two in the middle. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const ascending = [...values].sort((one, other) => one - other)
  const middle = ascending.length / 2
  if (share === 0.5 && Number.isInteger(middle) && middle > 0) return (ascending[middle - 1]! + ascending[middle]!) / 2
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))]
}
