/**
 * One try of a join: a ticket's contacts, until one says more than no. Serves docs/protocol.md, "Joining". Whoever is
 * silent holds up nobody: another is dialled meanwhile. But one at a time is asked, or two members would let us in.
 */
import type { TocsinError } from '../base/errors.js'
import type { MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { SECOND_MS } from '../base/time.js'
import type { Contact } from '../group/ticket.js'
import type { Bearer, BearerResult } from './bearer.js'
import type { PeerEffect } from './events.js'

export interface RoundOptions {
  readonly nextDial: () => number
  readonly bearer: (asked: MemberId) => Bearer
}

/** A person waits for it, and a contact on a slow line is worth more than none. */
const CONTACT_MS = 15 * SECOND_MS
/** Most machines that are there answer a dial by then, and one that is off often says nothing. */
const NEXT_CONTACT_MS = 2500

export class Round {
  /** What those asked had against us, in the order in which they said it. */
  readonly refusals: TocsinError[] = []
  readonly #options: RoundOptions
  readonly #untried: Contact[]
  readonly #dials = new Map<number, MemberId>()
  /** Open, and not asked yet. */
  readonly #open: { readonly channel: number; readonly member: MemberId }[] = []
  #asked: { readonly channel: number; readonly bearer: Bearer; readonly until: number } | undefined
  #nextAt: number | undefined

  constructor(contacts: readonly Contact[], options: RoundOptions) {
    this.#untried = [...contacts]
    this.#options = options
  }

  get deadline(): number | undefined {
    return earliest(this.#asked?.until, this.#nextAt)
  }

  /** Everyone was tried. */
  get over(): boolean {
    const busy = this.#asked !== undefined || this.#dials.size > 0 || this.#open.length > 0
    return !busy && this.#untried.length === 0
  }

  ownsDial(dial: number): boolean {
    return this.#dials.has(dial)
  }

  owns(channel: number): boolean {
    return this.#asked?.channel === channel || this.#open.some(open => open.channel === channel)
  }

  /** Tries the next one, as long as nobody is being asked. */
  goOn(now: number): PeerEffect[] {
    if (this.#asked !== undefined) return []
    const open = this.#open.shift()
    return open === undefined ? this.#dial(now) : this.#ask(open.channel, open.member, now)
  }

  opened(dial: number, channel: number, now: number): PeerEffect[] {
    const member = this.#dials.get(dial)
    if (member === undefined) return []
    this.#dials.delete(dial)
    this.#open.push({ channel, member })
    return this.#asked === undefined ? this.goOn(now) : []
  }

  openFailed(dial: number, now: number): PeerEffect[] {
    this.#dials.delete(dial)
    return this.goOn(now)
  }

  closed(channel: number, now: number): PeerEffect[] {
    if (this.#asked?.channel !== channel) {
      const at = this.#open.findIndex(open => open.channel === channel)
      if (at >= 0) this.#open.splice(at, 1)
      return []
    }
    this.#asked = undefined
    return this.goOn(now)
  }

  /** What came of it; all but `open` is the last of this channel, which is to be closed. */
  received(channel: number, bytes: Uint8Array): BearerResult {
    if (this.#asked?.channel !== channel) return { type: 'open', replies: [] }
    const result = this.#asked.bearer.receive(bytes)
    if (result.type !== 'open') this.#asked = undefined
    return result
  }

  /** This one did not let us in. */
  refused(error: TocsinError, now: number): PeerEffect[] {
    this.refusals.push(error)
    return this.goOn(now)
  }

  /** Passes over whoever takes too long. */
  wake(now: number): PeerEffect[] {
    const asked = this.#asked
    if (asked !== undefined && asked.until <= now) {
      this.#asked = undefined
      return [{ type: 'close', channel: asked.channel, abort: true }, ...this.goOn(now)]
    }
    return this.#nextAt !== undefined && this.#nextAt <= now ? this.#dial(now) : []
  }

  /** Lets go of everybody; what somebody has decided by then stands. */
  end(): PeerEffect[] {
    const asked = this.#asked === undefined ? [] : [this.#asked.channel]
    const channels = [...asked, ...this.#open.splice(0).map(({ channel }) => channel)]
    this.#asked = undefined
    this.#nextAt = undefined
    this.#dials.clear()
    return channels.map(channel => ({ type: 'close', channel, abort: true }))
  }

  #dial(now: number): PeerEffect[] {
    const contact = this.#untried.shift()
    this.#nextAt = this.#untried.length > 0 ? now + NEXT_CONTACT_MS : undefined
    if (contact === undefined) return []
    const dial = this.#options.nextDial()
    const { member: to, addresses } = contact
    this.#dials.set(dial, to)
    return [{ type: 'open', dial, to, addresses, protocol: '/tocsin/join/1', timeoutMs: CONTACT_MS }]
  }

  #ask(channel: number, member: MemberId, now: number): PeerEffect[] {
    this.#nextAt = undefined
    const bearer = this.#options.bearer(member)
    this.#asked = { channel, bearer, until: now + CONTACT_MS }
    return [{ type: 'write', channel, bytes: bearer.hello }]
  }
}
