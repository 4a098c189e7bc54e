import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { MemberList } from '#src/ring/member-list.js'
import { Ring, type RingMember } from '#src/ring/ring.js'

function randomMembers(count: number, seed: number): RingMember[] {
  const random = new SeededRandom(seed)
  return Array.from({ length: count }, () => ({
    member: memberIdOf(random.bytes(32)),
    position: new DataView(random.bytes(8).buffer).getBigUint64(0),
  }))
}

function ringOf(self: MemberId, members: readonly RingMember[], usable: ReadonlySet<MemberId>, fingers = true): Ring {
  const ring = new Ring(self, { fingers })
  ring.setMembers(new MemberList(members))
  for (const member of usable) ring.setUsable(member, true)
  return ring
}

function wantedOfAll(members: readonly RingMember[]): Map<MemberId, ReadonlySet<MemberId>> {
  const all = new Set(members.map(entry => entry.member))
  return new Map(members.map(({ member }) => [member, ringOf(member, members, all).wanted()]))
}

/** Positions from a small range too, so that members crowd and collide. */
const circles = fc
  .array(fc.record({ position: fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 9n)), up: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  })
  .map(entries =>
    entries.map(({ position, up }, index) => ({ member: memberIdOf(new Uint8Array(32).fill(index)), position, up })),
  )

test('successor and predecessor are each other’s mirror, and one cycle holds all that are usable', () => {
  fc.assert(
    fc.property(circles, fc.boolean(), (circle, fingers) => {
      const usable = new Set(circle.filter(entry => entry.up).map(entry => entry.member))
      const rings = new Map([...usable].map(member => [member, ringOf(member, circle, usable, fingers)]))
      for (const [member, ring] of rings) {
        if (usable.size === 1) assert.equal(ring.successor, undefined)
        else assert.equal(rings.get(ring.successor!)?.predecessor, member)
      }
      const [start] = usable
      const visited = new Set<MemberId>()
      for (let at = start; at !== undefined && !visited.has(at); at = rings.get(at)?.successor) visited.add(at)
      assert.equal(visited.size, usable.size)
    }),
  )
})

test('wanted links are usable members, never self, and at most 2·log2 N + 4', () => {
  fc.assert(
    fc.property(circles, circle => {
      const usable = new Set(circle.filter(entry => entry.up).map(entry => entry.member))
      for (const { member } of circle) {
        const wanted = ringOf(member, circle, usable).wanted()
        assert.ok(!wanted.has(member))
        for (const other of wanted) assert.ok(usable.has(other))
        assert.ok(wanted.size <= 2 * Math.log2(circle.length) + 4)
      }
    }),
  )
})

test('marking one by one ends where marking from scratch ends', () => {
  fc.assert(
    fc.property(circles, fc.array(fc.tuple(fc.nat(39), fc.boolean()), { maxLength: 60 }), (circle, changes) => {
      const self = circle[0]!.member
      const ring = new Ring(self, { fingers: true })
      ring.setMembers(new MemberList(circle))
      const usable = new Set<MemberId>()
      for (const [index, up] of changes) {
        const member = circle[index % circle.length]!.member
        ring.setUsable(member, up)
        ring.wanted()
        if (up) usable.add(member)
        else usable.delete(member)
      }
      assert.deepEqual(ring.snapshot(), ringOf(self, circle, usable).snapshot())
    }),
  )
})

test('links are about 2·log2 N and never over 2·log2 N + 4, up to 1000 members', () => {
  for (const count of [16, 100, 333, 1000]) {
    const sizes = [...wantedOfAll(randomMembers(count, count)).values()].map(wanted => wanted.size)
    const mean = sizes.reduce((sum, size) => sum + size, 0) / count
    assert.ok(Math.abs(mean - 2 * Math.log2(count)) < 1.5, `${count} members: ${mean} links`)
    assert.ok(Math.max(...sizes) <= 2 * Math.log2(count) + 4)
  }
})

test('a join changes at most 0.1 links per member among 1000', () => {
  let changes = 0
  const joins = 3
  for (let seed = 0; seed < joins; seed += 1) {
    const members = randomMembers(1001, seed)
    const after = wantedOfAll(members)
    const before = wantedOfAll(members.slice(1))
    for (const [member, wanted] of before) {
      const now = after.get(member)
      assert.ok(now !== undefined)
      changes +=
        [...wanted].filter(other => !now.has(other)).length + [...now].filter(other => !wanted.has(other)).length
    }
  }
  const perMember = changes / joins / 1000
  assert.ok(perMember <= 0.1, `${perMember} links per member`)
})

test('ten thousand members, most of them offline, still have a ring', () => {
  const members = randomMembers(10_000, 7)
  const usable = new Set(members.filter((_, index) => index % 100 === 0).map(entry => entry.member))
  const self = members[0]!.member
  const ring = ringOf(self, members, usable)
  assert.equal(ringOf(ring.successor!, members, usable).predecessor, self)
  assert.ok(ring.wanted().size <= 2 * Math.log2(10_000) + 4)
})
