/**
 * Arcs of the circle and how one is split among links (docs/protocol.md, "Broadcast").
 *
 * Positions are integers on a circle of 2^64, given by the caller. The parts of a split are disjoint, each holds its
 * delegate, and on every side that has a link they tile the side: this is what makes a broadcast cost N − 1 sends.
 * Must never know what a ring is or where positions come from.
 */
import type { MemberId } from '../base/ids.js'

const CIRCLE = 1n << 64n

/** Clockwise and half-open, [from, to). `from === to` is the whole circle: there is no empty arc. */
export interface Arc {
  readonly from: bigint
  readonly to: bigint
}

/** A member and where it stands on the circle. */
export interface Placed {
  readonly member: MemberId
  readonly position: bigint
}

/** The part of an arc one member answers for. */
export interface Part {
  readonly member: MemberId
  readonly arc: Arc
}

/** The whole circle, cut opposite to the author, so that both its sides are equally long. */
export function wholeCircle(position: bigint): Arc {
  const cut = wrap(position + CIRCLE / 2n)
  return { from: cut, to: cut }
}

/** Positions in the arc: 1 to 2^64. */
export function lengthOf(arc: Arc): bigint {
  return wrap(arc.to - arc.from) || CIRCLE
}

export function contains(arc: Arc, position: bigint): boolean {
  return wrap(position - arc.from) < lengthOf(arc)
}

/** Whether the whole of `part` lies in `arc`. */
export function isWithin(part: Arc, arc: Arc): boolean {
  return wrap(part.from - arc.from) + lengthOf(part) <= lengthOf(arc)
}

/** The arc's position furthest from its ends. */
export function middleOf(arc: Arc): bigint {
  return wrap(arc.from + lengthOf(arc) / 2n)
}

/** The shorter way round between two positions. */
export function distance(one: bigint, other: bigint): bigint {
  const clockwise = wrap(one - other)
  const back = wrap(other - one)
  return clockwise < back ? clockwise : back
}

/** True for an arc whose ends are positions of the circle; what the network sends is checked with it. */
export function isArc(arc: Arc): boolean {
  return wrap(arc.from) === arc.from && wrap(arc.to) === arc.to
}

/** Gives each link in the arc a part of it; the largest parts come first, since they have the longest way to go. */
export function splitArc(self: bigint, arc: Arc, links: readonly Placed[]): Part[] {
  return largestFirst(sidesOf(self, arc).flatMap(side => splitSide(side, links)))
}

/** The parts in the order they are to be sent. */
export function largestFirst(parts: readonly Part[]): Part[] {
  return parts.toSorted((one, other) => compare(lengthOf(other.arc), lengthOf(one.arc)))
}

/** The arc without `self`: what lies before it and what lies after it, as far as there is anything. */
export function sidesOf(self: bigint, arc: Arc): Arc[] {
  if (!contains(arc, self)) return [arc]
  const before = wrap(self - arc.from)
  const after = lengthOf(arc) - before - 1n
  const sides: Arc[] = []
  if (before > 0n) sides.push({ from: arc.from, to: self })
  if (after > 0n) sides.push({ from: wrap(self + 1n), to: arc.to })
  return sides
}

/** Tiles one side, with boundaries midway between neighbouring links; nothing when no link stands in it. */
export function splitSide(side: Arc, links: readonly Placed[]): Part[] {
  const inside = links
    .filter(link => contains(side, link.position))
    .map(link => ({ member: link.member, offset: wrap(link.position - side.from) }))
    .sort((one, other) => compare(one.offset, other.offset))
    .filter((link, index, all) => index === 0 || all[index - 1]?.offset !== link.offset)

  const length = lengthOf(side)
  return inside.map((link, index) => {
    const next = inside[index + 1]
    const previous = inside[index - 1]
    const start = previous === undefined ? 0n : midway(previous.offset, link.offset)
    const end = next === undefined ? length : midway(link.offset, next.offset)
    return { member: link.member, arc: { from: wrap(side.from + start), to: wrap(side.from + end) } }
  })
}

/** The two members nearest to a third and to two thirds of the arc; one where there is one. */
export function apart(arc: Arc, placed: readonly Placed[]): Placed[] {
  const third = lengthOf(arc) / 3n
  const first = nearestTo(arc.from + third, placed)
  const second = nearestTo(
    arc.from + 2n * third,
    placed.filter(one => one !== first),
  )
  return [first, second].filter(one => one !== undefined)
}

/** The one nearest to a position, whichever way round. */
export function nearestTo<One extends Placed>(position: bigint, placed: readonly One[]): One | undefined {
  let nearest: One | undefined
  for (const one of placed) {
    if (nearest === undefined || distance(one.position, position) < distance(nearest.position, position)) nearest = one
  }
  return nearest
}

/** What is left of `arc` once every arc in `taken` is cut out. */
export function subtract(arc: Arc, taken: readonly Arc[]): Arc[] {
  let left: { start: bigint; end: bigint }[] = [{ start: 0n, end: lengthOf(arc) }]
  for (const cut of taken) {
    const start = wrap(cut.from - arc.from)
    const end = start + lengthOf(cut)
    // the cut as it lies, and the same cut one turn earlier, for when it runs past the arc's start
    left = without(without(left, start, end), start - CIRCLE, end - CIRCLE)
  }
  return left.map(piece => ({ from: wrap(arc.from + piece.start), to: wrap(arc.from + piece.end) }))
}

function without(
  pieces: readonly { start: bigint; end: bigint }[],
  start: bigint,
  end: bigint,
): { start: bigint; end: bigint }[] {
  return pieces.flatMap(piece => {
    if (end <= piece.start || start >= piece.end) return [piece]
    const rest: { start: bigint; end: bigint }[] = []
    if (piece.start < start) rest.push({ start: piece.start, end: start })
    if (end < piece.end) rest.push({ start: end, end: piece.end })
    return rest
  })
}

/** The first position of the second one's half: above `one`, at most `other`. */
function midway(one: bigint, other: bigint): bigint {
  return (one + other + 1n) / 2n
}

function wrap(position: bigint): bigint {
  return BigInt.asUintN(64, position)
}

function compare(one: bigint, other: bigint): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
