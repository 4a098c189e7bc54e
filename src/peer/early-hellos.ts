/**
 * Channels whose hello nobody here can answer yet: the group or the member it names may become known any moment, and
 * unknown is not wrong. Bounded in channels, bytes and time, since strangers open them.
 */
import { joinBytes } from '../base/bytes.js'
import type { MemberId } from '../base/ids.js'
import { MAX_HANDSHAKE_BYTES } from '../base/limits.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import { FIRST_BYTES_MS, placeToGiveUp } from './places.js'

export interface EarlyHello {
  readonly channel: number
  readonly member: MemberId
  /** All that came on the channel. */
  readonly bytes: Uint8Array
}

/** As many as may join at once. */
const MAX_CHANNELS = 256
/** A join entry spreads in less; who waits longer is a stranger holding a slot, or will dial again. */
const WAIT_MS = 10 * SECOND_MS

interface Held extends EarlyHello {
  readonly since: number
}

function untilOf({ bytes, since }: Held): number {
  return since + (bytes.length === 0 ? FIRST_BYTES_MS : WAIT_MS)
}

export class EarlyHellos {
  readonly #hellos = new Map<number, Held>()

  get deadline(): number | undefined {
    return earliest(...[...this.#hellos.values()].map(untilOf))
  }

  has(channel: number): boolean {
    return this.#hellos.has(channel)
  }

  /** A copy: what is taken while it is gone through stays in it. */
  all(): EarlyHello[] {
    return [...this.#hellos.values()]
  }

  /** The channels to be closed: this one where it says too much, another where all places are taken. */
  hold(channel: number, member: MemberId, bytes: Uint8Array, now: number): number[] {
    if (bytes.length > MAX_HANDSHAKE_BYTES) return [channel]
    const gone = this.#hellos.size >= MAX_CHANNELS ? this.#giveUp(now) : undefined
    this.#hellos.set(channel, { channel, member, bytes, since: now })
    return gone === undefined ? [] : [gone]
  }

  #giveUp(now: number): number | undefined {
    const places = [...this.#hellos.values()].map(hello => ({ ...hello, silent: hello.bytes.length === 0 }))
    const gone = placeToGiveUp(places, now)
    if (gone !== undefined) this.#hellos.delete(gone)
    return gone
  }

  /** More came on a held channel; undefined when it says more than a hello may, and is to be closed. */
  more(channel: number, bytes: Uint8Array): EarlyHello | undefined {
    const hello = this.#hellos.get(channel)
    const grown = hello === undefined ? undefined : { ...hello, bytes: joinBytes(hello.bytes, bytes) }
    if (grown !== undefined && grown.bytes.length <= MAX_HANDSHAKE_BYTES) {
      this.#hellos.set(channel, grown)
      return grown
    }
    this.#hellos.delete(channel)
    return undefined
  }

  delete(channel: number): void {
    this.#hellos.delete(channel)
  }

  /** The channels that waited too long, which are to be closed. */
  expire(now: number): number[] {
    const late = [...this.#hellos.values()].filter(hello => untilOf(hello) <= now).map(hello => hello.channel)
    for (const channel of late) this.#hellos.delete(channel)
    return late
  }

  clear(): number[] {
    const channels = [...this.#hellos.keys()]
    this.#hellos.clear()
    return channels
  }
}
