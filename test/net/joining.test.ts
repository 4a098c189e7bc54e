/** Joins that are not decided at once, and removals of those who were away, over TCP and from folders. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { memberIdOf } from '#src/base/ids.js'
import { decodeTicket, encodeTicket } from '#src/group/ticket.js'
import {
  type ChatEvent,
  createTocsin,
  type Group,
  type JoinEvent,
  type Tocsin,
  type TocsinOptions,
} from '#src/index.js'
import { libp2pNetwork } from '#src/net/libp2p.js'
import type { Channel } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'
import { encodeJoin } from '#src/peer/hand-over.js'

const suite = nodeSuite()
/** Longer than any two rounds of a join. */
const TIMEOUT_MS = 100_000

/** A peer that is stopped when the test ends; with a folder that goes with it. */
async function peer(context: TestContext, options: TocsinOptions): Promise<Tocsin> {
  const started = await createTocsin(options)
  context.after(() => started.stop())
  return started
}

function folder(context: TestContext): string {
  const data = mkdtempSync(join(tmpdir(), 'tocsin-'))
  context.after(() => rmSync(data, { recursive: true }))
  return data
}

async function heard(group: Group, wanted: (event: ChatEvent) => boolean): Promise<ChatEvent> {
  for await (const event of group.events()) if (wanted(event)) return event
  throw new Error('the group ended before the event came')
}

async function collect(events: AsyncGenerator<JoinEvent>, states: string[]): Promise<void> {
  for await (const { state, code } of events) states.push(code === undefined ? state : `${state}: ${code}`)
}

test('nobody is online: the join is queued, survives its process, and comes about when a member is back', {
  timeout: TIMEOUT_MS,
}, async context => {
  const [atAlice, atBob] = [folder(context), folder(context)]
  const alice = await createTocsin({ name: 'alice', data: atAlice })
  const group = await alice.createGroup({ name: 'friends', history: 'all' })
  await group.send('before')
  const ticket = await group.invite()
  const listen = alice.addresses
  await alice.stop()
  const bob = await createTocsin({ name: 'bob', data: atBob })
  await assert.rejects(bob.join(ticket), { code: 'unreachable' })
  assert.deepEqual(bob.joins, [])
  await assert.rejects(bob.join(ticket, { queue: true }), { code: 'queued', exitCode: 75, message: /online/ })
  await bob.stop()
  const again = await peer(context, { data: atBob })
  const [pending] = again.joins
  assert.deepEqual(
    [pending?.group, pending?.name, pending?.state, pending?.code],
    [group.id, 'friends', 'queued', 'unreachable'],
  )
  assert.deepEqual(again.groups(), [])
  const states: string[] = []
  const done = collect(again.joinEvents(), states)
  const waiting = again.joined(group.id)
  await peer(context, { data: atAlice, listen })
  const joined = await waiting
  assert.equal(joined.historyPolicy, 'all')
  const texts: string[] = []
  for await (const { text } of joined.history()) texts.push(text)
  assert.deepEqual(texts, ['before'])
  assert.deepEqual(again.joins, [])
  assert.equal((await again.joined(group.id)).id, group.id)
  await again.stop()
  await done
  assert.deepEqual(states, ['joined'])
})

test('a bearer waits for a moderator: one is let in, one is declined, one does not want to wait, one takes it back', {
  timeout: TIMEOUT_MS,
}, async context => {
  const [alice, bob, carol, dave, erin] = await Promise.all(
    ['alice', 'bob', 'carol', 'dave', 'erin'].map(name => peer(context, { name })),
  )
  const group = await alice!.createGroup({ name: 'friends' })
  const ticket = await group.invite({ uses: 9, approve: true })
  const knocked = async (name: string) => {
    await heard(group, event => event.type === 'change' && event.what === 'waiting' && event.value === name)
    return group.moderation.waiting.find(one => one.name === name)!.member
  }
  const bobKnocks = knocked('bob')
  const bobJoins = bob!.join(ticket)
  await group.moderation.approve(await bobKnocks)
  assert.equal((await bobJoins).joined, true)
  const carolKnocks = knocked('carol')
  const carolJoins = assert.rejects(carol!.join(ticket), { code: 'declined', exitCode: 4 })
  await group.moderation.decline(await carolKnocks)
  await carolJoins
  assert.deepEqual(carol!.joins, [])
  await assert.rejects(dave!.join(ticket, { queue: true }), { code: 'queued', message: /moderator/ })
  assert.deepEqual(
    dave!.joins.map(({ state, code }) => [state, code]),
    [['waiting', undefined]],
  )
  const daveIn = dave!.joined(group.id)
  await group.moderation.approve(dave!.peerId)
  assert.equal((await daveIn).members.length, 3)
  await assert.rejects(erin!.join(ticket, { queue: true, signal: AbortSignal.timeout(3_000) }), { code: 'queued' })
  const given = assert.rejects(erin!.joined(group.id), { code: 'aborted' })
  await erin!.cancelJoin(group.id)
  await given
  assert.deepEqual(erin!.joins, [])
  await assert.rejects(erin!.cancelJoin(group.id), { code: 'unknown-group' })
  await assert.rejects(erin!.joined(group.id), { code: 'unknown-group' })
})

