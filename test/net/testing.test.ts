import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTocsin, type Member, TocsinError } from '#src/index.js'
import {
  type SpawnedGroup,
  type SpawnedMember,
  spawnGroup,
  untilAllHeard,
  untilClosed,
  untilHeard,
  untilTrue,
} from '#src/testing.js'

for (const network of ['memory', 'tcp'] as const) {
  test(`a group of five spawned over ${network} is joined, closed and talks`, async ({ signal }) => {
    await using members = await spawnGroup(5, { signal, network })
    assert.deepEqual(
      members.map(({ name }) => name),
      ['alice', 'bob', 'carol', 'dave', 'erin'],
    )
    await untilClosed(members, { signal })
    for (const { group } of members) {
      assert.ok(group.ring.closed)
      assert.equal(group.members.length, 5)
    }
    await members[1]!.group.send('hello')
    const heard = await untilAllHeard(members, 'hello', { signal })
    assert.deepEqual(
      heard.map(({ name }) => name),
      ['bob', 'bob', 'bob', 'bob', 'bob'],
    )
  })
}

test('fifty members over TCP are joined with the ring closed on each', async ({ signal }) => {
  await using members = await spawnGroup(50, { signal, network: 'tcp' })
  assert.equal(members.length, 50)
  for (const { group } of members) {
    assert.ok(group.ring.closed)
    assert.equal(group.ring.members.filter(({ online }) => online).length, 50)
  }
  await members[49]!.group.send('to everyone')
  await untilAllHeard(members, 'to everyone', { signal })
})

test('a group of one is closed, and one of none is an error with a code', async ({ signal }) => {
  await using members = await spawnGroup(1, { signal })
  assert.ok(members[0]!.group.ring.closed)
  await assert.rejects(spawnGroup(0), error => error instanceof TocsinError && error.code === 'bad-argument')
})

test('the same seed gives the same members in the same places', async ({ signal }) => {
  const places = async (seed: number) => {
    await using members = await spawnGroup(4, { signal, seed })
    return members.map(({ tocsin }) => tocsin.peerId)
  }
  assert.deepEqual(await places(7), await places(7))
  assert.notDeepEqual(await places(7), await places(8))
})

test('encryption and history of the spawned group are what was asked for', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal, encryption: 'per-peer', history: 'all', name: 'friends' })
  for (const { group } of members) {
    assert.equal(group.encryption, 'per-peer')
    assert.equal(group.historyPolicy, 'all')
    assert.equal(group.name, 'friends')
  }
})

test('without fingers everyone still hears everyone', async ({ signal }) => {
  await using members = await spawnGroup(12, { signal, fingers: 0 })
  for (const { group } of members) assert.equal(group.ring.fingers.length, 0)
  await members[5]!.group.send('once around')
  await untilAllHeard(members, 'once around', { signal })
})

test('a peer from outside joins over the spawned network', async ({ signal }) => {
  await using members = await spawnGroup(3, { signal })
  const zoe = await createTocsin({ name: 'zoe', network: members.network })
  try {
    const group = await zoe.join(await members[0]!.group.invite())
    await group.send('may I?')
    await untilAllHeard(members, 'may I?', { signal })
  } finally {
    await zoe.stop()
  }
})

test('a message that came before anyone waited for it is found', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal })
  const [alice, bob] = members
  await alice!.group.send('early')
  await untilHeard(bob!, 'early', { signal })
  assert.equal((await untilHeard(bob!, ({ name }) => name === 'alice', { signal })).text, 'early')
})

test('both sides of a partition talk on, and after healing everyone has both', async ({ signal }) => {
  await using members = await spawnGroup(6, { signal })
  const left = members.slice(0, 3)
  const right = members.slice(3)
  members.partition(left)
  await left[0]!.group.send('left')
  await right[0]!.group.send('right')
  await untilAllHeard(left, 'left', { signal })
  await untilAllHeard(right, 'right', { signal })
  assert.deepEqual(await textsOf(right[1]!), ['right'])
  assert.deepEqual(await textsOf(left[1]!), ['left'])
  members.heal()
  await untilAllHeard(members, 'left', { signal })
  await untilAllHeard(members, 'right', { signal })
})

for (const network of ['memory', 'tcp'] as const) {
  test(`over ${network} the ring closes around a member that was killed`, async ({ signal }) => {
    await using members = await spawnGroup(5, { signal, network })
    const dead = members[2]!
    const living = members.filter(member => member !== dead)
    await members.kill(dead)
    const isDead = ({ member }: Member) => member === dead.tocsin.peerId
    for (const member of living) {
      await untilTrue(member, ({ members: known }) => known.find(isDead)?.state === 'offline', { signal })
    }
    await untilClosed(living, { signal })
    await living[0]!.group.send('without carol')
    await untilAllHeard(living, 'without carol', { signal })
  })
}

test('a wait ends with its signal, and with the peer', async ({ signal }) => {
  const members = await spawnGroup(2, { signal })
  try {
    const [alice, bob] = members
    const giveUp = new AbortController()
    const waiting = untilHeard(alice!, 'never', { signal: giveUp.signal })
    giveUp.abort()
    await assert.rejects(waiting, codeIs('aborted'))
    const stopped = untilHeard(bob!, 'never')
    await bob!.tocsin.stop()
    await assert.rejects(stopped, codeIs('stopped'))
  } finally {
    await members.stop()
  }
})

test('spawning that is given up leaves nothing running', async () => {
  const giveUp = new AbortController()
  const spawning: Promise<SpawnedGroup> = spawnGroup(8, { network: 'tcp', signal: giveUp.signal })
  giveUp.abort()
  await assert.rejects(spawning)
})

test('TCP says that it cannot be partitioned', async ({ signal }) => {
  await using members = await spawnGroup(2, { signal, network: 'tcp' })
  assert.throws(() => members.partition([members[0]!]), codeIs('bad-argument'))
})

async function textsOf({ group }: SpawnedMember): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of group.history()) texts.push(text)
  return texts
}

function codeIs(code: string): (error: unknown) => boolean {
  return error => error instanceof TocsinError && error.code === code
}
