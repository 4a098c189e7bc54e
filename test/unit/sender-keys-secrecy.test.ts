/** What one who stole a member's state, or was removed, can and cannot read under sender keys. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encrypt } from '#src/crypto/pairwise/double-ratchet.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { SEED_AFTER_MS, TAKE_IN_MS } from '#src/crypto/sender-keys/due.js'
import { padded, seedCommit, seedNameOf, Table, tableContext } from '#src/crypto/sender-keys/key-schedule.js'
import { decodeMessage, SLOT_BYTES } from '#src/crypto/sender-keys/messages.js'
import { type SenderKeys, STRANGER } from '#src/crypto/sender-keys/state.js'
import { nodeSuite } from '#src/node-suite.js'
import { type KeyActor, KeyGroup, type SealedBody } from '../support/key-group.ts'
import { remembering } from '../support/sender-keys-thief.ts'

const suite = nodeSuite()
const NAMES = ['alice', 'bob', 'carol']

function founded(names: readonly string[] = NAMES, seed = 1): KeyGroup<SenderKeys> {
  const group = new KeyGroup(senderKeys, suite, seed)
  group.found(names)
  for (const name of names) group.get(name).say('hello')
  group.settle()
  return group
}

/** Has a state of `victim`, hears everything since, what the victim publishes, too, and forgets nothing. */
class Thief {
  readonly #victim: KeyActor<SenderKeys>
  state: SenderKeys
  readonly #seen: Set<number>

  constructor(victim: KeyActor<SenderKeys>, hearsAgain = false) {
    this.#victim = victim
    const { own, sending, seeds, peers } = victim.state!
    const itself = {
      ...STRANGER,
      keys: own.keys,
      ratchet: own.ratchet,
      receiving: { ...STRANGER.receiving, chain: sending.chain },
      secrets: seeds,
    }
    this.state = { ...victim.state!, peers: new Map(peers).set(victim.self.member, itself) }
    this.#seen = hearsAgain ? new Set() : new Set(victim.seen)
  }

