/**
 * Which connections a node keeps while strangers open them. Serves docs/protocol.md, "Transport". Keys and sockets cost an
 * attacker nothing, so that nobody is refused for want of a place: the newcomer gets one, and the host that has most of
 * them gives one up. It must never close what a member uses because of what strangers do.
 */
import type { MemberId } from '../base/ids.js'
import { SECOND_MS } from '../base/time.js'

/** What can be closed at once, without a word. */
export interface Closable {
  abort(error: Error): void
}

export interface Guest {
  readonly member: MemberId
  /** See `hostOf`; undefined where hosts are not counted. */
  readonly host: string | undefined
  readonly inbound: boolean
}

/** Connections of which nobody has proven a key: a second of the handshakes that a hundred hosts may begin. */
const MAX_UNPROVEN = 128
/** All connections; a socket each, and 150 kB of memory. */
const MAX_CONNECTIONS = 500
/** Of those that strangers opened: two for each bearer that may be admitted at a time. The rest is for members. */
const MAX_STRANGERS = 128
/** Of those that strangers of one host opened: an office that joins together. */
const MAX_STRANGERS_OF_HOST = 32
/** Of one key: two programs on copies of one folder, and dials that cross. */
const MAX_OF_KEY = 4
/** A dialler opens its stream within the time that a dial may take, 5 s or for a join 15 s. Pings are no use. */
export const STREAMLESS_MS = 15 * SECOND_MS

interface Unproven {
  readonly connection: Closable
  readonly host: string | undefined
}

interface Proven extends Guest {
  readonly connection: Closable
  channels: number
  /** Since when it has had no channel. */
  idleSince: number
}

export class Doorkeeper {
  readonly #isMember: (member: MemberId) => boolean
  readonly #streamlessMs: number
  /** Each in the order of its age. */
  readonly #unproven = new Map<Closable, Unproven>()
  readonly #proven = new Map<Closable, Proven>()

  constructor(isMember: (member: MemberId) => boolean, streamlessMs = STREAMLESS_MS) {
    this.#isMember = isMember
    this.#streamlessMs = streamlessMs
  }

  /** When a connection has had no channel for too long. */
  get deadline(): number | undefined {
    let first: number | undefined
    for (const { channels, idleSince } of this.#proven.values()) {
      if (channels === 0) first = Math.min(first ?? Number.POSITIVE_INFINITY, idleSince + this.#streamlessMs)
    }
    return first
  }

  /** A socket of which nobody has proven a key yet. */
  knocked(connection: Closable, host: string | undefined): void {
    this.#unproven.set(connection, { connection, host })
    const all = [...this.#unproven.values()]
    if (all.length > MAX_UNPROVEN) this.#close(oldestOfMost(all), 'more handshakes than places')
  }

  /** Its handshake is done, or it has gone. */
  settled(connection: Closable): void {
    this.#unproven.delete(connection)
  }

  opened(connection: Closable, guest: Guest, now: number): void {
    this.#proven.set(connection, { ...guest, connection, channels: 0, idleSince: now })
    if (!guest.inbound) return
    const inbound = [...this.#proven.values()].filter(one => one.inbound)
    this.#bound(
      inbound.filter(({ member }) => member === guest.member),
      MAX_OF_KEY,
    )
    const strangers = inbound.filter(({ member }) => !this.#isMember(member))
    if (guest.host !== undefined && !this.#isMember(guest.member)) {
      this.#bound(
        strangers.filter(({ host }) => host === guest.host),
        MAX_STRANGERS_OF_HOST,
      )
    }
    this.#bound(strangers, MAX_STRANGERS)
    if (this.#proven.size > MAX_CONNECTIONS) {
      this.#giveUp(strangers.length > 0 ? strangers : inbound)
    }
  }

  closed(connection: Closable): void {
    this.#unproven.delete(connection)
    this.#proven.delete(connection)
  }

  /** A channel is about to be opened, or was. */
  used(connection: Closable, now: number): void {
    const proven = this.#proven.get(connection)
    if (proven !== undefined) proven.idleSince = now
  }

  channelOpened(connection: Closable): void {
    const proven = this.#proven.get(connection)
    if (proven !== undefined) proven.channels += 1
  }

  channelClosed(connection: Closable, now: number): void {
    const proven = this.#proven.get(connection)
    if (proven === undefined) return
    proven.channels -= 1
    proven.idleSince = now
  }

  wake(now: number): void {
    for (const one of [...this.#proven.values()]) {
      if (one.channels === 0 && one.idleSince + this.#streamlessMs <= now)
        this.#close(one, 'a connection without a channel')
    }
  }

  #bound(ones: readonly Proven[], most: number): void {
    const there = ones.filter(({ connection }) => this.#proven.has(connection))
    if (there.length > most) this.#giveUp(there)
  }

  /** One without a channel if there is any, and never the newest. */
  #giveUp(ones: readonly Proven[]): void {
    const older = ones.slice(0, -1).filter(({ connection }) => this.#proven.has(connection))
    const unused = older.filter(({ channels }) => channels === 0)
    const gone = oldestOfMost(unused.length > 0 ? unused : older)
    this.#close(gone, 'more connections than places')
  }

  #close(one: { readonly connection: Closable } | undefined, why: string): void {
    if (one === undefined) return
    this.closed(one.connection)
    one.connection.abort(new Error(why))
  }
}

/** The oldest of the host that has most. */
function oldestOfMost<One extends { readonly host: string | undefined }>(ones: readonly One[]): One | undefined {
  const counts = new Map<string | undefined, number>()
  for (const { host } of ones) counts.set(host, (counts.get(host) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return ones.find(({ host }) => counts.get(host) === most)
}
