import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { Liveness, type LivenessEffect, type LivenessEvent, OFFLINE_PROBE_MS } from '#src/ring/liveness.js'

const setOf = (ids: readonly MemberId[]) => ({ ids, has: (member: MemberId) => ids.includes(member) })

const [alice, bob, carol, dave, mallory, stranger] = [1, 2, 3, 4, 5, 6].map(seed =>
  memberIdOf(new Uint8Array(32).fill(seed)),
) as [MemberId, MemberId, MemberId, MemberId, MemberId, MemberId]

/** Alice's view, with everybody linked unless told otherwise, driven over virtual time. */
class Story {
  readonly liveness = new Liveness(alice, { random: new SeededRandom(1), incarnation: 5 })
  now = 1_000_000

  constructor(...linked: MemberId[]) {
    this.tell({ type: 'members', members: setOf([alice, bob, carol, dave, mallory]) })
    for (const member of linked) this.tell({ type: 'link-up', member })
  }

  tell(event: LivenessEvent): LivenessEffect[] {
    return this.liveness.handle(event, this.now)
  }

  /** Wakes at every deadline within `ms`, as the runtime would. */
  pass(ms: number): LivenessEffect[] {
    const end = this.now + ms
    const effects: LivenessEffect[] = []
    for (let wakes = 0; wakes < 1000; wakes += 1) {
      const { deadline } = this.liveness
      if (deadline === undefined || deadline > end) break
      this.now = Math.max(this.now, deadline)
      effects.push(...this.tell({ type: 'wake' }))
    }
    this.now = end
    return effects
  }
}

function of<Type extends LivenessEffect['type']>(effects: readonly LivenessEffect[], type: Type) {
  return effects.filter((effect): effect is Extract<LivenessEffect, { type: Type }> => effect.type === type)
}

test('when bob’s stream closes he is suspect at once, probed, and asked for through three others', () => {
  const story = new Story(bob, carol, dave, mallory)
  const effects = story.tell({ type: 'link-down', member: bob })
  assert.equal(story.liveness.stateOf(bob), 'suspect')
  assert.deepEqual(of(effects, 'probe'), [{ type: 'probe', member: bob }])
  assert.deepEqual(new Set(of(effects, 'ask').map(ask => ask.via)), new Set([carol, dave, mallory]))
  assert.equal(of(effects, 'tell-suspect').length, 0)
})

test('a link that both sides let go is no evidence: bob stays online, is not probed, and nobody is told', () => {
  const story = new Story(bob, carol, dave, mallory)
  assert.deepEqual(story.tell({ type: 'link-released', member: bob }), [])
  assert.equal(story.liveness.stateOf(bob), 'online')
  assert.deepEqual(story.pass(60_000), [])
  // and it counts as unlinked: a rumour is then looked into, not only passed on to bob
  assert.equal(of(story.tell({ type: 'suspicion', member: bob, incarnation: 0, from: carol }), 'warn').length, 0)
  assert.equal(story.liveness.stateOf(bob), 'suspect')
})

test('bob answers nobody: offline after four seconds, told once, still a member', () => {
  const story = new Story(bob, carol)
  story.tell({ type: 'link-down', member: bob })
  story.tell({ type: 'probe-result', member: bob, reachable: false })
  assert.deepEqual(story.pass(3999), [])
  const effects = story.pass(1)
  assert.deepEqual(of(effects, 'changed'), [{ type: 'changed', member: bob, state: 'offline' }])
  assert.equal(of(effects, 'tell-offline').length, 1)
  assert.equal(story.liveness.stateOf(bob), 'offline')
})

test('bob is heard of through carol and is online again; an answer nobody asked for counts nothing', () => {
  const story = new Story(bob, carol)
  story.tell({ type: 'link-down', member: bob })
  story.tell({ type: 'probe-result', member: bob, reachable: true, via: mallory })
  assert.equal(story.liveness.stateOf(bob), 'suspect')
  story.tell({ type: 'probe-result', member: bob, reachable: true, via: carol })
  assert.equal(story.liveness.stateOf(bob), 'online')
  assert.deepEqual(of(story.pass(20_000), 'changed'), [])
})

test('a dial that fails makes an online member suspect without another dial', () => {
  const story = new Story(carol)
  story.tell({ type: 'presence', member: bob, incarnation: 1, leaving: false })
  // a dial that began before we heard of him says nothing of him
  assert.deepEqual(story.tell({ type: 'probe-result', member: bob, reachable: false }), [])
  assert.equal(story.liveness.stateOf(bob), 'online')
  story.pass(1_000)
  const effects = story.tell({ type: 'probe-result', member: bob, reachable: false })
  assert.equal(story.liveness.stateOf(bob), 'suspect')
  assert.deepEqual(of(effects, 'probe'), [])
  assert.equal(of(effects, 'ask').length, 1)
})

test('bob refutes with a higher incarnation; an old record does not clear him', () => {
  const story = new Story(carol)
  story.tell({ type: 'presence', member: bob, incarnation: 3, leaving: false })
  story.tell({ type: 'suspicion', member: bob, incarnation: 3, from: carol })
  assert.equal(story.liveness.stateOf(bob), 'suspect')
  story.tell({ type: 'presence', member: bob, incarnation: 3, leaving: false })
  assert.equal(story.liveness.stateOf(bob), 'suspect')
  story.tell({ type: 'presence', member: bob, incarnation: 4, leaving: false })
  assert.equal(story.liveness.stateOf(bob), 'online')
  story.tell({ type: 'suspicion', member: bob, incarnation: 3, from: carol })
  assert.equal(story.liveness.stateOf(bob), 'online')
})