test('carol is removed while she is away: she comes back, learns it, cannot write, and comes in again with a ticket', {
  timeout: TIMEOUT_MS,
}, async context => {
  for (const state of ['removed', 'banned'] as const) {
    const data = folder(context)
    const [alice, bob] = [await peer(context, { name: 'alice' }), await peer(context, { name: 'bob' })]
    const group = await alice.createGroup({ name: 'friends' })
    await bob.join(await group.invite())
    const carol = await createTocsin({ name: 'carol', data })
    const atCarol = await carol.join(await group.invite())
    assert.equal(atCarol.closing, undefined)
    const { peerId } = carol
    await carol.stop()
    const ticket = await group.invite()
    if (state === 'removed') await group.moderation.kick(peerId)
    else await group.moderation.ban(peerId)
    const again = await peer(context, { data })
    const [known] = again.groups()
    await heard(known!, event => event.type === 'member' && event.state === 'removed' && event.member === peerId)
    assert.equal(known!.joined, false)
    const { by, name, state: shown } = known!.closing!
    assert.deepEqual([by, name, shown], [alice.peerId, 'alice', state])
    await assert.rejects(known!.send('hello?'), { code: state, exitCode: 4 })
    await assert.rejects(known!.invite(), { code: state })
    if (state === 'banned') {
      await assert.rejects(again.join(ticket), { code: 'banned' })
    } else {
      await assert.rejects(again.join(ticket), { code: 'invite-outdated', exitCode: 4 })
      const back = await again.join(await group.invite())
      assert.deepEqual([back.joined, back.closing], [true, undefined])
      const came = heard(group, event => event.type === 'message' && event.text === 'back')
      await back.send('back')
      await came
    }
  }
})

test('a contact that lies and a bearer that writes noise hold nobody up', { timeout: TIMEOUT_MS }, async context => {
  const [alice, bob] = [await peer(context, { name: 'alice' }), await peer(context, { name: 'bob' })]
  const group = await alice.createGroup({ name: 'friends' })
  const ticket = await group.invite({ uses: 3 })
  const seed = new Uint8Array(32).fill(0x66)
  const lies = (channel: Channel) => {
    const data = (): void => {
      channel.write(encodeJoin({ refused: { code: 'banned', reason: 'by nobody' } }))
    }
    channel.attach({ data, drain: () => undefined, close: () => undefined })
  }
  const mallory = await libp2pNetwork().start(seed, ['/ip4/127.0.0.1/tcp/0'], lies)
  context.after(() => mallory.stop())
  const whole = decodeTicket(suite, ticket)
  const trap = { member: memberIdOf(suite.ed25519PublicKey(seed)), addresses: mallory.addresses }
  const [alices] = whole.contacts
  for (let count = 0; count < 10; count += 1) {
    await new Promise<void>(resolve => {
      mallory.open(alices!.member, alices!.addresses, '/tocsin/join/1', 5_000, result => {
        if (!(result instanceof Error)) {
          result.attach({ data: () => undefined, drain: () => undefined, close: () => undefined })
          result.write(new Uint8Array(1 + 100 * count).fill(count))
        }
        resolve()
      })
    })
  }
  const contacts = [trap, ...whole.contacts]
  const joined = await bob.join(encodeTicket(suite, { ...whole, contacts }))
  assert.equal(joined.joined, true)
  const alone = await peer(context, { name: 'dave' })
  await assert.rejects(alone.join(encodeTicket(suite, { ...whole, contacts: [trap] })), { code: 'banned' })
})
