/** A join alone: whom it dials and when, and what it makes of what it is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import { WallClock } from '#src/base/wall-clock.js'
import { decodeKeptJoin, encodeKeptJoin, KEPT_JOIN } from '#src/group/kept-join.js'
import type { Ticket } from '#src/group/ticket.js'
import type { PeerEffect } from '#src/peer/events.js'
import { encodeJoin } from '#src/peer/hand-over.js'
import { Joins } from '#src/peer/joins.js'
import { savedPrekeys } from '#src/peer/own-prekeys.js'
import { identityOf, NOW, suite } from '../support/books.ts'
import { Door } from '../support/gates.ts'

const HOUR_MS = 3_600_000
/** A saved prekey: its secret, and when it was made. */
const PREKEY = savedPrekeys([{ key: new Uint8Array(), secret: new Uint8Array(32).fill(7), madeMs: NOW }])
const contacts = [11, 12, 13].map(seed => ({ member: identityOf(seed).member, addresses: [`/memory/${seed}`] }))
const ticket: Ticket = { ...new Door().ticket, expiresMs: NOW + 24 * HOUR_MS, contacts }

/** Bob's joins, and what he does about them. */
class Bob {
  readonly joins: Joins
  readonly #random: SeededRandom
  #dial = 0
  #now = NOW
  /** Every dial, and when. */
  readonly dials: { readonly to: string; readonly at: number; readonly dial: number }[] = []
  readonly told: string[] = []
  kept: Uint8Array | undefined
  writes = 0

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
    this.joins = new Joins({
      suite,
      random: this.#random,
      identity: identityOf(2),
      name: 'bob',
      clock: new WallClock(),
      nextDial: () => {
        this.#dial += 1
        return this.#dial
      },
      groups: { find: () => undefined, open: () => assert.fail('nobody let us in'), forget: () => undefined },
    })
  }

  get now(): number {
    return this.#now
  }

  does(effects: readonly PeerEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'open') this.dials.push({ to: effect.to, at: this.#now, dial: effect.dial })
      if (effect.type === 'write') this.writes += 1
      if (effect.type === 'append') this.kept = new Map(effect.batch.values).get(KEPT_JOIN)
      if (effect.type === 'show' && effect.event.type === 'join') {
        const { state, error } = effect.event
        this.told.push(error === undefined ? state : `${state}: ${error.code}`)
      }
    }
  }

  begin(keep: boolean): void {
    this.does(this.joins.begin(ticket, keep, this.#now))
  }

  /** Time passes; each dial is answered by `answer` at once. */
  wait(ms: number, answer: (dial: number) => void): void {
    const end = this.#now + ms
    for (let answered = 0; ; ) {
      for (; answered < this.dials.length; answered += 1) answer(this.dials[answered]!.dial)
      const { deadline } = this.joins
      if (deadline === undefined || deadline > end) break
      this.#now = Math.max(this.#now, deadline)
      this.does(this.joins.wake(this.#now))
    }
    this.#now = end
  }

  fails(dial: number): void {
    this.does(this.joins.openFailed(dial, this.#now))
  }

  /** The dial is answered, and its contact says this when it is asked. */
  hears(dial: number, ...answers: readonly Uint8Array[]): void {
    this.does(this.joins.opened(dial, dial, this.#now))
    for (const bytes of answers) this.does(this.joins.received(dial, bytes, this.#now))
  }
}

const refused = (code: string) => encodeJoin({ refused: { code, reason: '' } })
const waiting = encodeJoin({ waiting: { contacts: [] } })

test('while nobody answers a queued join pauses 5 seconds, then twice as long each time, and a minute at most', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const bob = new Bob(seed)
    bob.begin(true)
    bob.wait(HOUR_MS, dial => bob.fails(dial))
    const rounds = bob.dials.filter((_, at) => at % contacts.length === 0).map(({ at }) => at)
    const pauses = rounds.slice(1).map((at, index) => (at - rounds[index]!) / 1000)
    for (const [index, expected] of [5, 10, 20, 40, 60, 60].entries()) {
      assert.ok(Math.abs(pauses[index]! - expected) <= expected / 5, `${pauses.slice(0, 6)}`)
    }
    assert.ok(pauses.every(pause => pause <= 72))
    assert.ok(rounds.length > 48 && rounds.length < 80, `${rounds.length} rounds in an hour`)
    // in the ticket's order at first, and then by chance: no contact is always last
    assert.deepEqual(
      bob.dials.slice(0, 3).map(({ to }) => to),
      contacts.map(({ member }) => member),
    )
    const first = new Set(bob.dials.filter((_, at) => at % contacts.length === 0).map(({ to }) => to))
    assert.equal(first.size, contacts.length)
    assert.deepEqual(bob.told, ['queued: unreachable'])
  }
})

test('a join that is not to be kept is decided after one round', () => {
  const bob = new Bob(1)
  bob.begin(false)
  bob.wait(HOUR_MS, dial => bob.fails(dial))
  assert.equal(bob.dials.length, contacts.length)
  assert.deepEqual(bob.told, ['refused: unreachable'])
  assert.deepEqual([bob.joins.all, bob.joins.deadline, bob.kept], [[], undefined, undefined])
})

test('a contact that is silent holds up nobody for longer than 2.5 seconds, and only one is asked at a time', () => {
  const bob = new Bob(1)
  bob.begin(false)
  bob.wait(6_000, () => undefined)
  assert.deepEqual(
    bob.dials.map(({ at }) => at - NOW),
    [0, 2_500, 5_000],
  )
  // all of them answer the dial, and the first one asked takes its time
  for (const { dial } of bob.dials) bob.hears(dial)
  assert.equal(bob.writes, 1)
  bob.wait(14_000, () => undefined)
  assert.equal(bob.writes, 1)
  bob.wait(2_000, () => undefined)
  assert.equal(bob.writes, 2)
})

test('a refusal stands once everyone was asked, and not before', () => {
  const answers = ['invite-used-up', 'invite-unknown', 'unreachable'] as const
  for (const [first, second, third] of [
    [0, 1, 2],
    [2, 0, 1],
    [1, 2, 0],
  ] as const) {
    const bob = new Bob(1)
    bob.begin(true)
    const said = [answers[first], answers[second], answers[third]]
    bob.wait(1_000, dial => {
      const code = said[dial - 1]!
      if (code === 'unreachable') bob.fails(dial)
      else bob.hears(dial, refused(code))
    })
    // told to whoever began it, and nothing is kept
    assert.deepEqual(bob.told, ['refused: invite-used-up'])
    assert.deepEqual([bob.joins.all, bob.kept], [[], undefined])
  }
})

test('one that says that we wait is believed over one that turns us away, and the pauses begin anew', () => {
  const bob = new Bob(3)
  bob.begin(true)
  bob.wait(2 * HOUR_MS, dial => bob.fails(dial))
  const before = bob.dials.length
  bob.wait(200_000, dial => {
    if (dial <= before) return
    if ((dial - before) % 2 === 1) bob.hears(dial, refused('declined'))
    else bob.hears(dial, waiting)
  })
  assert.deepEqual(bob.told, ['queued: unreachable', 'waiting'])
  const [, second, , third] = bob.dials.slice(before)
  assert.ok(third!.at - second!.at <= 6_000, `${third!.at - second!.at}`)
  assert.equal(bob.joins.all[0]?.state, 'waiting')
})

test('what is kept comes back as it was, a refusal without the ticket’s secret, and nothing else is taken for it', () => {
  const state = { ticket, sinceMs: NOW, learnt: contacts.slice(0, 1), code: 'unreachable', prekey: PREKEY } as const
  const queued = encodeKeptJoin({ ...state, state: 'queued' })
  assert.deepEqual(decodeKeptJoin(queued), { ...state, state: 'queued' })
  const over = decodeKeptJoin(encodeKeptJoin({ ...state, state: 'refused', code: 'declined' }))
  assert.deepEqual([over?.ticket.inviteSeed, over?.prekey], [new Uint8Array(32), new Uint8Array()])
  assert.deepEqual([over?.state, over?.code], ['refused', 'declined'])
  assert.equal(decodeKeptJoin(new Uint8Array(0)), undefined)
  assert.equal(decodeKeptJoin(queued.subarray(0, 40)), undefined)
})

test('a start takes up what was kept within a second, and forgets a refusal a day after its ticket', () => {
  const bob = new Bob(1)
  const queued = {
    ticket,
    sinceMs: NOW - HOUR_MS,
    state: 'queued',
    code: 'unreachable',
    learnt: [],
    prekey: PREKEY,
  } as const
  bob.does(bob.joins.restore(ticket.group, encodeKeptJoin(queued), NOW))
  bob.wait(1_000, () => undefined)
  assert.equal(bob.dials.length, 1)
  assert.equal(bob.joins.all[0]?.sinceMs, NOW - HOUR_MS)
  const late = new Bob(1)
  const old = { ...ticket, expiresMs: NOW - 25 * HOUR_MS }
  late.kept = new Uint8Array(1)
  late.does(late.joins.restore(ticket.group, encodeKeptJoin({ ...queued, ticket: old, state: 'refused' }), NOW))
  assert.deepEqual([late.joins.all, late.kept], [[], undefined])
})

test('there is an end to the joins that one peer has under way', () => {
  const bob = new Bob(1)
  for (let count = 0; count < 64; count += 1) {
    const group = suite.sha256(Uint8Array.of(count))
    const other = { ...ticket, group: Buffer.from(group).toString('hex') as typeof ticket.group }
    bob.does(bob.joins.begin(other, true, NOW))
  }
  assert.equal(bob.joins.all.length, 64)
  bob.begin(true)
  assert.deepEqual(bob.told, ['refused: limit-exceeded'])
  assert.equal(bob.joins.all.length, 64)
})
