/** A member whose machine is busy while somebody floods: it takes less of the flood, and all that is said meanwhile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachSeed } from '../support/seeds.ts'
import { World } from '../support/world.ts'

const FLOOD = 3_000
/** Its process runs for so long, and then stands still as long again. */
const TURN_MS = 40
const TURNS = 50

test('who is late pulls less of a flood than whoever is in time, hears all the talk, and has all in the end', async () => {
  await eachSeed(
    2,
    async seed => {
      const world = new World(seed, { suite: 'cheap' })
      const { group, actors } = await world.gather(4, 'all')
      const [flooder, talker, busy, idle] = actors as [
        (typeof actors)[0],
        (typeof actors)[0],
        (typeof actors)[0],
        (typeof actors)[0],
      ]
      world.run(2_000)
      flooder.say(group, ...Array.from({ length: FLOOD }, (_, line) => `floods ${line}`))
      const said: string[] = []
      for (let turn = 0; turn < TURNS; turn += 1) {
        if (turn % 5 === 0) said.push(...talker.say(group, `talks ${turn}`))
        busy.pause()
        world.run(TURN_MS)
        busy.resume()
        world.run(TURN_MS)
      }
      const [late, inTime] = [busy, idle].map(
        ({ screen }) => screen.filter(({ message }) => message.author === flooder.member).length,
      )
      assert.ok(late! < 0.7 * inTime!, `${late} where it is late, ${inTime} where not`)
      world.run(500)
      const heard = new Set<string>(busy.screen.map(({ message }) => message.id))
      assert.ok(
        said.every(id => heard.has(id)),
        'what is said does not wait for the flood',
      )
      world.run(20_000)
      for (const { name, screen } of actors) assert.equal(screen.length, FLOOD + said.length, name)
    },
    10,
  )
})
