/** Timers of a peer: hosts count them in 31 bits, and a deadline may be a month away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_TIMER_MS } from '#src/base/time.js'
import { systemScheduler } from '#src/host.js'
import { createTocsin } from '#src/index.js'
import { testNetwork } from '#src/testing.js'

test('no timer is set for longer than a host can count, however far away the next deadline is', async () => {
  const waits: number[] = []
  const scheduler = {
    ...systemScheduler,
    after(delayMs: number, task: () => void) {
      waits.push(delayMs)
      return systemScheduler.after(delayMs, task)
    },
  }
  const network = testNetwork('memory')
  const alice = await createTocsin({ name: 'alice', network, scheduler })
  const bob = await createTocsin({ name: 'bob', network })
  const group = await alice.createGroup({ name: 'friends', expire: '3650d' })
  await bob.join(await group.invite())
  await group.send('until then')
  await bob.stop()
  await alice.stop()
  assert.ok(waits.length > 0 && Math.max(...waits) <= MAX_TIMER_MS)
})
