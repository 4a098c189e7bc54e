/**
 * What one scheme costs in a group of so many: bytes and CPU of a message, and of a member that comes, goes, or has the
 * keys renewed. Serves docs/encryption.md. Ciphers alone, without logs, links or a network; CPU is the whole process's,
 * which for mls includes its worker.
 */
import type { GroupCipher } from '#src/crypto/schemes/group-cipher.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Actor, Circle } from '../../test/support/circle.ts'

export interface Cost {
  /** A message of 1 KiB on the wire: sealed body, header, signature and frame. */
  readonly messageBytes: number
  /** Of one that sends, and of one that receives it, in ms; medians. */
  readonly sealMs: number
  readonly openMs: number
  /** Undefined where the group was too large to have everybody take part. */
  readonly join: Change | undefined
  readonly removal: Change | undefined
}

/** Key messages of all members together, each an entry with header and signature, until all can talk again. */
export interface Change {
  readonly bytes: number
  readonly messages: number
  /** Of all members together, in ms. */
  readonly cpuMs: number
}

const MESSAGE = 'x'.repeat(1024)
/** Header with two parents, signature, and the frame's own bytes. */
export const ENTRY_BYTES = 198 + 2 * 32 + 64 + 15
const MESSAGES = 20
/** Beyond it only those who talk are there: all the others published their keys and left it at that. */
export const LIVE_MEMBERS = 100
const WAIT_MS = 15_000

export function trial<State>(cipher: GroupCipher<State>, members: number): Cost {
  const circle = new Circle(cipher, nodeSuite())
  const isLive = members <= LIVE_MEMBERS
  for (let seed = 1; seed <= members; seed += 1) {
    const actor = circle.join(seed)
    // the first one founds and the last two talk
    if (isLive || seed === 1 || seed > members - 2) circle.run()
    else actor.online = false
  }
  circle.run(WAIT_MS)
  const [sender, receiver] = circle.actors.slice(-2)
  if (sender === undefined || receiver === undefined) throw new Error('a group has two members at least')
  receiver.hearAll()
  sender.hearAll()
  const message = talk(sender, receiver)
  if (!isLive) return { ...message, join: undefined, removal: undefined }
  const join = change(circle, () => void circle.join(members + 1))
  const removal = change(circle, () => circle.leave(circle.actors[Math.floor(members / 2)]!))
  return { ...message, join, removal }
}

function talk<State>(sender: Actor<State>, receiver: Actor<State>): Pick<Cost, 'messageBytes' | 'sealMs' | 'openMs'> {
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

function change<State>(circle: Circle<State>, happens: () => void): Change {
  const before = circle.log.length
  const took = cpuMs(() => {
    happens()
    circle.run(WAIT_MS)
    // a scheme that rekeys when somebody speaks does so now
    for (const actor of circle.actors.slice(0, 1)) actor.seal(MESSAGE)
    circle.run(WAIT_MS)
  })
  const published = circle.log.slice(before)
  const bytes = published.reduce((sum, { payload }) => sum + payload.length + ENTRY_BYTES, 0)
  return { bytes, messages: published.length, cpuMs: took }
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
