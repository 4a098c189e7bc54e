/**
 * A figure as an SVG: a title, one legend for all, panels side by side. Data in, text out; the same data give the same text.
 * The background is white and the text dark, so that it reads the same on a light page and on a dark one. Serves
 * docs/figures.
 */
import { colourOf, element, escaped, FAINT_TEXT, line, marker, text, whisker, widthOf } from './marks.ts'
import { type Box, drawPanel, type Looks, type Panel, type Series } from './panel.ts'

export type { Panel, PlotPoint, Series } from './panel.ts'
export type { Axis } from './scale.ts'

export interface Figure {
  readonly title: string
  /** A line below the title: what was run, how often, what the spread is. */
  readonly subtitle?: string
  readonly panels: readonly Panel[]
  readonly width?: number
  readonly height?: number
}

const TITLE_SIZE = 17
const SUBTITLE_SIZE = 12
const LEGEND_SIZE = 13
const LEGEND_ROW = 22
const LEGEND_LINE = 30
const EDGE = 16
const GAP = 14
const DASHES = [undefined, '6 4', '2 3']

export function svgOf(figure: Figure): string {
  const { title, subtitle, panels, width = panels.length === 1 ? 760 : 980, height = 470 } = figure
  const series = panels.flatMap(panel => panel.series)
  const names = [...new Set(series.map(({ name }) => name))]
  const variants = [...new Set(series.flatMap(({ variant }) => (variant === undefined ? [] : [variant])))]
  const looks: Looks = {
    colour: ({ name }) => names.indexOf(name),
    dash: ({ variant }) => dashOf(variants, variant),
  }
  const legendTop = EDGE + TITLE_SIZE + (subtitle === undefined ? 0 : SUBTITLE_SIZE + 6) + 10
  const legend = drawLegend(names, variants, series, legendTop, width)
  const panelTop = legendTop + legend.height + 8
  const panelWidth = (width - 2 * EDGE - GAP * (panels.length - 1)) / panels.length
  const boxes = panels.map(
    (_, index): Box => ({
      left: EDGE + index * (panelWidth + GAP),
      top: panelTop,
      width: panelWidth,
      height: height - panelTop - 8,
    }),
  )
  const content = [
    element('title', {}, escaped(title)),
    element('rect', { width, height, fill: '#ffffff' }),
    text(EDGE, EDGE + TITLE_SIZE - 3, title, { 'font-size': TITLE_SIZE, 'font-weight': 600 }),
    subtitle === undefined
      ? ''
      : text(EDGE, EDGE + TITLE_SIZE + SUBTITLE_SIZE + 4, subtitle, { 'font-size': SUBTITLE_SIZE, fill: FAINT_TEXT }),
    legend.drawn,
    ...panels.map((panel, index) => drawPanel(panel, boxes[index]!, looks)),
  ]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif',
  }
  return `${element('svg', attributes, `\n${content.filter(drawn => drawn !== '').join('\n')}\n`)}\n`
}

function dashOf(variants: readonly string[], variant: string | undefined): string | undefined {
  return variant === undefined ? undefined : DASHES[Math.min(variants.indexOf(variant), DASHES.length - 1)]
}

/** Who, then which line, from left to right and on to the next row where there is no room. */
function drawLegend(
  names: readonly string[],
  variants: readonly string[],
  series: readonly Series[],
  top: number,
  width: number,
): { drawn: string; height: number } {
  let x = EDGE
  let y = top + LEGEND_ROW / 2
  const drawn: string[] = []
  const place = (label: string, draw: (left: number, middle: number) => string) => {
    const entryWidth = LEGEND_LINE + 6 + widthOf(label, LEGEND_SIZE) + 22
    if (x > EDGE && x + entryWidth > width - EDGE) {
      x = EDGE
      y += LEGEND_ROW
    }
    drawn.push(draw(x, y), text(x + LEGEND_LINE + 6, y + 4.5, label, { 'font-size': LEGEND_SIZE }))
    x += entryWidth
  }
  for (const [index, name] of names.entries()) {
    place(name, (left, middle) =>
      [
        line(left, middle, left + LEGEND_LINE, middle, { stroke: colourOf(index), 'stroke-width': 2 }),
        marker(index, left + LEGEND_LINE / 2, middle),
      ].join('\n'),
    )
  }
  for (const variant of variants) {
    place(variant, (left, middle) =>
      line(left, middle, left + LEGEND_LINE, middle, {
        stroke: FAINT_TEXT,
        'stroke-width': 2,
        'stroke-dasharray': dashOf(variants, variant),
      }),
    )
  }
  const spreads = series.filter(({ points }) => points.some(({ low }) => low !== undefined))
  if (spreads.length > 0)
    place('p5 to p95', spreads.every(({ spread }) => spread === 'whiskers') ? whiskerKey : bandKey)
  return { drawn: drawn.join('\n'), height: y + LEGEND_ROW / 2 - top }
}

function bandKey(left: number, middle: number): string {
  const box = { x: left, y: middle - 6, width: LEGEND_LINE, height: 12 }
  return element('rect', { ...box, fill: FAINT_TEXT, 'fill-opacity': 0.2 })
}

function whiskerKey(left: number, middle: number): string {
  return whisker(left + LEGEND_LINE / 2, middle + 7, middle - 7, FAINT_TEXT)
}
