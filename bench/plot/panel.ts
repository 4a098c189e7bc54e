/**
 * One pair of axes with its series: median lines, what lies between p5 and p95 behind them, and above the axes a lane for
 * values that never came. It draws into a rectangle it is given and knows nothing of titles and legends.
 */
import {
  AXIS,
  colourOf,
  element,
  FAINT_TEXT,
  GRID,
  line,
  marker,
  pathThrough,
  rounded,
  text,
  whisker,
  widthOf,
  wrapped,
} from './marks.ts'
import { type Axis, type Scale, scaleOf, tickText } from './scale.ts'

export interface PlotPoint {
  readonly x: number
  /** The median; undefined when it never came, which is shown in a lane above the axes. */
  readonly y: number | undefined
  /** p5 and p95. Infinity reaches to the top. */
  readonly low?: number
  readonly high?: number
}

export interface Series {
  /** Who: gives colour and marker, the same in all panels of a figure. */
  readonly name: string
  /** Which of several of its lines, such as `mean` and `worst`; the first one in a figure is solid, the next are dashed. */
  readonly variant?: string
  readonly points: readonly PlotPoint[]
  /** How p5 to p95 is shown; bands where series are few, whiskers otherwise. Default `band`. */
  readonly spread?: 'band' | 'whiskers'
}

export interface Panel {
  readonly title?: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  /** What stands beside the lane of values that never came. Default `never`. */
  readonly neverLabel?: string
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Colours and dashes, decided for the figure as a whole. */
export interface Looks {
  colour(series: Series): number
  dash(series: Series): string | undefined
}

const TICK_SIZE = 12
const LABEL_SIZE = 13
/** Around the axes, without what labels on the left take. */
const MARGIN = { left: 8, right: 14, bottom: 52, top: 10, titleTop: 26 }
const LABEL_LINE = 16
const LANE_ROW = 15
/** So that markers at the first and last x do not stand on the frame. */
const INSET = 12
/** Whiskers of different series at one x stand side by side. */
const DODGE = 5

export function drawPanel(panel: Panel, box: Box, looks: Looks): string {
  const { x, y, title, series, neverLabel = 'never' } = panel
  const missing = series.filter(({ points }) => points.some(point => point.y === undefined))
  const laneHeight = missing.length === 0 ? 0 : missing.length * LANE_ROW + 8
  const laneTop = box.top + (title === undefined ? MARGIN.top : MARGIN.titleTop)
  const top = laneTop + laneHeight
  const height = box.top + box.height - MARGIN.bottom - top
  const points = series.flatMap(one => one.points)
  const xScale = scaleOf(
    x,
    points.map(point => point.x),
  )
  const yScale = scaleOf(
    y,
    points.flatMap(point => [point.y, point.low, point.high].filter(value => value !== undefined)),
  )
  const label = wrapped(y.label, LABEL_SIZE, height)
  const beside = [...yScale.ticks.map(tick => tickText(tick, y.unit)), ...(laneHeight > 0 ? [neverLabel] : [])]
  const widest = beside.reduce((most, one) => Math.max(most, widthOf(one, TICK_SIZE)), 0)
  const left = box.left + MARGIN.left + label.length * LABEL_LINE + widest + 14
  const axes = new Axes({ left, top, width: box.left + box.width - MARGIN.right - left, height }, xScale, yScale)
  const styled = series.map((one, index) => ({ one, shift: shiftOf(one, index, series.length) }))
  return [
    title === undefined ? '' : text(left, box.top + 14, title, { 'font-size': LABEL_SIZE, 'font-weight': 600 }),
    drawAxes(panel, axes, label, box.left + MARGIN.left + LABEL_SIZE - 2),
    drawLane(neverLabel, missing, axes, laneTop, laneHeight, looks),
    ...styled.map(({ one, shift }) => drawSpread(one, shift, axes, looks)),
    // the first series, which the figure is about, is drawn last: where two coincide it is the one seen
    ...styled.toReversed().map(({ one, shift }) => drawLine(one, shift, axes, looks)),
  ]
    .filter(drawn => drawn !== '')
    .join('\n')
}

class Axes {
  readonly frame: Box
  readonly xScale: Scale
  readonly yScale: Scale

  constructor(frame: Box, xScale: Scale, yScale: Scale) {
    this.frame = frame
    this.xScale = xScale
    this.yScale = yScale
  }

  get bottom(): number {
    return this.frame.top + this.frame.height
  }

  get right(): number {
    return this.frame.left + this.frame.width
  }

  x(value: number): number {
    return this.frame.left + INSET + this.xScale.place(value) * (this.frame.width - 2 * INSET)
  }

