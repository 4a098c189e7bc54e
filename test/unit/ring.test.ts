import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { drawRing } from '#src/ring/draw.js'
import { MemberList } from '#src/ring/member-list.js'
import { between, clockwise, moved, positionOf } from '#src/ring/position.js'
import { Ring, type RingMember } from '#src/ring/ring.js'

const suite = {
  sha256: (...parts: readonly Uint8Array[]) =>
    new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest()),
}
const TOP = 2n ** 64n

function memberAt(seed: number, position: bigint): RingMember {
  return { member: memberIdOf(new Uint8Array(32).fill(seed)), position }
}

const alice = memberAt(1, 10n)
const bob = memberAt(2, TOP / 4n)
const carol = memberAt(3, TOP / 2n)
const dave = memberAt(4, TOP - 5n)
const names = new Map<MemberId, string>([
  [alice.member, 'alice'],
  [bob.member, 'bob'],
  [carol.member, 'carol'],
  [dave.member, 'dave'],
])

function ringOf(self: RingMember, members: readonly RingMember[], fingers = true): Ring {
  const ring = new Ring(self.member, { fingers })
  ring.setMembers(new MemberList(members))
  for (const { member } of members) ring.setUsable(member, true)
  return ring
}

test('a position is the hash of group, key and nonce, XOR the group id', () => {
  const [group, key, nonce] = [new Uint8Array(32).fill(0xff), new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const hash = createHash('sha256').update('ring').update(group).update(key).update(nonce).digest()
  assert.equal(positionOf(suite, group, key, nonce), hash.readBigUInt64BE() ^ (TOP - 1n))
  assert.notEqual(positionOf(suite, group, key, nonce), positionOf(suite, group, key, new Uint8Array(32)))
})

test('distance and movement wrap around', () => {
  assert.equal(clockwise(TOP - 5n, 10n), 15n)
  assert.equal(clockwise(10n, TOP - 5n), TOP - 15n)
  assert.equal(clockwise(7n, 7n), 0n)
  assert.equal(moved(10n, -15n), TOP - 5n)
})

test('an arc holds its start and not its end, and from = to is the whole circle', () => {
  assert.ok(between(10n, 10n, 20n))
  assert.ok(!between(20n, 10n, 20n))
  assert.ok(between(3n, TOP - 1n, 5n))
  assert.ok(!between(6n, TOP - 1n, 5n))
  assert.ok(between(6n, 5n, 5n) && between(5n, 5n, 5n))
})

test('the neighbours of alice wrap around the top of the circle', () => {
  const ring = ringOf(alice, [carol, dave, alice, bob])
  assert.equal(ring.predecessor, dave.member)
  assert.equal(ring.successor, bob.member)
  assert.deepEqual(ring.order(), [alice, bob, carol, dave])
})

test('a member that is not usable is skipped at once and comes back at once', () => {
  const ring = ringOf(alice, [alice, bob, carol, dave])
  ring.setUsable(bob.member, false)
  assert.equal(ring.successor, carol.member)
  assert.ok(!ring.wanted().has(bob.member))
  ring.setUsable(bob.member, true)
  assert.equal(ring.successor, bob.member)
})

test('new members are not usable until said, marks survive a new list, strangers are ignored', () => {
  const ring = ringOf(alice, [alice, bob])
  ring.setMembers(new MemberList([alice, bob, carol]))
  ring.setUsable(dave.member, true)
  assert.deepEqual([...ring.wanted()], [bob.member])
  ring.setUsable(carol.member, true)
  assert.equal(ring.predecessor, carol.member)
})

test('the usable members of an arc are those from its start to before its end, around the top too', () => {
  const ring = ringOf(alice, [alice, bob, carol, dave])
  const inside = (from: bigint, to: bigint) => ring.usableInside(from, to).map(({ member }) => names.get(member))
  assert.deepEqual(inside(bob.position, carol.position), ['bob'])
  assert.deepEqual(inside(carol.position + 1n, bob.position), ['dave'])
  assert.deepEqual(inside(carol.position, carol.position), ['carol', 'dave', 'bob'])
  ring.setUsable(dave.member, false)
  assert.deepEqual(inside(carol.position + 1n, bob.position), [])
})

test('alone, or removed, there is nobody to link to', () => {
  const ring = ringOf(alice, [alice])
  assert.equal(ring.successor, undefined)
  assert.equal(ring.wanted().size, 0)
  ring.setMembers(new MemberList([bob, carol]))
  ring.setUsable(bob.member, true)
  assert.equal(ring.wanted().size, 0)
  assert.equal(ring.predecessor, undefined)
})

test('two members are each other’s both neighbours', () => {
  const ring = ringOf(bob, [alice, bob])
  assert.equal(ring.predecessor, alice.member)
  assert.equal(ring.successor, alice.member)
  assert.deepEqual([...ring.wanted()], [alice.member])
})

test('equal positions are ordered by member id, the same for all', () => {
  const twins = [memberAt(5, 7n), memberAt(6, 7n), memberAt(7, 7n)]
  for (const self of twins) {
    const ring = ringOf(self, twins)
    const next = twins.find(other => other.member === ring.successor)
    assert.ok(next !== undefined)
    assert.equal(ringOf(next, twins).predecessor, self.member)
  }
})

test('the pure ring links two on each side and nobody else', () => {
  const circle = Array.from({ length: 64 }, (_, index) => memberAt(index, (TOP / 64n) * BigInt(index)))
  const [self, ...others] = circle
  assert.ok(self !== undefined)
  const ring = ringOf(self, circle, false)
  const expected = [others.at(-1), others[0], others.at(-2), others[1]].map(entry => entry?.member)
  assert.deepEqual([...ring.wanted()], expected)
  assert.deepEqual(ring.fingers, [])
  assert.equal(ring.leafSet.after.length, 8)
})

test('on an even circle the fingers halve the distance on both sides', () => {
  const circle = Array.from({ length: 64 }, (_, index) => memberAt(index, (TOP / 64n) * BigInt(index)))
  const self = circle[0]
  assert.ok(self !== undefined)
  const reached = ringOf(self, circle).fingers.map(finger => Number(finger.position / (TOP / 64n)))
  assert.deepEqual(reached, [32, 16, 48, 8, 56, 4, 60])
})

test('the drawing shows the order, who is what to alice, and where the ring is cut', () => {
  const ring = ringOf(alice, [alice, bob, carol, dave])
  ring.setUsable(carol.member, false)
  const text = drawRing(ring.snapshot(), {
    nameOf: member => names.get(member) ?? member,
    linked: new Set([bob.member]),
  })
  assert.equal(
    text,
    [
      'Ring of 4: 3 online, 1 of 2 wanted links open',
      '',
      '  ● 0000  alice  you',
      '  ● 4000  bob    successor',
      '  ○ 8000  carol  offline',
      '  ● ffff  dave   predecessor, no link',
      '',
      'Cut between dave and alice: no link to the predecessor.',
    ].join('\n'),
  )
})

test('a name cannot draw over the terminal', () => {
  const text = drawRing(ringOf(alice, [alice, bob]).snapshot(), {
    nameOf: () => 'x\u001b[2J\ny\u202e',
    linked: new Set(),
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what must not come through
  assert.doesNotMatch(text, /[\u001b\u202e]|\ny/)
})
