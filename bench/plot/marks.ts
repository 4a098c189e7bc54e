/**
 * SVG elements as text, and what a series looks like: a colour and a marker of its own, so that neither a colour-blind
 * reader nor a black-and-white print mixes up two series.
 */

/** After Okabe and Ito, for all common kinds of colour blindness; without yellow, and purple darker: both are faint on white. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#b0508c', '#e69f00', '#56b4e9', '#000000']
export const TEXT = '#1f2328'
export const FAINT_TEXT = '#57606a'
export const GRID = '#e4e7ea'
export const AXIS = '#6e7781'
/** Mean width of a character over the font's size; sans-serif fonts differ, so a little wide. */
const CHARACTER_WIDTH = 0.56

export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length]!
}

/** Pixels that `text` takes at most. */
export function widthOf(text: string, size: number): number {
  return text.length * size * CHARACTER_WIDTH
}

/** Lines of at most so many pixels, broken between words. */
export function wrapped(content: string, size: number, width: number): string[] {
  const lines: string[] = []
  for (const word of content.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

export type Attributes = Readonly<Record<string, string | number | undefined>>

export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(String(value))}"`)
    .join('')
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, fill: TEXT, ...attributes }, escaped(content))
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes })
}

/** A hundredth of a pixel is enough, and the same on every machine. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100)
}

export function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** A path through points. */
export function pathThrough(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join(' ')
}

/** The marker of a series: circle, square, triangle, diamond, triangle down, cross; white inside where it is hollow. */
export function marker(index: number, x: number, y: number, hollow = false): string {
  const colour = colourOf(index)
  const paint = { fill: hollow ? '#ffffff' : colour, stroke: colour, 'stroke-width': 1.5 }
  const shape = index % 6
  if (shape === 0) return element('circle', { cx: x, cy: y, r: 4, ...paint })
  if (shape === 1) return element('rect', { x: x - 3.6, y: y - 3.6, width: 7.2, height: 7.2, ...paint })
  if (shape === 5) {
    const cross = `${pathThrough([
      [x - 3.5, y - 3.5],
      [x + 3.5, y + 3.5],
    ])} ${pathThrough([
      [x - 3.5, y + 3.5],
      [x + 3.5, y - 3.5],
    ])}`
    return element('path', { d: cross, fill: 'none', stroke: colour, 'stroke-width': 2 })
  }
  return element('path', { d: `${pathThrough(corners(shape, x, y))} Z`, ...paint })
}

function corners(shape: number, x: number, y: number): (readonly [number, number])[] {
  if (shape === 3)
    return [
      [x, y - 5],
      [x + 5, y],
      [x, y + 5],
      [x - 5, y],
    ]
  const tip = shape === 2 ? -4.8 : 4.8
  return [
    [x, y + tip],
    [x + 4.6, y - tip * 0.7],
    [x - 4.6, y - tip * 0.7],
  ]
}

export function whisker(x: number, low: number, high: number, colour: string): string {
  const paint = { stroke: colour, 'stroke-width': 1.2 }
  return [
    line(x, low, x, high, paint),
    line(x - 2.5, low, x + 2.5, low, paint),
    line(x - 2.5, high, x + 2.5, high, paint),
  ].join('\n')
}
