/**
 * Groups under each scheme over a long time: lives by chance, and changes made by members who know nothing of each other's,
 * heard in every order. Serves docs/encryption.md. Key messages come late here, and late or never to whoever is away.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MemberId } from '#src/base/ids.js'
import { pick, SeededRandom } from '#src/base/random.js'
import type { KeyMessage } from '#src/crypto/schemes/group-cipher.js'
import { SEED_AFTER_MS } from '#src/crypto/sender-keys/due.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, type Body, type Circle, circleOf, sayAll } from '../support/circle.ts'
import { type Claim, eachScheme } from '../support/claims.ts'
import { eachSeed, LONG } from '../support/seeds.ts'
import { Thief } from '../support/thief.ts'

const HOUR_MS = 60 * 60 * 1000
const SETTLE_MS = 15_000
const STEPS = 40
const MOST_MEMBERS = 8
const suite = nodeSuite()

interface Said {
  readonly body: Body
  /** How many had been removed when it was said. */
  readonly removed: number
}

class Life<State> {
  readonly circle: Circle<State>
  readonly steps: string[] = []
  readonly #claim: Claim<State>
  readonly #random: SeededRandom
  readonly #said: Said[] = []
  readonly #thieves: Thief<State>[] = []
  readonly #opened = new Map<Actor<State>, Set<Body>>()
  #next = 100

  constructor(claim: Claim<State>, seed: number) {
    this.#claim = claim
    this.#random = new SeededRandom(seed)
    this.circle = circleOf(claim.cipher, suite, [2, 3, 8][seed % 3]!)
    this.circle.run(SETTLE_MS)
  }

  step(): void {
    const { actors } = this.circle
    const roll = this.#random.next()
    const actor = pick(this.#random, actors)!
    if (roll < 0.45) this.#say(actor)
    else if (roll < 0.55) this.#openSome(actor)
    else if (roll < 0.63) this.#restart(actor)
    else if (roll < 0.7) this.#lose(actor)
    else if (roll < 0.78) actor.online = !actor.online
    else if (roll < 0.84 && actors.length < MOST_MEMBERS) this.#join()
    else if (roll < 0.89 && actors.length > 2) this.#remove(actor)
    else this.#pass()
  }

  /** At last all are there, in quiet days, and everybody reads everybody. */
  check(): void {
    for (const actor of this.circle.actors) actor.online = true
    for (let round = 0; round < 4; round += 1) {
      this.circle.run(6 * HOUR_MS)
      for (const actor of this.circle.actors) this.#say(actor)
    }
    this.circle.run(6 * HOUR_MS)
    for (const body of sayAll(this.circle)) this.#said.push({ body, removed: this.#thieves.length })
    for (const { notices } of this.circle.actors) {
      assert.deepEqual(
        notices.filter(({ type }) => type === 'wrong-key-message'),
        [],
        'nobody is blamed',
      )
    }
    for (const { body, removed } of this.#said) {
      const stole = this.#thieves.slice(0, removed).some(thief => thief.steals(body))
      assert.equal(stole, !this.#claim.seals && removed > 0, 'a removed member reads on')
    }
  }

  #say(actor: Actor<State>): void {
    const body = actor.trySeal(`${this.#said.length}`)
    if (!('sealed' in body)) return
    this.steps.push(`${actor.member} says ${this.#said.length}`)
    this.#said.push({ body, removed: this.#thieves.length })
    for (const other of this.circle.actors) if (this.#random.next() < 0.8) this.#open(other, body)
  }

  #openSome(actor: Actor<State>): void {
    for (const { body } of this.#said.slice(-10)) this.#open(actor, body)
  }

  #open(actor: Actor<State>, body: Body): void {
    if (actor.member === body.entry.author) return
    const before = this.#opened.get(actor) ?? new Set()
    this.#opened.set(actor, before)
    const opened = actor.open(body)
    if (opened.type !== 'opened') return
    assert.deepEqual(opened.body, body.body)
    assert.ok(!before.has(body) || !this.#claim.seals, 'a body opened twice')
    before.add(body)
  }

  #restart(actor: Actor<State>): void {
    this.steps.push(`${actor.member} starts anew`)
    actor.restart(actor.copy(), this.#chance())
  }

  /** Saved, and never sent. */
  #lose(actor: Actor<State>): void {
    this.steps.push(`${actor.member} ends before it sends`)
    actor.trySeal('never sent')
    actor.restart(actor.copy(), this.#chance())
  }

  #join(): void {
    const seeds = this.#random.next() < 0.3 ? [this.#next, this.#next + 1] : [this.#next]
    this.#next += 2
    this.steps.push(`${seeds.length} join`)
    this.circle.joinApart(seeds)
  }

  #remove(actor: Actor<State>): void {
    this.steps.push(`${actor.member} is removed`)
    this.#thieves.push(new Thief(this.#claim, this.circle, actor))
    this.circle.leave(actor)
  }