  y(value: number): number {
    return this.bottom - this.yScale.place(value) * this.frame.height
  }
}

function drawAxes({ x, y }: Panel, axes: Axes, label: readonly string[], labelLeft: number): string {
  const { frame, bottom, right } = axes
  const labelled = new Set(roomy(axes.xScale.ticks, axes, x.unit))
  const middle = frame.top + frame.height / 2
  return [
    ...axes.yScale.ticks.flatMap(tick => [
      line(frame.left, axes.y(tick), right, axes.y(tick), { stroke: GRID }),
      text(frame.left - 8, axes.y(tick) + 4, tickText(tick, y.unit), { 'text-anchor': 'end', 'font-size': TICK_SIZE }),
    ]),
    ...axes.xScale.ticks.flatMap(tick => [
      line(axes.x(tick), bottom, axes.x(tick), bottom + (labelled.has(tick) ? 5 : 3), { stroke: AXIS }),
      labelled.has(tick)
        ? text(axes.x(tick), bottom + 19, tickText(tick, x.unit), { 'text-anchor': 'middle', 'font-size': TICK_SIZE })
        : '',
    ]),
    element('path', {
      d: pathThrough([
        [frame.left, frame.top],
        [frame.left, bottom],
        [right, bottom],
      ]),
      fill: 'none',
      stroke: AXIS,
    }),
    text(frame.left + frame.width / 2, bottom + 41, x.label, { 'text-anchor': 'middle', 'font-size': LABEL_SIZE }),
    ...label.map((words, row) => {
      const at = labelLeft + row * LABEL_LINE
      const turn = `rotate(-90 ${rounded(at)} ${rounded(middle)})`
      return text(at, middle, words, { 'text-anchor': 'middle', 'font-size': LABEL_SIZE, transform: turn })
    }),
  ]
    .filter(drawn => drawn !== '')
    .join('\n')
}

/** Ticks whose labels do not touch; the last one always has its own. */
function roomy(ticks: readonly number[], axes: Axes, unit?: string): number[] {
  let edge = Number.POSITIVE_INFINITY
  return ticks.toReversed().filter(tick => {
    const half = widthOf(tickText(tick, unit), TICK_SIZE) / 2
    if (axes.x(tick) + half + 6 > edge) return false
    edge = axes.x(tick) - half
    return true
  })
}

/** A row for each series that has such values, so that their markers do not cover each other. */
function drawLane(
  label: string,
  missing: readonly Series[],
  axes: Axes,
  top: number,
  height: number,
  looks: Looks,
): string {
  if (height === 0) return ''
  const { left, width } = axes.frame
  const rows = missing.map((series, row) => {
    const y = top + (row + 0.5) * LANE_ROW
    const places = series.points.flatMap(point => (point.y === undefined ? [[axes.x(point.x), y] as const] : []))
    const index = looks.colour(series)
    const path = {
      d: pathThrough(places),
      fill: 'none',
      stroke: colourOf(index),
      'stroke-width': 1,
      'stroke-opacity': 0.5,
    }
    return [element('path', path), ...places.map(([x]) => marker(index, x, y, true))].join('\n')
  })
  return [
    element('rect', { x: left, y: top, width, height: height - 8, fill: '#f3f4f6' }),
    text(left - 8, top + (height - 8) / 2 + 4, label, {
      'text-anchor': 'end',
      'font-size': TICK_SIZE,
      fill: FAINT_TEXT,
    }),
    ...rows,
  ].join('\n')
}

/** Whiskers at one x would hide each other. */
function shiftOf({ spread }: Series, index: number, count: number): number {
  return spread === 'whiskers' ? (index - (count - 1) / 2) * DODGE : 0
}

function drawSpread(series: Series, shift: number, axes: Axes, looks: Looks): string {
  const spread = series.points.filter(({ low, high }) => low !== undefined && high !== undefined)
  const colour = colourOf(looks.colour(series))
  if (spread.length === 0) return ''
  if (series.spread === 'whiskers') {
    return spread.map(({ x, low, high }) => whisker(axes.x(x) + shift, axes.y(low!), axes.y(high!), colour)).join('\n')
  }
  const upper = spread.map(({ x, high }) => [axes.x(x), axes.y(high!)] as const)
  const lower = spread.map(({ x, low }) => [axes.x(x), axes.y(low!)] as const).toReversed()
  return element('path', { d: `${pathThrough([...upper, ...lower])} Z`, fill: colour, 'fill-opacity': 0.15 })
}

/** Broken where a value never came. What is beyond the axis stands at its end, hollow, with its number. */
function drawLine(series: Series, shift: number, axes: Axes, looks: Looks): string {
  const index = looks.colour(series)
  const colour = colourOf(index)
  const dash = looks.dash(series)
  const pieces: { x: number; y: number; value: number }[][] = [[]]
  for (const point of series.points) {
    if (point.y === undefined) pieces.push([])
    else pieces.at(-1)!.push({ x: axes.x(point.x) + shift, y: axes.y(point.y), value: point.y })
  }
  const paint = {
    fill: 'none',
    stroke: colour,
    'stroke-width': 2,
    'stroke-linejoin': 'round',
    'stroke-dasharray': dash,
  }
  const drawn = pieces
    .filter(piece => piece.length > 0)
    .flatMap(piece => [
      element('path', { d: pathThrough(piece.map(({ x, y }) => [x, y])), ...paint }),
      ...piece.map(({ x, y, value }) => marker(index, x, y, dash !== undefined || !axes.yScale.holds(value))),
      ...piece
        .filter(({ value }) => !axes.yScale.holds(value))
        .map(({ x, y, value }) =>
          text(x + 8, y === axes.bottom ? y - 6 : y + 12, tickText(Number(value.toPrecision(2))), {
            'font-size': TICK_SIZE,
            fill: colour,
          }),
        ),
    ])
  return drawn.join('\n')
}
