/** Roles, removals and what a cut lets stand, over membership logs written by hand. Serves docs/protocol.md, "Roles" and "Cuts". */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ControlBody } from '#src/group/control.js'
import { isVoid, type Role } from '#src/group/membership.js'
import { type Person, Roll, suite } from '../support/rolls.ts'

const ROLES = ['founder', 'moderator', 'member', 'observer'] as const
const at = (order: number, log = '3', seq = 0) => ({ log, seq, order: BigInt(order) })

/** A cast of every role, a second one of each to act upon, and a log with an invite and a ban in it. */
function cast(): {
  roll: Roll
  of: Record<Role, Person>
  other: Record<Exclude<Role, 'founder'>, Person>
  banned: Person
} {
  const roll = new Roll()
  const moderator = roll.member('bob', 'moderator')
  const of = {
    founder: roll.founder,
    moderator,
    member: roll.member('carol'),
    observer: roll.member('dave', 'observer'),
  }
  const other = {
    moderator: roll.member('erin', 'moderator'),
    member: roll.member('frank'),
    observer: roll.member('grace', 'observer'),
  }
  const banned = roll.person('heidi')
  const seed = new Uint8Array(32).fill(95)
  // a ban takes back the invite its target came by
  const invite = suite.ed25519PublicKey(seed)
  roll.write(roll.founder, { type: 'invite', invite, uses: 1, expiresMs: 1e9, approve: false })
  roll.write(roll.founder, roll.joinBody(banned, 'join', seed))
  roll.write(roll.founder, { type: 'ban', member: banned.key, cut: [] })
  return { roll, of, other, banned }
}

