/** Random lives of groups under MLS: whoever is in an epoch reads what is sealed in it, and whoever was removed does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hexOf } from '#src/base/ids.js'
import { pick } from '#src/base/random.js'
import type { GroupEvent, SealedBody } from '../support/key-group.ts'
import { type MlsActor, MlsKeyGroup } from '../support/mls-group.ts'
import { eachSeed } from '../support/seeds.ts'

const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS
const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin']

interface Said {
  readonly author: MlsActor
  readonly said: SealedBody
  readonly epoch: string
  readonly text: string
  /** Lives that its author had seen removed. */
  readonly outside: ReadonlySet<MlsActor>
  readonly opened: Set<MlsActor>
}

class Life {
  readonly group: MlsKeyGroup
  readonly said: Said[] = []
  readonly steps: string[] = []

  constructor(seed: number) {
    this.group = new MlsKeyGroup(seed)
    this.group.found(['alice', 'bob', 'carol'])
  }

  step(): void {
    const { random } = this.group
    const roll = random.next()
    const actor = pick(random, this.group.members)
    if (actor === undefined) return
    if (roll < 0.3) this.say(actor)
    else if (roll < 0.58) this.deliverSome()
    else if (roll < 0.68) this.join(actor)
    else if (roll < 0.76) this.remove(actor)
    else if (roll < 0.84) this.pass(1 + random.next() * 4000)
    else if (roll < 0.86) this.pass((1 + random.next() * 8) * DAY_MS)
    else if (roll < 0.91) this.restart(actor)
    else if (roll < 0.96) actor.online = !actor.online
    else this.openAll()
  }

  say(actor: MlsActor): void {
    const text = `${actor.name} ${this.said.length}`
    const said = actor.trySay(text)
    this.steps.push('reason' in said ? `cannot say ${text}: ${said.reason}` : `says ${text}`)
    if ('reason' in said) return
    const outside = this.group.all.filter(
      life => life.hostile && !actor.list.some(({ member }) => member === life.self.member),
    )
    const epoch = hexOf(said.sealed.subarray(0, 16))
    this.said.push({ author: actor, said, epoch, text, outside: new Set(outside), opened: new Set() })
  }

  join(actor: MlsActor): void {
    const name = NAMES.find(name => {
      const life = this.group.actors.get(name)
      return life === undefined || (life.hostile && !actor.list.some(({ member }) => member === life.self.member))
    })
    if (name === undefined) return
    this.steps.push(`${actor.name} lets ${name} in`)
    this.group.join(actor.name, name)
  }

  remove(actor: MlsActor): void {
    const others = this.group.members.filter(
      ({ self }) => self.member !== actor.self.member && actor.list.some(({ member }) => member === self.member),
    )
    const removed = pick(this.group.random, others)
    if (removed === undefined || this.group.members.length < 2) return
    this.steps.push(`${actor.name} removes ${removed.name}`)
    this.group.remove(actor.name, removed.name)
    removed.turnHostile()
  }

  restart(actor: MlsActor): void {
    this.steps.push(`${actor.name} starts anew`)
    actor.restart()
  }

  deliverSome(): void {
    for (let count = this.group.random.next() * 12; count > 0; count -= 1) {
      const actor = pick(this.group.random, this.group.members)
      const event: GroupEvent | undefined = actor && pick(this.group.random, actor.ready())
      if (actor !== undefined && event !== undefined) actor.hear(event)
    }
  }

  pass(ms: number): void {
    this.steps.push(`${Math.round(ms)} ms pass`)
    if (ms >= DAY_MS) {
      this.openAll()
      this.group.settle(ms)
      return
    }
    this.group.now += ms
    for (const actor of this.group.members) actor.wakeIfDue()
  }

  openAll(): void {
    for (const one of this.said) {
      for (const actor of this.group.all) {
        if (actor === one.author || actor.hostile || actor.state === undefined) continue
        const isIn = actor.state.held.get(one.epoch)?.leafOf.has(one.author.self.member) === true
        const before = one.opened.has(actor)
        const opened = actor.open(one.said)
        assert.equal(opened.type === 'opened', isIn && !before, `${actor.name} and "${one.text}": ${opened.type}`)
        if (opened.type !== 'opened') continue
        assert.equal(Buffer.from(opened.body.subarray(16)).toString(), one.text)
        one.opened.add(actor)
      }
    }
  }

  check(): void {
    this.openAll()
    for (const actor of this.group.members) actor.online = true
    this.group.settle(5 * MINUTE_MS)
    const { members, tips } = this.group
    assert.equal(tips.length, 1, `${members.map(({ name, state }) => `${name} is in ${state?.tip}`).join(', ')}`)
    for (const { name, state } of members) {
      const present = [...state!.held.get(state!.tip!)!.leafOf.keys()].sort()
      assert.deepEqual(present, members.map(({ self }) => self.member).sort(), `who is in for ${name}`)
    }
    for (const actor of members) {
      this.say(actor)
      const { said, text } = this.said.at(-1)!
      assert.equal(text.startsWith(actor.name), true, `${actor.name} can say something`)
      for (const other of members) if (other !== actor) assert.equal(other.reads(said), text, other.name)
    }
    assert.deepEqual(
      this.group.notices.filter(({ type }) => type === 'wrong-key-message'),
      [],
      'nobody was hostile with what it published',
    )
    for (const thief of this.group.all.filter(({ hostile }) => hostile)) {
      thief.eavesdrop()
      for (const { said, text, outside } of this.said) {
        if (outside.has(thief)) assert.equal(thief.steals(said), false, `${thief.name} was removed and reads ${text}`)
      }
    }
  }
}

/** In four parts, so that none is long. */
for (const part of [0, 1, 2, 3]) {
  test(`in random lives of a group everyone ends in one epoch, and nobody removed reads on (${part + 1} of 4)`, () =>
    eachSeed(25, async seed => {
      const life = new Life(seed + part * 1000)
      try {
        for (let steps = 0; steps < 40; steps += 1) life.step()
        life.check()
      } catch (cause) {
        throw new Error(`${cause instanceof Error ? cause.message : cause} after:\n${life.steps.join('\n')}`, { cause })
      }
    }))
}