  /** Mostly seconds, and sometimes days. */
  #pass(): void {
    const ms = Math.floor(this.#random.next() ** 4 * 10 * 24 * HOUR_MS)
    this.steps.push(`${ms} ms pass`)
    this.circle.run(ms)
  }

  #chance(): number {
    return Math.floor(this.#random.next() * 2 ** 32)
  }
}

eachScheme(claim => {
  test(`${claim.name}: in lives by chance all find each other again, and no removed member reads on`, () =>
    eachSeed(
      5,
      async seed => {
        const life = new Life(claim, seed)
        try {
          for (let steps = 0; steps < STEPS; steps += 1) life.step()
          life.check()
        } catch (cause) {
          throw new Error(`${cause instanceof Error ? cause.message : cause} after:\n${life.steps.join('\n')}`, {
            cause,
          })
        }
      },
      100,
    ))
})

/** What one hears of the three: a row for each author, in the author's order. */
type Order = readonly MemberId[]

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items]
  return items.flatMap(item => permutations(items.filter(other => other !== item)).map(rest => [item, ...rest]))
}

/** For each who hears, one of its orders: all combinations. */
function combinations(ofEach: readonly (readonly Order[])[]): readonly (readonly Order[])[] {
  return ofEach.reduce<readonly (readonly Order[])[]>(
    (before, orders) => before.flatMap(row => orders.map(order => [...row, order])),
    [[]],
  )
}

/** A state, what is at rest, and what is on its way. */
function moment<State>(actor: Actor<State>): () => void {
  const { state, context } = actor
  const [saved, inbox] = [new Map(actor.saved), [...actor.inbox]]
  return () => {
    actor.restart(saved, 7)
    actor.context = { ...context, random: new SeededRandom(7) }
    actor.state = state
    actor.inbox.splice(0, actor.inbox.length, ...inbox)
  }
}

function hears<State>(actor: Actor<State>, order: Order): void {
  const rows = Map.groupBy(actor.inbox.splice(0), ({ from }: KeyMessage) => from)
  for (const author of order) actor.inbox.push(...(rows.get(author) ?? []))
  actor.hearAll()
}

eachScheme(<State>(claim: Claim<State>) => {
  test(`${claim.name}: three changes at once, heard by four members in every order, come to one group`, () => {
    const circle = circleOf(claim.cipher, suite, 5)
    circle.run(SETTLE_MS)
    sayAll(circle)
    circle.now += SEED_AFTER_MS
    sayAll(circle)
    const [alice, bob, carol, dave, erin] = circle.actors
    assert.ok(alice && bob && carol && dave && erin)
    const theft = circle.log.length
    // one is removed, one comes, and one has its keys renewed: each before it hears of the others
    circle.leave(erin)
    const frank = circle.join(6)
    for (let turn = 0; turn < 3; turn += 1) {
      circle.now += 1500
      for (const actor of [bob, carol, frank]) actor.wake()
    }
    const said = [bob, carol, frank].flatMap(actor => {
      const body = actor.trySeal('at once')
      return 'sealed' in body ? [body] : []
    })
    assert.ok(said.length > 0)
    const authors = [bob, carol, frank].map(({ member }) => member)
    const hearers = [alice, bob, carol, dave]
    const [now, log] = [circle.now, circle.log.length]
    const back = circle.actors.map(moment)
    const ofEach = hearers.map(({ member }) => permutations(authors.filter(author => author !== member)))
    const all = combinations(ofEach)
    assert.equal(all.length, 6 * 2 * 2 * 6)
    // in the short run a part in which each has heard in each of its orders
    for (const orders of LONG ? all : all.filter((_, index) => index % 11 === 0)) {
      circle.now = now
      circle.log.length = log
      for (const put of back) put()
      const thief: Thief<State> = new Thief(claim, circle, erin, theft)
      for (const [at, actor] of hearers.entries()) hears(actor, orders[at]!)
      circle.run(SETTLE_MS)
      for (const body of [...said, ...sayAll(circle)]) assert.equal(thief.steals(body), !claim.seals)
      for (const { notices } of circle.actors) assert.ok(notices.every(({ type }) => type === 'rekeyed'))
    }
  })
})
