import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseLog, serialiseLog } from '#src/history/log-codec.js'
import { Cast, chain, logOf, World } from '../unit/history-world.ts'

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 })

test('any order of arrival gives the same index and root', () => {
  fc.assert(
    fc.property(lengths, fc.infiniteStream(fc.nat()), (counts, dice) => {
      const bursts = counts.flatMap((count, at) => chain(logOf(at), Math.min(count, 32), 2))
      const shuffled = bursts
        .map(burst => ({ burst, key: dice.next().value }))
        .sort((left, right) => left.key - right.key)
        .map(({ burst }) => burst)
      const [alice, bob] = [new Cast(1), new Cast(2)]
      alice.hold(...bursts)
      bob.hold(...shuffled)
      for (const log of alice.index.logs()) {
        assert.deepEqual(bob.index.state(log), alice.index.state(log))
        assert.deepEqual(parseLog(serialiseLog(bob.index.state(log))), bob.index.state(log))
      }
      assert.equal(bob.frontier.root(), alice.frontier.root())
    }),
  )
})

test('three members converge from any difference', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(3), fc.nat(15)), { maxLength: 60 }), holdings => {
      const cast = [new Cast(1), new Cast(2), new Cast(3)]
      const logs = [0, 1, 2, 3].map(at => chain(logOf(at), 48, 3))
      // somebody holds the whole of each log, or nobody could give it
      for (const [at, log] of logs.entries()) cast[at % 3]?.hold(...log)
      for (const [who, log, burst] of holdings) cast[who]?.hold(logs[log]![burst]!)
      const world = new World(cast)
      world.link(cast[0]!, cast[1]!)
      world.link(cast[1]!, cast[2]!)
      world.run(120_000)
      assert.equal(new Set(cast.map(who => who.frontier.root())).size, 1)
      for (const who of cast) assert.ok(!who.effects.some(({ type }) => type === 'liar'))
    }),
    { numRuns: 40 },
  )
})

test('bytes from anywhere never make parsing throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
      parseLog(bytes)
    }),
  )
})

test('a fork is placed at the same seq in any order of arrival', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 23 }),
      fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
      (parting, keys) => {
        const bursts = [...chain(logOf(1), 24), ...chain(logOf(1), 24, 3, parting)]
        const shuffled = bursts
          .map((burst, at) => ({ burst, key: keys[at] ?? 0 }))
          .sort((left, right) => left.key - right.key)
        const [alice, bob] = [new Cast(1), new Cast(2)]
        alice.hold(...bursts)
        bob.hold(...shuffled.map(({ burst }) => burst))
        assert.equal(alice.index.state(logOf(1)).fork?.seq, parting)
        assert.equal(bob.index.state(logOf(1)).fork?.seq, parting)
        assert.equal(bob.frontier.root(), alice.frontier.root())
      },
    ),
  )
})
