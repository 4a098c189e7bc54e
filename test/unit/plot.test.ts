/** Figures of the docs say what the data say: nothing is moved, hidden or dropped without a mark. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Axis, scaleOf, tickText } from '../../bench/plot/scale.ts'
import { type Figure, type PlotPoint, svgOf } from '../../bench/plot/svg.ts'

function axis(scale: Axis['scale'], changed: Partial<Axis> = {}): Axis {
  return { label: 'rounds', scale, ...changed }
}

function figureOf(points: readonly PlotPoint[], y: Axis = axis('linear', { from: 0, to: 10 })): Figure {
  return { title: 'one', panels: [{ x: axis('linear'), y, series: [{ name: 'tocsin', points }] }] }
}

/** The text elements of a figure. */
function wordsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(found => found[1]!)
}

test('linear ticks are round, and the outer ones enclose the data', () => {
  assert.deepEqual(scaleOf(axis('linear'), [0.3, 8.7]).ticks, [0, 2, 4, 6, 8, 10])
  assert.deepEqual(scaleOf(axis('linear'), [1]).ticks.slice(0, 2), [1, 1.2])
})

test('logarithmic ticks are powers, with 2 and 5 between where decades are few', () => {
  assert.deepEqual(scaleOf(axis('log10'), [8, 10_000]).ticks, [1, 10, 100, 1000, 10_000])
  assert.deepEqual(scaleOf(axis('log10'), [0.6, 30]).ticks, [0.5, 1, 2, 5, 10, 20, 50])
  assert.deepEqual(scaleOf(axis('log2'), [8, 100]).ticks, [8, 16, 32, 64, 128])
})

test('equal factors are equal lengths on a logarithmic axis, equal differences on a linear one', () => {
  for (const type of ['log2', 'log10'] as const) {
    const { place } = scaleOf(axis(type, { from: 1, to: 10_000 }), [])
    assert.ok(Math.abs(place(100) - 0.5) < 1e-9 && Math.abs(place(10) - 0.25) < 1e-9)
  }
  assert.equal(scaleOf(axis('linear', { from: 0, to: 8 }), []).place(2), 0.25)
})

test('what has no logarithm is refused, not drawn somewhere', () => {
  assert.throws(() => scaleOf(axis('log10'), [0, 5]), /rounds: 0 has no logarithm/)
})

test('numbers are written as a reader writes them', () => {
  assert.deepEqual(
    [0, 0.5, 1000, 10_000, 1_000_000, 0.1 + 0.2].map(tick => tickText(tick)),
    ['0', '0.5', '1,000', '10,000', '1,000,000', '0.3'],
  )
  assert.equal(tickText(30, ' %'), '30 %')
})

test('the same data give the same text', () => {
  const points = [1, 2, 3].map(x => ({ x, y: x / 7, low: x / 9, high: x / 3 }))
  assert.equal(svgOf(figureOf(points)), svgOf(figureOf(points)))
})

test('a value that never came is in the lane, and the line is broken there', () => {
  const svg = svgOf(figureOf([1, 2, 3].map(x => ({ x, y: x === 2 ? undefined : x }))))
  assert.ok(wordsOf(svg).includes('never'))
  const lines = [...svg.matchAll(/<path d="M[^"L]*"[^>]*stroke-width="2"/g)]
  assert.equal(lines.length, 2, 'two pieces of one point each')
  assert.ok(!wordsOf(svgOf(figureOf([{ x: 1, y: 1 }]))).includes('never'), 'and no lane where all came')
})

test('a value beyond the axis is written beside its marker, not shown as the bound', () => {
  assert.ok(wordsOf(svgOf(figureOf([{ x: 1, y: 23 }]))).includes('23'))
})

test('whiskers of two series at one x stand side by side, bands do not move', () => {
  const left = (spread: 'band' | 'whiskers') => {
    const series = ['one', 'two'].map(name => ({ name, spread, points: [{ x: 1, y: 5, low: 4, high: 6 }] }))
    const svg = svgOf({ title: 'one', panels: [{ x: axis('linear'), y: axis('linear'), series }] })
    return new Set([...svg.matchAll(/<path d="M([^ ]+) [^"L]*"[^>]*stroke-width="2"/g)].map(found => found[1]))
  }
  assert.equal(left('band').size, 1)
  assert.equal(left('whiskers').size, 2)
})

test('labels of ticks that are close give way, the last one stays', () => {
  const x = axis('log10', { ticks: [8, 1000, 9000, 9900, 10_000] })
  const words = wordsOf(svgOf({ ...figureOf([]), panels: [{ x, y: axis('linear'), series: [] }] }))
  assert.ok(words.includes('10,000') && words.includes('8') && !words.includes('9,900') && !words.includes('9,000'))
})

test('series keep their colour over panels, and what is named in text cannot break the markup', () => {
  const point = [{ x: 1, y: 1 }]
  const panel = (names: readonly string[]) => {
    return { x: axis('linear'), y: axis('linear'), series: names.map(name => ({ name, points: point })) }
  }
  const svg = svgOf({ title: 'a < b & "c"', panels: [panel(['one', 'two']), panel(['two'])] })
  assert.ok(svg.includes('<title>a &lt; b &amp; &quot;c&quot;</title>'))
  // the second series is a square: in the legend, in one panel, in the other
  assert.equal([...svg.matchAll(/<rect [^>]*stroke="#d55e00"/g)].length, 3)
})
