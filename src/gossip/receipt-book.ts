/**
 * The author's side of receipts (docs/protocol.md, "Receipts"): who provably holds an item, and who waits for that.
 *
 * A claim counts when the XOR of the MACs the author makes itself, for exactly the members claimed, is the one that
 * came; a claim that fails is worth nothing, not even for those in it who do hold the item. While somebody waits, each
 * round probes for the missing.
 */
import type { MemberId } from '../base/ids.js'
import { MAX_MEMBERS } from '../base/limits.js'
import { type Machine, unreachable, type Wake } from '../base/machine.js'
import { TokenBucket } from '../base/token-bucket.js'
import { type Holders, indicesOf, isHolders, MAC_BYTES, xored } from './holders.js'

/** Whom a waiter wants to hold the item: the ring neighbours of now, all others of the list, or this many. */
export type Target = 'neighbours' | 'all' | number

export interface ReceiptBookOptions {
  readonly self: MemberId
  /** The list with this hash, when we know it. */
  readonly listOf: (list: string) => readonly MemberId[] | undefined
  /** The 16 bytes by which this member proves to us that it holds the item; undefined for whom we share no key with. */
  readonly macOf: (item: string, member: MemberId) => Uint8Array | undefined
}

export type ReceiptBookEvent =
  | {
      readonly type: 'published'
      readonly item: string
      /** Everyone in the author's member list, offline included. */
      readonly members: readonly MemberId[]
    }
  /** Our neighbours on the ring changed: a waiter for neighbours waits for those that there are. */
  | { readonly type: 'neighbours'; readonly members: readonly MemberId[] }
  /** The member itself said over its own link that it stored the item. */
  | { readonly type: 'acked'; readonly item: string; readonly member: MemberId }
  | { readonly type: 'receipt'; readonly item: string; readonly holders: Holders }
  | { readonly type: 'wait'; readonly item: string; readonly waiter: string; readonly target: Target }
  | { readonly type: 'cancel'; readonly item: string; readonly waiter: string }
  | Wake

export type ReceiptBookEffect =
  | { readonly type: 'reached'; readonly item: string; readonly waiter: string; readonly holders: number }
  /** Somebody new is proven to hold the item. */
  | { readonly type: 'proven'; readonly item: string }
  /** Send an empty probe over the arcs; `missing` is who is still unproven. */
  | { readonly type: 'probe'; readonly item: string; readonly missing: readonly MemberId[] }

/** A round gives the tree's receipts time to arrive, and repair time to work, before it is asked again. */
const ROUND_MS = 3000
/** A probe passes every member: however many messages somebody waits for, they are asked about at this rate. */
const PROBES_PER_SECOND = 20
const PROBES_AT_ONCE = 50
/** Items of ours whose holders are known; the oldest that nobody waits for is forgotten first. */
const MAX_ITEMS = 1024

interface Page {
  readonly members: ReadonlySet<MemberId>
  readonly proven: Set<MemberId>
  readonly waiters: Map<string, Target>
  probeAt: number | undefined
}

export class ReceiptBook implements Machine<ReceiptBookEvent, ReceiptBookEffect> {
  readonly #options: ReceiptBookOptions
  readonly #pages = new Map<string, Page>()
  readonly #probes = new TokenBucket(PROBES_AT_ONCE, PROBES_PER_SECOND, 0)
  #neighbours: readonly MemberId[] = []

  constructor(options: ReceiptBookOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    let first: number | undefined
    for (const { probeAt } of this.#pages.values()) {
      if (probeAt !== undefined && (first === undefined || probeAt < first)) first = probeAt
    }
    return first === undefined ? undefined : this.#probes.readyAt(1, first)
  }

