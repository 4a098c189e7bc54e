/**
 * S22 with real processes: members crash while messages are on their way, every other one killed and the rest silently
 * unplugged. How many rounds it takes is for the simulator, whose clock is not the machine's.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Random, SeededRandom } from '#src/base/random.js'
import { Crowd } from './support/crowd.ts'
import { openLab, type Side } from './support/lab.ts'
import type { Person } from './support/person.ts'

const SIZE = 20
const LINES = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`)

test('5, 10, 20 and 30 % crash at once in the middle of a broadcast: the living hold every message once, and so do all when the dead come back', async context => {
  const lab = openLab(context)
  if (lab === undefined) return
  const seed = Number(process.env.SEED ?? 22)
  context.diagnostic(`SEED=${seed}`)
  const random = new SeededRandom(seed)
  const crowd = new Crowd(context, lab, Array<Side>(SIZE).fill('west'))
  await crowd.gather()

  let living = [...crowd.all]
  const unplugged: Person[] = []
  for (const percent of [5, 10, 20, 30]) {
    const drawn = shuffled(random, living)
    const doomed = drawn.slice(0, Math.round((living.length * percent) / 100))
    living = drawn.slice(doomed.length)
    // one of those who crash is speaking as well
    const authors = [...living.slice(0, 2), ...doomed.slice(0, 1)]
    const listener = living.at(-1)
    assert.ok(listener)
    const before = listener.known.size
    const written = authors.map(({ stored }) => stored.length + LINES.length)
    for (const author of authors) author.order({ type: 'say', texts: LINES.map(line => `${percent} %: ${line}`) })
    await crowd.until(`${listener.name} hears something`, () => listener.known.size > before)

    const cut = doomed.filter((_, index) => index % 2 === 1)
    for (const person of cut) lab.pull(person.place)
    unplugged.push(...cut)
    await Promise.all(doomed.filter(person => !cut.includes(person)).map(person => person.kill()))
    await crowd.until('the living authors have said all', () =>
      authors.every((author, index) => !living.includes(author) || author.stored.length === written[index]),
    )
    await crowd.untilCalm(living)
    await crowd.untilHeld(living, living)
    await crowd.untilOne(living)
  }
  await crowd.assertOneHistory(living)

  for (const person of unplugged) lab.plug(person.place)
  await crowd.start(crowd.all.filter(person => !person.alive))
  await crowd.untilCalm(crowd.all)
  await crowd.untilHeld(crowd.all, crowd.all)
  await crowd.untilOne(crowd.all)
  await crowd.assertOneHistory(crowd.all)
})

function shuffled(random: Random, people: readonly Person[]): Person[] {
  const keyed = people.map(person => ({ person, key: random.next() }))
  return keyed.sort((left, right) => left.key - right.key).map(({ person }) => person)
}