  listen(): void {
    for (const { number, author, what } of this.#victim.group.events) {
      if (this.#seen.has(number) || what.type !== 'key') continue
      this.#seen.add(number)
      const message = { from: author, entryId: new Uint8Array(32), payload: what.payload }
      const { state } = senderKeys.hear(this.#victim.context, this.state, message, this.#victim.group.now)
      this.state = remembering(this.state, state)
    }
  }

  reads({ entry, sealed }: SealedBody): boolean {
    this.listen()
    return senderKeys.open(this.#victim.context, this.state, entry, sealed, this.#victim.group.now).type === 'opened'
  }
}

test('a stolen state opens nothing that was said before, not even with all key messages heard again', () => {
  const group = founded()
  const [alice, bob, carol] = NAMES.map(name => group.get(name)) as [
    KeyActor<SenderKeys>,
    KeyActor<SenderKeys>,
    KeyActor<SenderKeys>,
  ]
  const said: SealedBody[] = []
  for (let round = 0; round < 3; round += 1) {
    for (const actor of [alice, bob, carol]) said.push(actor.say(`round ${round}`))
    group.settle(SEED_AFTER_MS / 2)
    for (const one of said.slice(-3))
      if (one.entry.author !== bob.self.member) assert.equal(bob.reads(one), `round ${round}`)
  }
  for (const thief of [new Thief(bob), new Thief(bob, true)]) {
    for (const one of said) assert.equal(thief.reads(one), false)
  }
})

test('a message that has not come stays open to who steals the key that waits for it, for a day', () => {
  const group = founded()
  const late = group.get('alice').say('late')
  assert.equal(group.get('bob').reads(group.get('alice').say('later')), 'later')
  assert.equal(new Thief(group.get('bob')).reads(late), true)
  group.settle(24 * 60 * 60 * 1000)
  assert.equal(new Thief(group.get('bob')).reads(late), false)
})

test('a thief reads on until the victim brings a seed and each author has taken it in', () => {
  const group = founded()
  const [alice, bob, carol] = [group.get('alice'), group.get('bob'), group.get('carol')]
  const thief = new Thief(bob)
  assert.equal(thief.reads(alice.say('still open')), true)
  assert.equal(thief.reads(bob.say('mine, too')), true)

  group.now += SEED_AFTER_MS
  assert.equal(thief.reads(bob.say('healed at once')), false)
  group.deliverAll()
  alice.state = { ...alice.state!, own: { ...alice.state!.own, seededMs: group.now } }
  assert.equal(thief.reads(alice.say('not before the seed is taken in')), true)
  group.now += TAKE_IN_MS
  const said = alice.say('healed')
  group.deliverAll()
  assert.equal(carol.reads(said), 'healed')
  assert.equal(thief.reads(said), false)
})

test('a thief reads the first seed of another, and not the one after the victim has taken it in', () => {
  const group = founded()
  const [alice, bob, carol] = [group.get('alice'), group.get('bob'), group.get('carol')]
  const thief = new Thief(bob)
  group.now += SEED_AFTER_MS
  assert.equal(thief.reads(carol.say('sealed to a stolen key')), true)
  group.settle(SEED_AFTER_MS)
  assert.equal(bob.state!.seeds.size, 0, 'bob has taken it in, and published another key')
  const said = alice.say('sealed to a key that bob made since')
  assert.equal(thief.reads(said), false)
  group.deliverAll()
  assert.equal(bob.reads(said), 'sealed to a key that bob made since')
  group.now += TAKE_IN_MS
  assert.equal(thief.reads(carol.say('and hers')), false)
  assert.equal(thief.reads(bob.say('and mine')), false)
})

test('a thief of the sender’s channels does not read the next seed: its slots are padded', () => {
  const group = founded()
  const [alice, bob] = [group.get('alice'), group.get('bob')]
  const stolen = alice.state!
  const from = group.events.length
  group.now += SEED_AFTER_MS
  alice.say('with a seed')
  const step = group.events.slice(from).map(({ what }) => what.type === 'key' && decodeMessage(what.payload))[0]
  assert.ok(step !== undefined && step !== false && step.type === 'step' && step.commit !== undefined)
  const context = tableContext(suite, step.head, Table.seeds)
  // the stolen sending chain seals zeros to the key stream of bob's slot
  const session = stolen.channels.peers.get(bob.self.member)!.sessions[0]!
  const keyStream = encrypt(suite, session, new Uint8Array(32), context)!.message
  const slots = Array.from({ length: step.seedTags.length }, (_, at) =>
    step.seedSlots.subarray(at * SLOT_BYTES, (at + 1) * SLOT_BYTES),
  )
  const header = keyStream.subarray(0, 40)
  const slot = slots.find(candidate => Buffer.compare(candidate.subarray(4, 44), header) === 0)!
  const content = slot.subarray(44, 76).map((byte, at) => byte ^ keyStream[40 + at]!)
  assert.notDeepEqual(seedCommit(suite, content), step.commit)
  const [bobsKey] = bob.state!.own.keys.filter(({ tag }) => step.seedTags.includes(tag))
  const seed = padded(suite, bobsKey!.secret, step.ephemeral!, context, content)!
  assert.deepEqual(seedCommit(suite, seed), step.commit, 'that is what is in the slot')
})

test('whoever was removed reads nothing that is said once the removal is known, whatever it hears', () => {
  const group = founded(['alice', 'bob', 'carol', 'mallory'])
  const mallory = group.get('mallory')
  const thieves = [new Thief(mallory)]
  const before = group.get('alice').say('while she was in')
  assert.equal(thieves[0]!.reads(before), true)
  mallory.hostile = true
  group.remove('alice', 'mallory')
  group.get('bob').online = false
  group.settle()
  const others = ['alice', 'carol']
  for (let round = 0; round < 3; round += 1) {
    for (const name of others) {
      group.settle(4000)
      const said = group.get(name).say(`${name} ${round}`)
      group.settle(4000)
      thieves.push(new Thief(mallory))
      for (const thief of thieves) assert.equal(thief.reads(said), false, `${name} in round ${round}`)
    }
    group.settle(SEED_AFTER_MS)
  }
  assert.equal(
    thieves.at(-1)!.reads(group.get('bob').say('bob has not heard of it')),
    true,
    'who has not applied the removal yet still tells her',
  )
})

test('a removed member that asks for ratchets is told none, and asking hides from nobody that it knew them', () => {
  const group = founded(['alice', 'bob', 'mallory'])
  const [alice, mallory] = [group.get('alice'), group.get('mallory')]
  const thief = new Thief(mallory)
  // it says that it has lost alice's ratchet, which is a lie
  mallory.state = {
    ...mallory.state!,
    peers: new Map(mallory.state!.peers).set(alice.self.member, {
      ...mallory.state!.peers.get(alice.self.member)!,
      askMs: group.now,
    }),
  }
  mallory.wakeIfDue()
  group.deliverAll()
  assert.notEqual(alice.state!.peers.get(mallory.self.member)!.owedMs, undefined)
  group.remove('bob', 'mallory')
  group.settle()
  assert.equal(thief.reads(alice.say('without her')), false)
})

test('a seed tells each member its own part alone', () => {
  const group = founded()
  group.now += SEED_AFTER_MS
  group.get('alice').say('with a seed')
  group.deliverAll()
  const [name, heard] = [...group.get('bob').state!.seeds][0]!
  const atCarol = group.get('carol').state!.peers.get(group.get('bob').self.member)!.secrets.get(name)!
  assert.deepEqual(atCarol.secret, heard.secret, 'carol knows what bob will take in')
  assert.notDeepEqual(group.get('carol').state!.seeds.get(name)!.secret, heard.secret)
  const states = ['bob', 'carol'].map(who => [...group.get(who).saved.values()].map(value => Buffer.from(value)))
  // the seed itself is nowhere: what it has for each is made and it is forgotten
  for (const values of states) for (const value of values) assert.equal(containsSeed(value, name), false)
})

function containsSeed(value: Buffer, name: string): boolean {
  for (let at = 0; at + 32 <= value.length; at += 1) {
    if (seedNameOf(seedCommit(suite, value.subarray(at, at + 32))) === name) return true
  }
  return false
}
