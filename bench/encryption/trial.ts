/**
 * What one scheme costs in a group of so many: bytes and CPU of a message, and of a member that comes, goes, or has its
 * keys renewed. Serves docs/encryption.md. Ciphers alone, without logs, links or a network. A few members are there, and all
 * others are away: these published their keys, count as members and are sealed to, and cost nothing; so what one member does is
 * measured in a group of any size, and nothing is multiplied.
 */
import type { GroupCipher, KeyMessage } from '#src/crypto/schemes/group-cipher.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, Circle } from '../../test/support/circle.ts'
import { Meter, timed } from './timed.ts'

export interface Cost {
  /** A message of 1 KiB on the wire: sealed body, header, signature and frame. */
  readonly messageBytes: number
  /** Of one that sends, and of one that receives it, in ms; medians. */
  readonly sealMs: number
  readonly openMs: number
  readonly join: Change
  readonly removal: Change
  /** A member's own, without a change of members. */
  readonly rekey: Change
}

/** Until those who are there can talk again. */
export interface Change {
  /** Key messages, each an entry with header and signature. */
  readonly bytes: number
  readonly messages: number
  /** CPU of the member that has most to do, and of each of the others, in ms. */
  readonly mostMs: number
  readonly eachMs: number
}

const MESSAGE = 'x'.repeat(1024)
/** Header with two parents, signature, and the frame's own bytes. */
export const ENTRY_BYTES = 198 + 2 * 32 + 64 + 15
const MESSAGES = 20
/** So many are there, at most. */
export const THERE = 8
const WAIT_MS = 15_000
/** Whose turn it is goes by rank, and those who are away have theirs as well. */
const TURN_MS = 500
/** Keys are renewed after a week, by whoever speaks then. */
const RENEW_MS = 8 * 86_400_000

/** One that joins while only the founder is there, and is away then. */
export type ComeAndGo<State> = (circle: Circle<State>, seed: number) => void

export function trial<State>(cipher: GroupCipher<State>, members: number, comeAndGo: ComeAndGo<State> = greeted): Cost {
  const meter = new Meter()
  const circle = gathered(timed(cipher, meter), members, comeAndGo)
  const [sender, receiver] = circle.actors.slice(-2) as [Actor<State>, Actor<State>]
  const message = talk(circle, sender, receiver)
  const wait = () => circle.run(WAIT_MS + TURN_MS * members)
  const join = change(circle, meter, () => {
    const newcomer = circle.join(members + 1)
    wait()
    circle.actors[0]!.seal(MESSAGE)
    wait()
    newcomer.seal(MESSAGE)
    wait()
  })
  const removal = change(circle, meter, () => {
    circle.leave(circle.actors[1]!)
    wait()
    circle.actors[0]!.seal(MESSAGE)
    wait()
  })
  const rekey = renewal(circle, meter, wait)
  return { ...message, join, removal, rekey }
}

/** The founder first, then all who are away, and then the others that are there. */
function gathered<State>(cipher: GroupCipher<State>, members: number, comeAndGo: ComeAndGo<State>): Circle<State> {
  const circle = new Circle(cipher, nodeSuite())
  const there = Math.min(members, THERE)
  circle.join(1)
  circle.run()
  for (let seed = 2; seed <= members - there + 1; seed += 1) {
    comeAndGo(circle, seed)
  }
  for (let seed = members - there + 2; seed <= members; seed += 1) {
    circle.join(seed)
    circle.run(WAIT_MS)
  }
  // whoever is there has spoken: it has told its ratchet, and begun its channels
  for (const actor of circle.actors) {
    actor.seal(MESSAGE)
    circle.run()
  }
  return circle
}

/** It begins its channel with the founder, as it hears of nobody else, and its keys are there for whoever comes later. */
function greeted<State>(circle: Circle<State>, seed: number): void {
  const founder = circle.actors[0]!.member
  const actor = circle.join(seed)
  actor.inbox.push(...actor.inbox.splice(0).filter(({ from }) => from === founder))
  circle.run()
  circle.depart(actor)
}

function talk<State>(
  circle: Circle<State>,
  sender: Actor<State>,
  receiver: Actor<State>,
): Pick<Cost, 'messageBytes' | 'sealMs' | 'openMs'> {
  circle.run(WAIT_MS)
  const sealed: number[] = []
  const opened: number[] = []
  let bytes = 0
  for (let count = 0; count < MESSAGES; count += 1) {
    let body: ReturnType<Actor<State>['seal']> | undefined
    sealed.push(cpuMs(() => (body = sender.seal(MESSAGE))))
    bytes = body!.sealed.length
    receiver.hearAll()
    opened.push(cpuMs(() => receiver.reads(body!)))
  }
  return { messageBytes: bytes + ENTRY_BYTES, sealMs: median(sealed), openMs: median(opened) }
}

function change<State>(circle: Circle<State>, meter: Meter, happens: () => void): Change {
  circle.run(WAIT_MS)
  const before = circle.log.length
  meter.clear()
  happens()
  return changeOf(circle, meter, circle.log.slice(before))
}

/** A week goes by. The founder hears somebody, so that it knows itself to be among others, and answers: what it publishes is counted. */
function renewal<State>(circle: Circle<State>, meter: Meter, wait: () => void): Change {
  const [founder, other] = circle.actors as [Actor<State>, Actor<State>]
  // what a change before has left to do is not of this
  circle.run(RENEW_MS / 4)
  founder.seal(MESSAGE)
  wait()
  const before = circle.log.length
  meter.clear()
  circle.run(RENEW_MS)
  const body = other.seal(MESSAGE)
  founder.hearAll()
  founder.reads(body)
  wait()
  founder.seal(MESSAGE)
  wait()
  const published = circle.log.slice(before).filter(({ from }) => from === founder.member)
  return changeOf(circle, meter, published)
}

function changeOf<State>(circle: Circle<State>, meter: Meter, published: readonly KeyMessage[]): Change {
  const bytes = published.reduce((sum, { payload }) => sum + payload.length + ENTRY_BYTES, 0)
  const used = meter.usedMs(circle.actors.map(({ member }) => member))
  const [mostMs = 0, ...others] = used
  return { bytes, messages: published.length, mostMs, eachMs: others.length === 0 ? 0 : median(others) }
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