const ACTIONS: readonly {
  readonly what: string
  readonly body: (story: ReturnType<typeof cast>) => ControlBody
  readonly allowed: readonly Role[]
}[] = [
  { what: 'rename itself', body: () => ({ type: 'rename', name: 'other' }), allowed: ROLES },
  { what: 'leave', body: () => ({ type: 'leave', message: 'bye', cut: [] }), allowed: ROLES },
  {
    what: 'invite',
    body: () => ({ type: 'invite', invite: new Uint8Array(32).fill(77), uses: 1, expiresMs: 1e9, approve: false }),
    allowed: ['founder', 'moderator', 'member'],
  },
  { what: 'let a bearer in', body: ({ roll }) => roll.joinBody(roll.person('ivan')), allowed: ROLES },
  {
    what: 'take back another’s invite',
    body: ({ roll }) => ({ type: 'revoke', invite: (roll.entries[1]!.body as { invite: Uint8Array }).invite }),
    allowed: ['founder', 'moderator'],
  },
  { what: 'set the topic', body: () => ({ type: 'topic', text: 'tea' }), allowed: ['founder', 'moderator', 'member'] },
  {
    what: 'rename the group',
    body: () => ({ type: 'setting', name: 'name', value: 'foes' }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'set the limit',
    body: () => ({ type: 'setting', name: 'limit', value: '99' }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'lock the topic',
    body: () => ({ type: 'setting', name: 'topic-lock', value: 'on' }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'let only moderators speak',
    body: () => ({ type: 'setting', name: 'speak', value: 'moderators' }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'let only the founder speak',
    body: () => ({ type: 'setting', name: 'speak', value: 'founder' }),
    allowed: ['founder'],
  },
  {
    what: 'remove a moderator',
    body: ({ other }) => ({ type: 'remove', member: other.moderator.key, cut: [] }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'remove a member',
    body: ({ other }) => ({ type: 'remove', member: other.member.key, cut: [] }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'remove an observer',
    body: ({ other }) => ({ type: 'remove', member: other.observer.key, cut: [] }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'ban a member',
    body: ({ other }) => ({ type: 'ban', member: other.member.key, cut: [] }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'lift a ban',
    body: ({ banned }) => ({ type: 'unban', member: banned.key }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'make a moderator',
    body: ({ other }) => ({ type: 'role', member: other.member.key, role: 'moderator', cut: [] }),
    allowed: ['founder'],
  },
  {
    what: 'give an observer a voice',
    body: ({ other }) => ({ type: 'role', member: other.observer.key, role: 'member', cut: [] }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'take a member’s voice',
    body: ({ other }) => ({ type: 'role', member: other.member.key, role: 'observer', cut: [] }),
    allowed: ['founder', 'moderator'],
  },
  {
    what: 'hand over the founding',
    body: ({ other }) => ({ type: 'handover', member: other.member.key }),
    allowed: ['founder'],
  },
  { what: 'found the group again', body: ({ roll }) => roll.entries[0]!.body, allowed: [] },
]

test('each role may do what the table says, and nothing else has an effect', () => {
  for (const { what, body, allowed } of ACTIONS) {
    for (const role of ROLES) {
      const story = cast()
      const entry = story.roll.write(story.of[role], body(story))
      assert.equal(
        story.roll.hadEffect(entry),
        allowed.includes(role),
        `a ${role} may${allowed.includes(role) ? '' : ' not'} ${what}`,
      )
    }
  }
})

test('nobody removes the founder, and a moderator none that joined before it', () => {
  const { roll, of, other } = cast()
  assert.equal(roll.hadEffect(roll.remove(other.moderator, of.moderator)), false)
  assert.equal(roll.hadEffect(roll.remove(of.moderator, roll.founder)), false)
  assert.equal(roll.hadEffect(roll.remove(of.moderator, other.moderator)), true)
})

test('of two moderators that remove each other at once the one that joined earlier stays', () => {
  const { roll, of, other } = cast()
  const now = roll.order
  roll.remove(of.moderator, other.moderator, other.moderator.cut(), now + 5)
  roll.remove(other.moderator, of.moderator, of.moderator.cut(0), now)
  assert.deepEqual([roll.isIn(of.moderator), roll.isIn(other.moderator)], [true, false])
})

test('a removal beats what the removed did at the same time: admitted, invited, removed', () => {
  const { roll, of, other } = cast()
  const cut = of.moderator.cut()
  const now = roll.order
  // bob, whom the founder is removing, does all this before he hears of it, in the order before the removal
  const ivan = roll.person('ivan')
  const did = [
    roll.join(of.moderator, ivan, now),
    roll.remove(of.moderator, other.member, other.member.cut(), now + 1),
    roll.write(of.moderator, { type: 'topic', text: 'mine now' }, now + 2),
  ]
  assert.ok(did.every(entry => roll.hadEffect(entry)))
  roll.remove(roll.founder, of.moderator, cut, now + 3)
  assert.ok(!did.some(entry => roll.hadEffect(entry)))
  assert.deepEqual([roll.isIn(ivan), roll.isIn(other.member), roll.state().topic], [false, true, undefined])
})

test('what the remover had seen of the removed stands', () => {
  const { roll, of } = cast()
  const ivan = roll.person('ivan')
  const join = roll.join(of.moderator, ivan)
  roll.remove(roll.founder, of.moderator)
  assert.ok(roll.hadEffect(join) && roll.isIn(ivan))
})

test('a demoted moderator’s acts above the cut count as the new role’s', () => {
  const { roll, of, other } = cast()
  const cut = of.moderator.cut()
  const now = roll.order
  const removal = roll.remove(of.moderator, other.member, other.member.cut(), now)
  const rename = roll.write(of.moderator, { type: 'rename', name: 'robert' }, now + 1)
  roll.write(roll.founder, { type: 'role', member: of.moderator.key, role: 'member', cut }, now + 2)
  assert.deepEqual([roll.hadEffect(removal), roll.hadEffect(rename), roll.isIn(other.member)], [false, true, true])
})

test('the founder that was handed the founding cannot be undone by a cut below it', () => {
  const { roll, of } = cast()
  roll.write(roll.founder, { type: 'handover', member: of.member.key })
  roll.remove(of.member, roll.founder, [])
  const { founder, members } = roll.state()
  assert.equal(founder, of.member.member)
  assert.equal(members.get(roll.founder.member)?.present, false)
})

test('a member that was removed and let in again has its words between void, and those since', () => {
  const { roll, of } = cast()
  const { key, member } = of.member
  const cut = [{ log: 3n, seq: 4, entry: new Uint8Array(32) }]
  const removedAt = roll.order
  roll.write(of.moderator, { type: 'remove', member: key, cut })
  const voids = (seq: number, order: number) => isVoid(roll.state(), member, at(order, '3', seq))
  assert.deepEqual([voids(4, removedAt - 1), voids(5, removedAt - 1), voids(6, removedAt + 9)], [false, true, true])
  assert.equal(roll.hadEffect(roll.join(roll.founder, of.member)), false, 'by a ticket of before')
  const seed = new Uint8Array(32).fill(96)
  const invite = suite.ed25519PublicKey(seed)
  roll.write(roll.founder, { type: 'invite', invite, uses: 9, expiresMs: 1e9, approve: false })
  const backAt = roll.order
  roll.write(roll.founder, roll.joinBody(of.member, 'join', seed))
  assert.deepEqual([voids(4, removedAt - 1), voids(5, removedAt - 1), voids(9, backAt + 1)], [false, true, false])
})

test('who speaks without the right is void: observers, and members while only moderators may', () => {
  const { roll, of } = cast()
  const start = roll.order
  const voids = (person: Person, order: number) => isVoid(roll.state(), person.member, at(order))
  assert.deepEqual([voids(of.observer, start), voids(of.member, start)], [true, false])
  roll.write(of.moderator, { type: 'setting', name: 'speak', value: 'moderators' })
  assert.deepEqual(
    [voids(of.member, start - 1), voids(of.member, start + 1), voids(of.moderator, start + 1)],
    [false, true, false],
  )
  const opened = roll.order
  roll.write(of.moderator, { type: 'setting', name: 'speak', value: 'all' })
  assert.deepEqual([voids(of.member, start + 1), voids(of.member, opened + 1)], [true, false])
})

test('a ban holds: no ticket lets it in again, its invites are worth nothing, and lifting it lets it come by a new one', () => {
  const { roll, of } = cast()
  const seed = new Uint8Array(32).fill(99)
  const { ed25519PublicKey } = suite
  roll.write(of.member, { type: 'invite', invite: ed25519PublicKey(seed), uses: 9, expiresMs: 1e9, approve: false })
  roll.write(of.moderator, { type: 'ban', member: of.member.key, cut: of.member.cut() })
  assert.equal(roll.hadEffect(roll.join(roll.founder, of.member)), false)
  const ivan = roll.person('ivan')
  assert.equal(roll.hadEffect(roll.write(roll.founder, roll.joinBody(ivan, 'join', seed))), false, 'by its invite')
  // it came in by the founder's invite, which a ban takes back as well
  roll.write(of.moderator, { type: 'unban', member: of.member.key })
  assert.equal(roll.hadEffect(roll.join(roll.founder, of.member)), false)
  roll.write(roll.founder, {
    type: 'invite',
    invite: ed25519PublicKey(seed.fill(98)),
    uses: 9,
    expiresMs: 1e9,
    approve: false,
  })
  assert.equal(roll.hadEffect(roll.write(roll.founder, roll.joinBody(of.member, 'join', seed))), true)
})

test('an invite that waits for approval lets in only whom a moderator admits', () => {
  const { roll, of } = cast()
  const seed = new Uint8Array(32).fill(97)
  const invite = suite.ed25519PublicKey(seed)
  roll.write(of.member, { type: 'invite', invite, uses: 2, expiresMs: 1e9, approve: true })
  const ivan = roll.person('ivan')
  const knock = roll.joinBody(ivan, 'knock', seed)
  roll.write(of.member, knock)
  assert.deepEqual([...roll.state().waiting.keys()], [ivan.member])
  assert.equal(roll.hadEffect(roll.write(of.member, { ...knock, type: 'join' })), false)
  assert.equal(roll.hadEffect(roll.write(of.moderator, { ...knock, type: 'join' })), true)
  assert.deepEqual([roll.isIn(ivan), roll.state().waiting.size], [true, 0])
})

test('members apart may use an invite more often than it says, twice as often at most', () => {
  const { roll } = cast()
  const seed = new Uint8Array(32).fill(96)
  const invite = suite.ed25519PublicKey(seed)
  roll.write(roll.founder, { type: 'invite', invite, uses: 2, expiresMs: 1e9, approve: false })
  const effects = ['ivan', 'judy', 'ken', 'leo', 'mia'].map(name =>
    roll.hadEffect(roll.write(roll.founder, roll.joinBody(roll.person(name), 'join', seed))),
  )
  assert.deepEqual(effects, [true, true, true, true, false])
  assert.equal([...roll.state().invites.values()].find(one => one.uses === 2)?.used, 4)
})

test('a full group takes nobody', () => {
  const { roll } = cast()
  const { presentCount } = roll.state()
  roll.write(roll.founder, { type: 'setting', name: 'limit', value: String(presentCount) })
  assert.equal(roll.hadEffect(roll.join(roll.founder, roll.person('ivan'))), false)
})

test('random lives reduce to one state in every order of arrival', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(6), fc.nat(9), fc.nat(6), fc.nat(8)), { minLength: 5, maxLength: 40 }),
      fc.infiniteStream(fc.double()),
      (steps, chance) => {
        const { roll, of, other } = cast()
        const people = [...Object.values(of), ...Object.values(other)]
        for (const [who, what, whom, back] of steps) {
          const author = people[who % people.length]!
          const target = people[whom % people.length]!
          // behind what others wrote meanwhile, as on two sides of a partition
          const order = Math.max(
            roll.order - back,
            author.written.length === 0 ? 0 : Number(author.written.at(-1)!.order) + 1,
          )
          roll.write(author, act(roll, what, target, back), order)
        }
        const expected = roll.state()
        const shuffled = [...roll.entries].map(entry => ({ entry, key: chance.next().value }))
        shuffled.sort((one, two) => one.key - two.key)
        assert.deepEqual(roll.state(shuffled.map(({ entry }) => entry)), expected)
        // nobody is in whom a standing ban names, and there is one founder
        for (const member of expected.banned.keys()) assert.equal(expected.members.get(member)?.present, false)
        assert.equal([...expected.members.values()].filter(({ role }) => role === 'founder').length, 1)
        assert.equal([...expected.members.values()].filter(({ present }) => present).length, expected.presentCount)
      },
    ),
    { numRuns: 200 },
  )
})

function act(roll: Roll, what: number, target: Person, back: number): ControlBody {
  const cut = target.cut(Math.max(0, target.written.length - (back % 3)))
  const acts: readonly ControlBody[] = [
    { type: 'remove', member: target.key, cut },
    { type: 'ban', member: target.key, cut },
    { type: 'unban', member: target.key },
    { type: 'role', member: target.key, role: 'moderator', cut },
    { type: 'role', member: target.key, role: 'member', cut },
    { type: 'role', member: target.key, role: 'observer', cut },
    { type: 'handover', member: target.key },
    { type: 'topic', text: `topic ${back}` },
    { type: 'setting', name: 'speak', value: (['all', 'moderators', 'founder'] as const)[back % 3]! },
  ]
  return acts[what] ?? roll.joinBody(target)
}
