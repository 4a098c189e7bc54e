import { test } from 'node:test'
import { World } from '../support/cast.ts'
import { Actor } from '../support/actor.ts'
for (const encryption of (process.env.ENC ?? 'per-peer').split(',')) for (const n of (process.env.N ?? '2,3,6').split(',').map(Number))
test(`clones ${encryption} ${n}`, async () => {
  const world = new World(Number(process.env.SEED ?? 1), { encryption: encryption as never })
  const { group, actors } = await world.gather(n, 'all')
  const [alice, ...others] = actors
  if (process.env.SAID !== '0') alice.say(group, 'before')
  world.run(5000)
  await alice.stop()
  world.run(5000)
  const one = await world.restart(alice, 'moved')
  world.run(3000)
  const two = new Actor(world, 'clone', { copyOf: alice, listen: [] })
  await two.start()
  world.run(20000)
  const latencies: [string, number, number][] = []
  const secs = Number(process.env.SECS ?? 60)
  const said: [string, number][] = []
  for (let s = 0; s < secs; s += 5) {
    for (const who of [one, two, others[0]]) { const t = `${who.name} ${s}`; who.say(group, t); said.push([t, world.scheduler.now()]) }
    world.run(5000)
  }
  const stat = (who: Actor, by: string) => {
    const lat = said.filter(([t]) => t.startsWith(by + ' ')).map(([t, at]) => { const m = who.screen.find(({ message }) => message.text === t); return m === undefined ? Infinity : m.at - at })
    lat.sort((a, b) => a - b)
    return `${by}->${who.name}: med ${lat[lat.length >> 1]} max ${lat.at(-1)} missing ${lat.filter(l => l === Infinity).length}`
  }
  const names = [one.name, two.name, others[0].name]
  for (const who of [one, two, ...others.slice(0, 2)]) console.log(names.map(b => stat(who, b)).join(' | '))
  const sizes = () => [one, two, ...others].map(a => a.history(group).length).join(',')
  console.log('incarnations', one.group(group).presences.of(one.member)?.incarnation, 'closed', [one, two, ...others].map(a => a.group(group).closed).join(), 'hist', sizes())
  console.log('clones told', [one, two, ...others].map(a => a.events.filter(e => e.type === 'clone').length).join(), 'links', [one, two, ...others].map(a => [...a.group(group).links.all()].map(l => world.nameOf(l.member)).join('+')).join(' '))
  console.log('forks', [one, two, ...others].map(a => a.events.filter(e => e.type === 'fork').length).join())
  world.run(60000)
  console.log('later hist', sizes(), 'total', said.length)
  await two.stop()
  world.run(60000)
  console.log('after two stopped', sizes())
})
