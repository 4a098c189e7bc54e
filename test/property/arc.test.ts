/** Arcs tile the circle whatever the links: the ground of "N − 1 sends". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { memberIdOf } from '#src/base/ids.js'
import { contains, lengthOf, type Placed, sidesOf, splitArc, subtract, wholeCircle } from '#src/gossip/arc.js'

const CIRCLE = 1n << 64n
const position = fc.oneof(
  fc.bigInt({ min: 0n, max: CIRCLE - 1n }),
  fc.bigInt({ min: 0n, max: 8n }),
  fc.bigInt({ min: CIRCLE - 8n, max: CIRCLE - 1n }),
)
const arcs = fc.record({ from: position, to: position })

function placed(positions: readonly bigint[]): Placed[] {
  return positions.map((at, index) => ({ member: memberIdOf(new Uint8Array(32).fill(index)), position: at }))
}

test('the parts of a split tile each linked side of the arc, disjoint, each with its delegate inside', () => {
  fc.assert(
    fc.property(position, arcs, fc.array(position, { maxLength: 24 }), (self, arc, positions) => {
      const links = placed(positions)
      const parts = splitArc(self, arc, links)
      const linked = sidesOf(self, arc).filter(side => positions.some(at => contains(side, at)))
      for (const side of linked) {
        const inside = parts.filter(part => contains(side, part.arc.from))
        // walk from the side's start: each part begins where the one before it ended
        let at = side.from
        let covered = 0n
        while (covered < lengthOf(side)) {
          const next = inside.find(part => part.arc.from === at)
          assert.ok(next, 'a gap or an overlap')
          covered += lengthOf(next.arc)
          at = next.arc.to
        }
        assert.equal(covered, lengthOf(side))
        assert.equal(
          inside.reduce((sum, part) => sum + lengthOf(part.arc), 0n),
          covered,
        )
      }
      for (const part of parts) {
        const link = links.find(one => one.member === part.member)
        assert.ok(link && contains(part.arc, link.position) && !contains(part.arc, self))
      }
      const lengths = parts.map(part => lengthOf(part.arc))
      assert.deepEqual(
        lengths,
        lengths.toSorted((one, other) => (one > other ? -1 : one < other ? 1 : 0)),
      )
    }),
    { numRuns: 2000 },
  )
})

test('the sides of an arc are the arc without the member itself', () => {
  fc.assert(
    fc.property(position, arcs, (self, arc) => {
      const sum = sidesOf(self, arc).reduce((total, side) => total + lengthOf(side), 0n)
      assert.equal(sum, lengthOf(arc) - (contains(arc, self) ? 1n : 0n))
      assert.ok(sidesOf(self, arc).every(side => !contains(side, self)))
    }),
  )
})

test('what is left after cutting arcs out holds exactly the positions outside them', () => {
  fc.assert(
    fc.property(arcs, fc.array(arcs, { maxLength: 5 }), fc.array(position, { maxLength: 20 }), (arc, taken, probes) => {
      const left = subtract(arc, taken)
      const edges = taken.flatMap(cut => [cut.from, cut.to, BigInt.asUintN(64, cut.to - 1n)])
      for (const probe of [...probes, ...edges, arc.from]) {
        const expected = contains(arc, probe) && !taken.some(cut => contains(cut, probe))
        assert.equal(left.filter(piece => contains(piece, probe)).length, expected ? 1 : 0)
      }
    }),
    { numRuns: 1000 },
  )
})

test('where each member has its neighbours one broadcast reaches everyone with N − 1 sends, few hops with fingers', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.bigInt({ min: 0n, max: CIRCLE - 1n }), { minLength: 2, maxLength: 128 }),
      fc.boolean(),
      (positions, fingers) => {
        const ring = placed(positions.toSorted((one, other) => (one < other ? -1 : 1)))
        const size = ring.length
        const reach = fingers ? Math.ceil(Math.log2(size)) : 1
        const linksOf = (index: number): Placed[] => {
          const steps = Array.from({ length: reach }, (_, power) => 2 ** power)
          const ranks = new Set(steps.flatMap(step => [(index + step) % size, (index - (step % size) + size) % size]))
          return ring.filter((_, rank) => rank !== index && ranks.has(rank))
        }
        const hops = new Map<number, number>([[0, 0]])
        const first = ring[0]
        assert.ok(first)
        let sends = 0
        const pending = [{ index: 0, arc: wholeCircle(first.position) }]
        for (let owner = pending.shift(); owner; owner = pending.shift()) {
          const at = ring[owner.index]
          assert.ok(at)
          for (const part of splitArc(at.position, owner.arc, linksOf(owner.index))) {
            const target = ring.findIndex(one => one.member === part.member)
            assert.ok(!hops.has(target), 'a second copy')
            hops.set(target, (hops.get(owner.index) ?? 0) + 1)
            sends += 1
            pending.push({ index: target, arc: part.arc })
          }
        }
        assert.equal(hops.size, size)
        assert.equal(sends, size - 1)
        if (fingers) assert.ok(Math.max(...hops.values()) <= Math.log2(size) + 2)
      },
    ),
    { numRuns: 300 },
  )
})