  /** Members that provably hold the item, the author left out. */
  proven(item: string): MemberId[] {
    return [...(this.#pages.get(item)?.proven ?? [])]
  }

  /** Members of the author's list that do not provably hold the item. */
  missing(item: string): MemberId[] {
    const page = this.#pages.get(item)
    return page === undefined ? [] : missingIn(page)
  }

  handle(event: ReceiptBookEvent, now: number): ReceiptBookEffect[] {
    switch (event.type) {
      case 'published':
        this.#publish(event.item, event.members)
        return []
      case 'neighbours':
        this.#neighbours = event.members
        return [...this.#pages].flatMap(([item, page]) => (page.waiters.size === 0 ? [] : this.#reached(item, page)))
      case 'acked':
        return this.#prove(event.item, [event.member])
      case 'receipt':
        return this.#receive(event.item, event.holders)
      case 'wait':
        return this.#wait(event.item, event.waiter, event.target, now)
      case 'cancel':
        this.#pages.get(event.item)?.waiters.delete(event.waiter)
        this.#rest(event.item)
        return []
      case 'wake':
        return this.#wake(now)
      default:
        return unreachable(event)
    }
  }

  #publish(item: string, members: readonly MemberId[]): void {
    if (this.#pages.has(item)) return
    const others = new Set(members.slice(0, MAX_MEMBERS))
    others.delete(this.#options.self)
    this.#pages.set(item, { members: others, proven: new Set(), waiters: new Map(), probeAt: undefined })
    if (this.#pages.size <= MAX_ITEMS) return
    for (const [name, { waiters }] of this.#pages) {
      if (name === item || waiters.size > 0) continue
      this.#pages.delete(name)
      return
    }
  }

  #receive(item: string, holders: Holders): ReceiptBookEffect[] {
    const claimed = this.#pages.has(item) ? this.#claimed(item, holders) : undefined
    return claimed === undefined ? [] : this.#prove(item, claimed)
  }

  #prove(item: string, members: readonly MemberId[]): ReceiptBookEffect[] {
    const page = this.#pages.get(item)
    if (page === undefined) return []
    const before = page.proven.size
    for (const member of members) if (page.members.has(member)) page.proven.add(member)
    if (page.proven.size === before) return []
    return [{ type: 'proven', item }, ...this.#reached(item, page)]
  }

  /** The members claimed, or undefined when the claim does not hold. */
  #claimed(item: string, holders: Holders): MemberId[] | undefined {
    const list = isHolders(holders) ? this.#options.listOf(holders.list) : undefined
    if (list === undefined) return undefined
    const claimed: MemberId[] = []
    let expected = new Uint8Array(MAC_BYTES)
    for (const index of indicesOf(holders)) {
      const member = list[index]
      const mac = member === undefined ? undefined : this.#options.macOf(item, member)
      if (member === undefined || mac === undefined) return undefined
      claimed.push(member)
      expected = new Uint8Array(xored(expected, mac))
    }
    return expected.every((byte, at) => byte === holders.mac[at]) ? claimed : undefined
  }

  #wait(item: string, waiter: string, target: Target, now: number): ReceiptBookEffect[] {
    const page = this.#pages.get(item)
    if (page === undefined) return []
    page.waiters.set(waiter, target)
    page.probeAt ??= now + ROUND_MS
    return this.#reached(item, page)
  }

  #reached(item: string, page: Page): ReceiptBookEffect[] {
    const effects: ReceiptBookEffect[] = []
    for (const [waiter, target] of page.waiters) {
      if (!this.#isReached(page, target)) continue
      page.waiters.delete(waiter)
      effects.push({ type: 'reached', item, waiter, holders: page.proven.size })
    }
    this.#rest(item)
    return effects
  }

  #wake(now: number): ReceiptBookEffect[] {
    if ((this.deadline ?? Number.POSITIVE_INFINITY) > now) return []
    const effects: ReceiptBookEffect[] = []
    // whoever was asked about longest ago is next, so that none waits for ever behind those that are never reached
    const due = [...this.#pages].filter(([, { probeAt }]) => probeAt !== undefined && probeAt <= now)
    for (const [item, page] of due.sort(([, one], [, other]) => (one.probeAt ?? now) - (other.probeAt ?? now))) {
      if (this.#probes.readyAt(1, now) > now) break
      this.#probes.take(1, now)
      page.probeAt = now + ROUND_MS
      effects.push({ type: 'probe', item, missing: missingIn(page) })
    }
    return effects
  }

  #isReached(page: Page, target: Target): boolean {
    if (target === 'all') return page.proven.size === page.members.size
    if (target !== 'neighbours') return page.proven.size >= target
    // with members but no neighbour nobody has it yet; in a group of one there is nobody to have it
    const near = this.#neighbours.filter(member => page.members.has(member))
    return near.length > 0 ? near.every(member => page.proven.has(member)) : page.members.size === 0
  }

  /** Stops the rounds of an item nobody waits for. */
  #rest(item: string): void {
    const page = this.#pages.get(item)
    if (page !== undefined && page.waiters.size === 0) page.probeAt = undefined
  }
}

function missingIn(page: Page): MemberId[] {
  return [...page.members].filter(member => !page.proven.has(member))
}
