/** Places for connections: who gives one up when strangers come, and what no stranger can take from a member. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { Doorkeeper, type Guest } from '#src/net/doorkeeper.js'

const UNPROVEN = 128
const STRANGERS = 128
const OF_HOST = 32
const OF_KEY = 4
const CONNECTIONS = 500
const STREAMLESS_MS = 15_000

class Connection {
  open = true

  abort(): void {
    this.open = false
  }
}

const opened = (connections: readonly Connection[]) => connections.filter(({ open }) => open).length
const keyOf = (number: number): MemberId => {
  const key = new Uint8Array(32)
  new DataView(key.buffer).setUint32(0, number)
  return memberIdOf(key)
}
const inbound = (member: MemberId, host: string | undefined): Guest => ({ member, host, inbound: true })

function knock(keeper: Doorkeeper, host: string, count: number): Connection[] {
  return Array.from({ length: count }, () => {
    const connection = new Connection()
    keeper.knocked(connection, host)
    return connection
  })
}

function open(keeper: Doorkeeper, guests: readonly Guest[], channels = 0, now = 0): Connection[] {
  return guests.map(guest => {
    const connection = new Connection()
    keeper.opened(connection, guest, now)
    for (let count = 0; count < channels; count += 1) keeper.channelOpened(connection)
    return connection
  })
}

const strangers = (count: number, hosts: number, first = 0) =>
  Array.from({ length: count }, (_, at) => inbound(keyOf(first + at), `host ${at % hosts}`))

test('a socket that comes when all places are taken gets one of the host that has most', () => {
  const keeper = new Doorkeeper(() => false)
  const few = knock(keeper, 'few', 8)
  const many = knock(keeper, 'many', UNPROVEN)
  assert.equal(opened(few), 8)
  assert.equal(opened(many), UNPROVEN - 8)
  const [late] = knock(keeper, 'late', 1)
  assert.equal(late!.open, true)
  assert.deepEqual([opened(few), opened(many)], [8, UNPROVEN - 9])
})

test('whoever keeps knocking from many hosts loses its oldest sockets', () => {
  const keeper = new Doorkeeper(() => false)
  const sockets = Array.from({ length: 300 }, (_, at) => knock(keeper, `host ${at % 150}`, 1)[0]!)
  assert.equal(opened(sockets), UNPROVEN)
  assert.equal(opened(sockets.slice(-20)), 20)
})

test('one key has four connections, the latest ones', () => {
  const keeper = new Doorkeeper(() => false)
  const all = open(
    keeper,
    Array.from({ length: 500 }, (_, at) => inbound(keyOf(1), `host ${at}`)),
    1,
  )
  assert.equal(opened(all), OF_KEY)
  assert.equal(opened(all.slice(-OF_KEY)), OF_KEY)
})

test('a member as well has four connections, and those without a channel go first', () => {
  const keeper = new Doorkeeper(() => true)
  const linked = open(keeper, [inbound(keyOf(1), 'home')], 1)
  const idle = open(
    keeper,
    Array.from({ length: 10 }, () => inbound(keyOf(1), 'home')),
  )
  assert.equal(opened(linked), 1)
  assert.equal(opened(idle), OF_KEY - 1)
})

test('strangers of one host have a share, and those of all hosts another', () => {
  const keeper = new Doorkeeper(() => false)
  assert.equal(opened(open(keeper, strangers(200, 1))), OF_HOST)
  const keeperOfAll = new Doorkeeper(() => false)
  assert.equal(opened(open(keeperOfAll, strangers(1_000, 100), 1)), STRANGERS)
})

test('strangers of a machine of which no host is counted are bounded as well', () => {
  const keeper = new Doorkeeper(() => false)
  const all = open(
    keeper,
    strangers(300, 1).map(guest => ({ ...guest, host: undefined })),
    1,
  )
  assert.equal(opened(all), STRANGERS)
})

test('whatever strangers do, members keep their connections, and those that come are let in', () => {
  const members = Array.from({ length: 300 }, (_, at) => keyOf(1_000_000 + at))
  const known = new Set(members)
  const keeper = new Doorkeeper(member => known.has(member))
  const linked = open(
    keeper,
    members.slice(0, 200).map((member, at) => inbound(member, `home ${at}`)),
    1,
  )
  const all = open(keeper, strangers(2_000, 200), 1)
  const late = open(
    keeper,
    members.slice(200).map((member, at) => inbound(member, `late ${at}`)),
    1,
  )
  assert.equal(opened(linked), 200)
  assert.equal(opened(late), 100)
  assert.ok(opened(all) <= STRANGERS)
})

test('where members alone have more than all places, there are no more', () => {
  const keeper = new Doorkeeper(() => true)
  const all = open(keeper, strangers(CONNECTIONS + 50, CONNECTIONS + 50), 1)
  assert.equal(opened(all), CONNECTIONS)
})

test('a connection without a channel goes after fifteen seconds, and its time begins anew with each channel', () => {
  const keeper = new Doorkeeper(() => false)
  const [never, used] = open(keeper, strangers(2, 2)) as [Connection, Connection]
  keeper.channelOpened(used)
  assert.equal(keeper.deadline, STREAMLESS_MS)
  keeper.wake(STREAMLESS_MS - 1)
  assert.deepEqual([never.open, used.open], [true, true])
  keeper.wake(STREAMLESS_MS)
  assert.deepEqual([never.open, used.open], [false, true])
  assert.equal(keeper.deadline, undefined)
  keeper.channelClosed(used, 60_000)
  assert.equal(keeper.deadline, 60_000 + STREAMLESS_MS)
  keeper.wake(60_000 + STREAMLESS_MS)
  assert.equal(used.open, false)
})

test('what has gone takes no place', () => {
  const keeper = new Doorkeeper(() => false)
  for (let round = 0; round < 20; round += 1) {
    const sockets = knock(keeper, 'host', 100)
    for (const socket of sockets) keeper.settled(socket)
    const all = open(keeper, strangers(20, 1, round * 20))
    for (const connection of all) keeper.closed(connection)
    assert.deepEqual([opened(sockets), opened(all)], [100, 20])
  }
})
