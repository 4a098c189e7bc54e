/**
 * What a swarm is asked: how long until everybody living has a message, what a delivery costs, when the ring is perfect
 * again. Rounds are of one second. Serves docs/figures.md.
 */
import type { MemberId } from '#src/base/ids.js'
import { MemberList } from '#src/ring/member-list.js'
import { Ring } from '#src/ring/ring.js'
import type { SwarmNode } from './node.ts'
import { Swarm } from './swarm.ts'

export const ROUND_MS = 1000

export interface Trial {
  readonly members: number
  readonly seed: number
  /** Share of members that die at the moment of the message. */
  readonly crashShare?: number
  /** `silent`: their connections stay open and nothing answers; `closed`: their connections close. */
  readonly crash?: 'silent' | 'closed'
  /** Share of members that ack and drop. */
  readonly dropShare?: number
  /** Share of the living that believe as large a share of those they are not linked with offline. */
  readonly staleShare?: number
  readonly limitRounds?: number
}

export interface Outcome {
  /** To living members other than the author; droppers, who keep nothing, are left out. */
  readonly deliveries: number
  readonly expected: number
  /** Copies sent, to the dead and in answers to pulls too. */
  readonly sends: number
  readonly duplicates: number
  readonly control: number
  readonly hops: { readonly mean: number; readonly worst: number }
  /** Until the last had it; undefined when somebody never did. */
  readonly deliveredRounds: number | undefined
  readonly ringRounds: number | undefined
}

/** A group that talks, a failure, and one message at that very moment. */
export function trial(options: Trial): Outcome {
  const { members, seed, crashShare = 0, crash = 'silent', dropShare = 0, staleShare = 0, limitRounds = 30 } = options
  const swarm = new Swarm({ members, seed })
  const [author, ...others] = shuffled(swarm)
  if (author === undefined) throw new Error('a swarm has at least one member')
  // rounds are quick while there is talk
  swarm.publish(author)
  swarm.run(3 * ROUND_MS)
  const dead = others.slice(0, Math.floor(members * crashShare))
  const droppers = others.slice(dead.length, dead.length + Math.floor(members * dropShare))
  for (const dropper of droppers) dropper.drops = true
  const living = [author, ...others.slice(dead.length + droppers.length)]
  misinform(swarm, living, staleShare)
  swarm.resetCounts()
  const start = swarm.queue.now
  swarm.crash(
    dead.map(node => node.member),
    crash,
  )
  const item = swarm.publish(author)
  const progress = swarm.progress.get(item.name)!
  let ringAt: number | undefined
  while (swarm.queue.now - start < limitRounds * ROUND_MS && (progress.missing.size > 0 || ringAt === undefined)) {
    swarm.run(ROUND_MS / 10)
    if (ringAt === undefined && isRingPerfect(swarm)) ringAt = swarm.queue.now
  }
  const hops = living.flatMap(node => (node === author ? [] : (node.history.held.get(item.name) ?? [])))
  const { payloads, duplicates, control } = swarm.counts
  return {
    deliveries: living.length - 1 - progress.missing.size,
    expected: living.length - 1,
    sends: payloads,
    duplicates,
    control,
    hops: { mean: hops.reduce((sum, one) => sum + one, 0) / Math.max(1, hops.length), worst: Math.max(0, ...hops) },
    deliveredRounds: progress.missing.size > 0 ? undefined : (progress.lastMs - start) / ROUND_MS,
    ringRounds: ringAt === undefined ? undefined : (ringAt - start) / ROUND_MS,
  }
}

export interface Talk {
  readonly deliveries: number
  readonly sends: number
  readonly duplicates: number
  readonly control: number
  readonly byType: ReadonlyMap<string, number>
}

/** Nobody fails, and members talk by turns for so many seconds: what a delivery costs in a group that talks. */
export function talk(options: { members: number; seed: number; perSecond: number; seconds: number }): Talk {
  const { members, seed, perSecond, seconds } = options
  const swarm = new Swarm({ members, seed })
  const speakers = shuffled(swarm)
  swarm.publish(speakers[0]!)
  swarm.run(3 * ROUND_MS)
  swarm.resetCounts()
  for (let said = 0; said < perSecond * seconds; said += 1) {
    swarm.publish(speakers[said % speakers.length]!)
    swarm.run(ROUND_MS / perSecond)
  }
  const byType = new Map(swarm.counts.byType)
  const { control } = swarm.counts
  swarm.run(2 * ROUND_MS)
  const missing = [...swarm.progress.values()].reduce((sum, one) => sum + one.missing.size, 0)
  const deliveries = perSecond * seconds * (members - 1) - missing
  return { deliveries, sends: swarm.counts.payloads, duplicates: swarm.counts.duplicates, control, byType }
}

/** Links a member has of its own, at most and in the mean, and how many each gets anew when one more joins. */
export function linkCosts(members: number, seed: number): { most: number; mean: number; newPerJoin: number } {
  const { list, random, nodes } = new Swarm({ members, seed })
  const newcomer = {
    member: `m${String(members).padStart(6, '0')}` as MemberId,
    position: positionFrom(random.bytes(8)),
  }
  const grown = new MemberList([...list.members, newcomer])
  let fresh = 0
  let most = 0
  let sum = 0
  for (const { ring: before } of nodes) {
    const after = new Ring(before.self, { fingers: true, newcomersUsable: true })
    after.setMembers(grown)
    for (const member of after.wanted()) if (!before.wanted().has(member)) fresh += 1
    most = Math.max(most, before.wanted().size)
    sum += before.wanted().size
  }
  return { most, mean: sum / members, newPerJoin: fresh / members }
}

/** Whether each living member's neighbours are the living next to it, known and linked from both sides. */
export function isRingPerfect(swarm: Swarm): boolean {
  const living = swarm.living
  return living.every((one, index) => {
    const next = living[(index + 1) % living.length]!
    if (living.length < 2) return true
    if (one.ring.successor !== next.member || next.ring.predecessor !== one.member) return false
    return one.links.get(next.member) !== undefined && next.links.get(one.member) !== undefined
  })
}

function misinform(swarm: Swarm, living: readonly SwarmNode[], share: number): void {
  for (const node of living.slice(1, 1 + Math.floor(living.length * share))) {
    for (const member of swarm.list.ids) {
      if (member === node.member || node.links.get(member) !== undefined) continue
      if (swarm.random.next() < share) node.misbelieve(member)
    }
  }
}

function shuffled(swarm: Swarm): SwarmNode[] {
  const nodes = [...swarm.nodes]
  for (let left = nodes.length - 1; left > 0; left -= 1) {
    const other = Math.floor(swarm.random.next() * (left + 1))
    const held = nodes[left]!
    nodes[left] = nodes[other]!
    nodes[other] = held
  }
  return nodes
}

function positionFrom(bytes: Uint8Array): bigint {
  return Buffer.from(bytes).readBigUInt64BE()
}
