/** Axes: where a value stands between two bounds, and which ticks are worth a label. Nothing here knows of pixels. */

export interface Axis {
  /** With its unit. */
  readonly label: string
  readonly scale: 'linear' | 'log2' | 'log10'
  /** Bounds; otherwise the ticks that enclose the data. */
  readonly from?: number
  readonly to?: number
  /** Otherwise chosen: about six round ones, or powers. */
  readonly ticks?: readonly number[]
  /** What is written behind each tick's number, such as ` %`. */
  readonly unit?: string
}

export interface Scale {
  readonly ticks: readonly number[]
  /** 0 at the lower bound, 1 at the upper; what is outside is moved to the bound. */
  place(value: number): number
  holds(value: number): boolean
}

const LINEAR_TICKS = 6
/** Over so many decades ticks at 1, 2 and 5 are too many. */
const FEW_DECADES = 2.5
/** Over so many doublings every second or third one is labelled. */
const FEW_DOUBLINGS = 10

/** Throws for an axis that cannot be drawn: a logarithm of what is not positive. */
export function scaleOf(axis: Axis, values: readonly number[]): Scale {
  const finite = values.filter(value => Number.isFinite(value))
  const known = [...finite, ...(axis.ticks ?? [])]
  const least = axis.from ?? known.reduce((low, value) => Math.min(low, value), known[0] ?? 1)
  const most = axis.to ?? known.reduce((high, value) => Math.max(high, value), known[0] ?? 1)
  if (axis.scale !== 'linear' && least <= 0) throw new RangeError(`${axis.label}: ${least} has no logarithm`)
  const ticks = axis.ticks ?? chosenTicks(axis.scale, least, most)
  const from = axis.from ?? Math.min(least, ticks[0] ?? least)
  const to = Math.max(axis.to ?? Math.max(most, ticks.at(-1) ?? most), from)
  const [low, high] = [position(axis.scale, from), position(axis.scale, to)]
  return {
    ticks: ticks.filter(tick => tick >= from && tick <= to),
    place(value) {
      if (value <= from) return 0
      if (value >= to || high === low) return 1
      return (position(axis.scale, value) - low) / (high - low)
    },
    holds: value => value >= from && value <= to,
  }
}

/** As a reader writes it: thousands with commas, no trailing zeros. */
export function tickText(tick: number, unit = ''): string {
  const digits = Number(tick.toPrecision(6))
  const [whole, fraction] = String(digits).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fraction === undefined ? grouped : `${grouped}.${fraction}`}${unit}`
}

function position(scale: Axis['scale'], value: number): number {
  return scale === 'linear' ? value : Math.log2(value)
}

/** Ticks around [least, most]: the first not above it, the last not below it. */
function chosenTicks(scale: Axis['scale'], least: number, most: number): number[] {
  if (scale === 'linear') return linearTicks(least, most)
  return scale === 'log2' ? doublings(least, most) : decades(least, most)
}

function linearTicks(least: number, most: number): number[] {
  const span = most - least || Math.abs(most) || 1
  const power = 10 ** Math.floor(Math.log10(span / LINEAR_TICKS))
  const factor = [1, 2, 5, 10].find(step => span / (step * power) <= LINEAR_TICKS) ?? 10
  const step = factor * power
  const first = Math.floor(least / step + 1e-9)
  const last = Math.max(Math.ceil(most / step - 1e-9), first + 1)
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

function doublings(least: number, most: number): number[] {
  const first = Math.floor(Math.log2(least) + 1e-9)
  const last = Math.max(Math.ceil(Math.log2(most) - 1e-9), first + 1)
  const step = Math.ceil((last - first) / FEW_DOUBLINGS)
  const count = Math.ceil((last - first) / step) + 1
  return Array.from({ length: count }, (_, index) => 2 ** (first + index * step))
}

function decades(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least) + 1e-9)
  const last = Math.ceil(Math.log10(most) - 1e-9)
  const factors = Math.log10(most / least) <= FEW_DECADES ? [1, 2, 5] : [1]
  const all: number[] = []
  for (let power = first; power <= Math.max(last, first + 1); power += 1) {
    for (const factor of factors) all.push(Number((factor * 10 ** power).toPrecision(3)))
  }
  const below = all.filter(tick => tick <= least * (1 + 1e-9)).length - 1
  const above = all.findIndex(tick => tick >= most * (1 - 1e-9))
  return all.slice(Math.max(below, 0), Math.max(above, below + 1) + 1)
}
