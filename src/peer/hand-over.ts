/**
 * A membership log in messages of the join protocol, and back. Serves docs/protocol.md, "Joining". Bounded on both sides:
 * a message by bytes and number, the whole by what the largest group needs. Judges nothing of what it carries.
 */
import { MAX_MEMBERS } from '../base/limits.js'
import type { Burst } from '../crypto/burst.js'
import { frameRecord } from '../crypto/records.js'
import { type ControlBurst, JoinMessage } from '../wire/generated/join.js'
import { bytesOf } from './burst-rows.js'

export interface HandOver {
  readonly bursts: readonly Burst[]
  /** Presence records of who is online. */
  readonly presences: readonly Uint8Array[]
}

/** What one message of a hand-over holds, if it is more than one item: a quarter of a record. */
const MESSAGE_BYTES = 256 * 1024
/** Bursts, and presence records, in one message: what the schema allows. */
const MESSAGE_ITEMS = 512
/** The longest membership log one takes from one member: ten entries for each member of the largest group. */
const MAX_BURSTS = 10 * MAX_MEMBERS
/** And in bytes: the joins of the largest group are 9 MB. */
const MAX_HAND_OVER_BYTES = 64 * 1024 * 1024

/** A join message as it goes onto the stream. */
export function encodeJoin(message: Partial<JoinMessage>): Uint8Array {
  return frameRecord(JoinMessage.encode(message))
}

/** The membership log and then the presence records. */
export function admittedMessages({ bursts, presences }: HandOver): Uint8Array[] {
  const parts = [
    ...burstParts(bursts).map(part => ({ bursts: part, presences: [] })),
    ...inParts(presences, presence => presence.length).map(part => ({ bursts: [], presences: part })),
  ]
  if (parts.length === 0) parts.push({ bursts: [], presences: [] })
  return parts.map((part, at) => encodeJoin({ admitted: { ...part, more: at < parts.length - 1 } }))
}

/** The entries by which somebody is out. */
export function proofMessages(bursts: readonly Burst[]): Uint8Array[] {
  const parts = burstParts(bursts)
  return parts.map((part, at) => encodeJoin({ proof: { bursts: part, more: at < parts.length - 1 } }))
}

/** What comes in, message by message. */
export class HandedOver implements HandOver {
  readonly bursts: Burst[] = []
  readonly presences: Uint8Array[] = []
  #bytes = 0

  /** False when it is more than any group has. `bytes`: of the message. */
  take(part: Partial<HandOver>, bytes: number): boolean {
    this.bursts.push(...(part.bursts ?? []))
    this.presences.push(...(part.presences ?? []))
    this.#bytes += bytes
    return (
      this.bursts.length <= MAX_BURSTS && this.presences.length <= MAX_MEMBERS && this.#bytes <= MAX_HAND_OVER_BYTES
    )
  }
}

function burstParts(bursts: readonly Burst[]): ControlBurst[][] {
  const plain = bursts.map(({ entries, signature }) => ({
    entries: entries.map(({ header, body }) => ({ header, body })),
    signature,
  }))
  return inParts(plain, bytesOf)
}

function inParts<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item[][] {
  const parts: Item[][] = []
  let room = 0
  for (const item of items) {
    const size = sizeOf(item)
    const open = parts.at(-1)
    if (open === undefined || size > room || open.length === MESSAGE_ITEMS) {
      parts.push([item])
      room = MESSAGE_BYTES - size
    } else {
      open.push(item)
      room -= size
    }
  }
  return parts
}