test('mallory calls bob dead while alice hears him: bob is warned once and stays online', () => {
  const story = new Story(bob, mallory)
  story.tell({ type: 'presence', member: bob, incarnation: 2, leaving: false })
  const lie: LivenessEvent = { type: 'verdict', member: bob, incarnation: 2, from: mallory }
  assert.deepEqual(story.tell(lie), [{ type: 'warn', member: bob, incarnation: 2 }])
  assert.deepEqual(story.tell(lie), [])
  assert.equal(story.liveness.stateOf(bob), 'online')
})

test('a verdict about a member without a link is checked with a probe before it is believed', () => {
  const story = new Story(mallory)
  story.tell({ type: 'presence', member: bob, incarnation: 2, leaving: false })
  story.tell({ type: 'verdict', member: bob, incarnation: 2, from: mallory })
  assert.equal(story.liveness.stateOf(bob), 'suspect')
  assert.equal(of(story.pass(3500), 'probe').length, 1)
  story.tell({ type: 'probe-result', member: bob, reachable: true })
  assert.equal(story.liveness.stateOf(bob), 'online')
})

test('a rumour that nobody refutes ends offline, without telling it again', () => {
  const story = new Story(carol)
  story.tell({ type: 'presence', member: bob, incarnation: 2, leaving: false })
  story.tell({ type: 'suspicion', member: bob, incarnation: 2, from: carol })
  const effects = story.pass(10_000)
  assert.equal(story.liveness.stateOf(bob), 'offline')
  assert.deepEqual(of(effects, 'tell-offline'), [])
})

test('bob leaves: offline at once, not revived by frames under way, back with a new link', () => {
  const story = new Story(bob)
  const effects = story.tell({ type: 'presence', member: bob, incarnation: 0, leaving: true })
  assert.deepEqual(effects, [{ type: 'changed', member: bob, state: 'offline' }])
  story.tell({ type: 'heard', member: bob })
  story.tell({ type: 'link-down', member: bob })
  assert.equal(story.liveness.stateOf(bob), 'offline')
  story.tell({ type: 'link-up', member: bob })
  assert.equal(story.liveness.stateOf(bob), 'online')
})

test('called dead, alice announces a higher incarnation, once a second at most', () => {
  const story = new Story(bob)
  const accused = (incarnation: number) => story.tell({ type: 'suspicion', member: alice, incarnation, from: bob })
  assert.deepEqual(accused(4), [])
  assert.deepEqual(accused(5), [{ type: 'refute', incarnation: 6 }])
  assert.deepEqual(story.tell({ type: 'verdict', member: alice, incarnation: 2 ** 53, from: bob }), [])
  assert.deepEqual(of(story.pass(1000), 'refute'), [{ type: 'refute', incarnation: 7 }])
  assert.equal(story.liveness.incarnation, 7)
})

test('what alice says of herself is announced at once, and once a second at most however often she changes it', () => {
  const story = new Story(bob)
  assert.deepEqual(story.tell({ type: 'restated' }), [{ type: 'refute', incarnation: 6 }])
  for (let times = 0; times < 100; times += 1) assert.deepEqual(story.tell({ type: 'restated' }), [])
  assert.deepEqual(of(story.pass(10_000), 'refute'), [{ type: 'refute', incarnation: 7 }])
})

test('alice, restored from a backup, outranks the record of her later self', () => {
  const story = new Story(bob)
  const effects = story.tell({ type: 'presence', member: alice, incarnation: 40, leaving: false })
  assert.deepEqual(effects, [{ type: 'refute', incarnation: 41 }])
})

test('the offline are probed in turn, one per 30 s, and at once when the network changed', () => {
  const story = new Story(bob)
  const probed = of(story.pass(3 * OFFLINE_PROBE_MS), 'probe').map(probe => probe.member)
  assert.deepEqual(new Set(probed), new Set([carol, dave, mallory]))
  assert.equal(probed.length, 3)
  assert.equal(of(story.tell({ type: 'network-changed' }), 'probe').length, 3)
  story.tell({ type: 'probe-result', member: carol, reachable: true })
  assert.equal(story.liveness.stateOf(carol), 'online')
  assert.equal(story.liveness.lastSeen(carol), story.now)
})

test('strangers, removed members and nonsense leave no trace', () => {
  const story = new Story(bob)
  assert.deepEqual(story.tell({ type: 'link-up', member: stranger }), [])
  assert.deepEqual(story.tell({ type: 'suspicion', member: bob, incarnation: 0, from: stranger }), [])
  assert.deepEqual(story.tell({ type: 'presence', member: carol, incarnation: Number.NaN, leaving: false }), [])
  story.tell({ type: 'link-down', member: bob })
  story.tell({ type: 'members', members: setOf([alice]) })
  assert.equal(story.liveness.stateOf(bob), undefined)
  assert.deepEqual(story.pass(100_000), [])
  assert.equal(story.liveness.deadline, undefined)
})
