/**
 * Receipts on their way up the tree (docs/protocol.md, "Receipts"): a member waits for those of its delegates, adds
 * itself, and tells its parent. The author's side is receipt-book.ts.
 *
 * At most two receipts per item leave: a partial one when the time is up, and the complete one, after which nothing
 * follows, when all delegates' are in. Whom it leaves out the bitmap shows. A delegate's claim is
 * passed on unproven, and must never be counted here.
 */
import type { MemberId } from '../base/ids.js'
import { earliest, type Machine, unreachable, type Wake } from '../base/machine.js'
import { countOf, type Holders, isHolders, joined, noHolder, soleHolder } from './holders.js'

export type ReceiptEvent =
  /** The item is stored here and came from `parent`, `hops` from the author. `index` is ours in the named list. */
  | {
      readonly type: 'opened'
      readonly item: string
      readonly parent: MemberId
      readonly hops: number
      readonly list: string
      readonly index: number
      /** Undefined where we were asked about an item that we do not hold: we only pass on what our arc says. */
      readonly mac: Uint8Array | undefined
    }
  /** The item was forwarded to this member, whose receipt is now awaited. */
  | { readonly type: 'delegated'; readonly item: string; readonly member: MemberId }
  /** No receipt is owed by this member: it failed, or it had the item already and answers to another parent. */
  | { readonly type: 'released'; readonly item: string; readonly member: MemberId }
  /** The broadcast has nothing pending: no more delegates will come. */
  | { readonly type: 'settled'; readonly item: string }
  | {
      readonly type: 'receipt'
      readonly from: MemberId
      readonly item: string
      readonly holders: Holders
      readonly complete: boolean
    }
  | Wake

export type ReceiptEffect = {
  readonly type: 'send-receipt'
  readonly to: MemberId
  readonly item: string
  readonly holders: Holders
  readonly complete: boolean
}

/** One level of the tree: the longest wait for an ack and some way back; children are due a level before us. */
const LEVEL_MS = 1000
/** Deeper levels share the last step, and no item is waited for longer than this many. */
const MAX_LEVELS = 16
/** Items whose receipts are still gathered; the oldest is left to the author's probe beyond it. */
const MAX_ITEMS = 4096
/** Members awaited for one item: links are an order fewer, so more is not honest. */
const MAX_DELEGATES = 256

interface Gathering {
  readonly delegates: Set<MemberId>
  readonly receipts: Map<MemberId, { readonly holders: Holders; readonly complete: boolean }>
  own: { readonly parent: MemberId; readonly holders: Holders; readonly dueAt: number } | undefined
  settled: boolean
  partialSent: boolean
}

export interface ReceiptOptions {
  /** Levels a tree of this group may have (2 + log2 N with fingers). */
  readonly levels: () => number
}

export class ReceiptTree implements Machine<ReceiptEvent, ReceiptEffect> {
  readonly #options: ReceiptOptions
  readonly #items = new Map<string, Gathering>()
  /** No partial receipt is due before it; it may be early, which costs one idle wake. */
  #due: number | undefined

  constructor(options: ReceiptOptions) {
    this.#options = options
  }

  get deadline(): number | undefined {
    return this.#due
  }

  handle(event: ReceiptEvent, now: number): ReceiptEffect[] {
    switch (event.type) {
      case 'opened':
        return this.#open(event, now)
      case 'delegated': {
        const { delegates } = this.#gathering(event.item)
        if (delegates.size < MAX_DELEGATES) delegates.add(event.member)
        return []
      }
      case 'released':
        this.#items.get(event.item)?.delegates.delete(event.member)
        return this.#complete(event.item)
      case 'settled':
        this.#gathering(event.item).settled = true
        return this.#complete(event.item)
      case 'receipt':
        return this.#receive(event)
      case 'wake':
        return this.#wake(now)
      default:
        return unreachable(event)
    }
  }

  #open(event: ReceiptEvent & { readonly type: 'opened' }, now: number): ReceiptEffect[] {
    const { list, index, mac } = event
    const holders = mac === undefined ? noHolder(list) : soleHolder(list, index, mac)
    const gathering = this.#gathering(event.item)
    if (holders === undefined || gathering.own !== undefined) return []
    // the deeper we are, the sooner we are due, so that a parent hears of us before its own time is up
    const levels = Math.min(Math.max(this.#options.levels() - event.hops, 1), MAX_LEVELS)
    gathering.own = { parent: event.parent, holders, dueAt: now + levels * LEVEL_MS }
    this.#due = earliest(this.#due, gathering.own.dueAt)
    return this.#complete(event.item)
  }

  #receive(event: ReceiptEvent & { readonly type: 'receipt' }): ReceiptEffect[] {
    const gathering = this.#items.get(event.item)
    if (gathering === undefined || !gathering.delegates.has(event.from) || !isHolders(event.holders)) return []
    // a partial one may be replaced by the complete one, and never the other way round
    if (gathering.receipts.get(event.from)?.complete) return []
    gathering.receipts.set(event.from, { holders: event.holders, complete: event.complete })
    return this.#complete(event.item)
  }

  /** Sends the last receipt once every delegate's has come. */
  #complete(item: string): ReceiptEffect[] {
    const gathering = this.#items.get(item)
    if (gathering?.own === undefined || !gathering.settled) return []
    for (const delegate of gathering.delegates) if (!gathering.receipts.get(delegate)?.complete) return []
    this.#items.delete(item)
    const holders = gathered(gathering.own.holders, gathering)
    return [{ type: 'send-receipt', to: gathering.own.parent, item, holders, complete: true }]
  }

  #wake(now: number): ReceiptEffect[] {
    if (this.#due === undefined || now < this.#due) return []
    this.#due = undefined
    const effects: ReceiptEffect[] = []
    for (const [item, gathering] of this.#items) {
      if (gathering.own === undefined || gathering.partialSent) continue
      if (gathering.own.dueAt > now) {
        this.#due = earliest(this.#due, gathering.own.dueAt)
        continue
      }
      gathering.partialSent = true
      const holders = gathered(gathering.own.holders, gathering)
      effects.push({ type: 'send-receipt', to: gathering.own.parent, item, holders, complete: false })
    }
    return effects
  }

  #gathering(item: string): Gathering {
    const known = this.#items.get(item)
    if (known !== undefined) return known
    const gathering: Gathering = {
      delegates: new Set(),
      receipts: new Map(),
      own: undefined,
      settled: false,
      partialSent: false,
    }
    this.#items.set(item, gathering)
    const oldest = this.#items.keys().next().value
    if (this.#items.size > MAX_ITEMS && oldest !== undefined) this.#items.delete(oldest)
    return gathering
  }
}

/** Ours and all that joins with it, the largest claims first; what overlaps is lost, and the author's probe finds it. */
function gathered(own: Holders, gathering: Gathering): Holders {
  const claims = [...gathering.receipts.values()].map(receipt => receipt.holders)
  let holders = own
  for (const claim of claims.toSorted((one, other) => countOf(other) - countOf(one))) {
    holders = joined(holders, claim) ?? holders
  }
  return holders
}
