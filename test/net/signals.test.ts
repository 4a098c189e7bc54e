/** A signal that has given up before the call: whatever waits rejects at once, with its reason, and begins nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTocsin, TocsinError } from '#src/index.js'
import { spawnGroup, testNetwork, untilAllHeard, untilClosed, untilHeard, untilTrue } from '#src/testing.js'

const reason = new Error('the user went away')
const gone = { signal: AbortSignal.abort(reason) }

function gaveUp(error: unknown): boolean {
  return error instanceof TocsinError && error.code === 'aborted' && error.cause === reason
}

test('each wait rejects at once with the reason of a signal that has given up, even where there is nothing to wait for', async () => {
  await using members = await spawnGroup(2)
  const [alice, bob] = members
  const message = await alice!.group.send('hello')
  await message.reached('all')
  await untilHeard(bob!, 'hello')
  const ticket = await alice!.group.invite()
  const zoe = await createTocsin({ name: 'zoe', network: members.network })
  await assert.rejects(zoe.join(ticket, gone), gaveUp)
  await assert.rejects(zoe.join(ticket, { ...gone, queue: true }), gaveUp)
  assert.deepEqual([zoe.groups(), zoe.joins], [[], []])
  await zoe.stop()
  await assert.rejects(bob!.tocsin.joined(bob!.group.id, gone), gaveUp)
  await assert.rejects(message.reached('all', gone), gaveUp)
  await assert.rejects(untilHeard(bob!, 'hello', gone), gaveUp)
  await assert.rejects(untilAllHeard(members, 'hello', gone), gaveUp)
  await assert.rejects(untilClosed(members, gone), gaveUp)
  await assert.rejects(
    untilTrue(bob!, () => true, gone),
    gaveUp,
  )
  for await (const event of bob!.group.events(gone)) assert.fail(`${event.type} for who has given up`)
  for await (const event of bob!.tocsin.joinEvents(gone)) assert.fail(`${event.type} for who has given up`)
})

test('spawnGroup with a signal that has given up starts nobody', async () => {
  await assert.rejects(spawnGroup(3, gone), gaveUp)
})

test('`await using` stops a peer', async () => {
  const network = testNetwork('memory')
  let group: Awaited<ReturnType<Awaited<ReturnType<typeof createTocsin>>['createGroup']>>
  {
    await using alice = await createTocsin({ name: 'alice', network })
    group = await alice.createGroup({ name: 'friends' })
  }
  await assert.rejects(group.send('too late'), { code: 'stopped' })
})
