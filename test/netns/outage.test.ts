/** S7 with real processes and real cables: 16 join in a chain, half is lost at once, both sides talk on, and it heals. */
import { test } from 'node:test'
import { Crowd } from './support/crowd.ts'
import { openLab, type Side } from './support/lab.ts'

const SIZE = Number(process.env.TOCSIN_MEMBERS ?? 16)

test('of 16 members 4 are killed and 4 cut off, both sides talk, it heals: all see 16 and hold every message once; then they leave one by one', async context => {
  const lab = openLab(context)
  if (lab === undefined) return
  // one of four is on the far side of the trunk, and one of four is killed
  const sides = Array.from({ length: SIZE }, (_, index): Side => (index % 4 === 1 ? 'east' : 'west'))
  const crowd = new Crowd(context, lab, sides)
  const { all } = crowd
  await crowd.gather()
  await crowd.say(all, ['before'])
  await crowd.untilHeld(all, all)

  const killed = all.filter((_, index) => index % 4 === 3)
  lab.part()
  await Promise.all(killed.map(person => person.kill()))
  const east = crowd.living.filter(({ place }) => place.side === 'east')
  const west = crowd.living.filter(({ place }) => place.side === 'west')
  // nobody knows yet: these go to members that do not answer any more
  await crowd.say(crowd.living, ['outage 1', 'outage 2'])
  await Promise.all([crowd.untilCalm(east), crowd.untilCalm(west)])
  await crowd.say(crowd.living, ['outage 3'])
  await Promise.all([crowd.untilHeld(east, east), crowd.untilHeld(west, west)])

  lab.join()
  await crowd.start(killed)
  await crowd.untilCalm(all)
  await crowd.say(all, ['after'])
  await crowd.untilHeld(all, all)
  await crowd.assertOneHistory(all)

  for (const [index, person] of all.entries()) {
    person.order({ type: 'leave' })
    await crowd.answer(person, 'left')
    const rest = all.slice(index + 1)
    await crowd.until(`${person.name} is counted out`, () =>
      rest.every(({ view }) => view?.members.length === rest.length),
    )
    await crowd.untilCalm(rest)
  }
})
