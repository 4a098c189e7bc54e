/**
 * `npm run bench:attacks`: what a hostile member gets for a byte. Whole peers under a virtual clock, the attacker an honest
 * one with another seam; every figure is a count, beside its bound in docs/protocol.md, "Budgets". A busy machine changes how
 * long it takes, and no number. Ends with 1 where a bound is broken.
 */
import { publicKeyOf } from '#src/base/ids.js'
import { DAY_MS } from '#src/base/time.js'
import { Frame } from '#src/wire/generated/link.js'
import { type Actor, World } from '../test/support/cast.ts'
import { seamGroups, seamLinks } from '../test/support/seam.ts'

interface Figure {
  readonly attack: string
  readonly sentBytes: number
  readonly effect: string
  readonly count: number
  readonly bound: number
}

const KIB = 1024
const MIB = 1024 * KIB

const figures = [await keyMessages(), await invites(), await repeatedRanges()]
console.log(tableOf(figures))
process.exitCode = figures.every(({ count, bound }) => count <= bound) ? 0 : 1

/** A1: key messages of 256 KiB in a group whose encryption has none. */
async function keyMessages(): Promise<Figure> {
  const { world, group, mallory, honest } = await scene()
  const meter = sentBy(mallory, group)
  for (let count = 0; count < 40; count += 1) {
    mallory.force(group, { type: 'keys', payload: world.random.bytes(256 * KIB - 64) })
    world.run(500)
  }
  world.run(10_000)
  const [alice] = honest
  const kept = controlBytes(alice!, group, mallory)
  return {
    attack: 'A1 key messages',
    sentBytes: meter.bytes,
    effect: 'bytes kept by a member',
    count: kept,
    bound: 8 * MIB,
  }
}

/** A14: 2,120 invites in 20 s, by sync. */
async function invites(): Promise<Figure> {
  const { world, group, mallory, honest } = await scene()
  const meter = sentBy(mallory, group)
  for (let count = 0; count < 2_120; count += 1) {
    const expiresMs = world.scheduler.now() + DAY_MS
    mallory.force(group, { type: 'invite', invite: world.random.bytes(32), uses: 5, expiresMs, approve: false })
    if (count % 53 === 52) world.run(500)
  }
  world.run(10_000)
  const taken = honest[0]!
    .group(group)
    .book.roll.bursts.filter(({ entries }) => isBy(entries[0]!.fields.author, mallory))
  return {
    attack: 'A14 invites for 30 s',
    sentBytes: meter.bytes,
    effect: 'entries kept by a member',
    count: taken.length,
    bound: 2 * (100 + 5 * 31) + 8,
  }
}

/** A4: its own questions, repeated each 20 ms for 15 s. */
async function repeatedRanges(): Promise<Figure> {
  const world = new World(1, { suite: 'cheap' })
  const { group, actors } = await world.gather(2, 'all')
  for (let count = 0; count < 40; count += 1) {
    actors[0]!.say(group, 'x'.repeat(60_000))
    world.run(1_000)
  }
  const asked: { readonly to: Actor['member']; readonly frame: Partial<Frame> }[] = []
  let isCounting = false
  let got = 0
  let sent = 0
  const mallory = await world.actor('mallory')
  seamGroups(mallory.peer, () => ({
    outgoing: (to, frame) => {
      if (frame.rangeRequest !== undefined && !isCounting) asked.push({ to, frame })
      if (isCounting) sent += Frame.encode(frame).length
      return [frame]
    },
    incoming: (_from, frame) => {
      if (isCounting) got += Frame.encode(frame).length
      return frame
    },
  }))
  mallory.mustJoin(actors[0]!.invite(group))
  world.run(60_000)
  isCounting = true
  for (let ms = 0; ms < 15_000; ms += 20) {
    for (const { to, frame } of asked) mallory.group(group).links.send(to, frame, 'before-commit')
    mallory.runtime.perform([])
    world.run(20)
  }
  const members = new Set(asked.map(({ to }) => to)).size
  const bound = members * (16 * MIB + 16 * 2 * MIB + 8 * 256 * KIB)
  return { attack: 'A4 repeated questions, 15 s', sentBytes: sent, effect: 'bytes of answers', count: got, bound }
}

async function scene() {
  const world = new World(1, { suite: 'cheap', encryption: 'per-peer' })
  const { group, actors } = await world.gather(4, 'all')
  const [alice, mallory, ...others] = actors
  return { world, group, mallory: mallory!, honest: [alice!, ...others] }
}

function sentBy(actor: Actor, group: Parameters<Actor['group']>[0]): { bytes: number } {
  const meter = { bytes: 0 }
  seamLinks(actor.group(group), {
    outgoing: (_to, frame) => {
      meter.bytes += Frame.encode(frame).length
      return [frame]
    },
    incoming: (_from, frame) => frame,
  })
  return meter
}

function controlBytes(actor: Actor, group: Parameters<Actor['group']>[0], author: Actor): number {
  return actor
    .group(group)
    .book.roll.bursts.filter(({ entries }) => isBy(entries[0]!.fields.author, author))
    .flatMap(({ entries }) => entries)
    .reduce((sum, { header, body }) => sum + header.length + body.length, 0)
}

function isBy(author: Uint8Array, { member }: Actor): boolean {
  return Buffer.from(author).equals(publicKeyOf(member)!)
}

function tableOf(rows: readonly Figure[]): string {
  const lines = rows.map(({ attack, sentBytes, effect, count, bound }) => {
    const verdict = count <= bound ? 'met' : 'BROKEN'
    const times = sentBytes === 0 ? '-' : (count / sentBytes).toFixed(count < sentBytes ? 4 : 1)
    return [attack, String(sentBytes), String(count), effect, times, String(bound), verdict]
  })
  const all = [['attack', 'bytes sent', 'it gets', 'of', 'for a byte', 'bound', ''], ...lines]
  const widths = all[0]!.map((_, at) => Math.max(...all.map(line => line[at]!.length)))
  return all
    .map(line =>
      line
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
