/** S4 of the scenarios: a member dies without a goodbye. Any encryption. */
import assert from 'node:assert/strict'
import type { Encryption } from '#src/group/control.js'
import { type Actor, World } from '../../support/cast.ts'
import { assertNoFailures, assertOneHistory, assertRing } from '../../support/checkers.ts'

const MEMBERS = 8
/** A closed stream is noticed at once; then 4 s of suspicion, and of another where only a verdict tells of it; a spread. */
const CLOSED_LIMIT_MS = 8_500

/** Offline in time at everybody, its name stays, and no living one is called dead. */
export async function oneDies(seed: number, encryption?: Encryption): Promise<void> {
  const world = new World(seed, { encryption })
  const { group, actors } = await world.gather(MEMBERS)
  const dead = actors[Math.floor(world.random.next() * actors.length)]!
  const living = actors.filter(actor => actor !== dead)
  dead.kill()
  for (let waited = 0; waited < CLOSED_LIMIT_MS; waited += 500) {
    world.run(500)
    for (const actor of living) {
      assert.equal(actor.group(group).membership?.members.get(dead.member)?.name, dead.name)
    }
  }
  for (const actor of living) {
    assert.equal(actor.group(group).isOnline(dead.member), false, `${actor.name} believes it online`)
    const verdicts = actor.events.filter(
      event => event.type === 'member' && event.state === 'offline' && event.member === dead.member,
    )
    assert.equal(verdicts.length, 1, `${actor.name} was told ${verdicts.length} times`)
    assert.deepEqual(offlineCalls(actor, living), [], `${actor.name} calls the living dead`)
  }
  assertRing(group, living)
  living[0]?.say(group, 'farewell')
  world.run(2_000)
  assertOneHistory(group, living)
  assertNoFailures(living)
}

/** Whom of these it ever called offline, by name. */
export function offlineCalls(actor: Actor, living: readonly Actor[]): string[] {
  const names = new Map(living.map(other => [other.member, other.name]))
  return actor.events
    .filter(event => event.type === 'member' && event.state === 'offline')
    .map(event => (event.type === 'member' ? (names.get(event.member) ?? '') : ''))
    .filter(name => name !== '')
}
