/**
 * Receipts of one group: what this member proves to authors, passes on for others, and learns about its own messages.
 * Serves docs/protocol.md, "Receipts". Joins the tree, the author's book and the keys; counts nobody who has not proven
 * to hold the item.
 *
 * An item's name on the wire is its entry id, 32 bytes; a probe's is the entry id and the round it asks in, 36 bytes.
 */
import { joinBytes } from '../base/bytes.js'
import { bytesOfHex, type EntryId, hexOf, type MemberId, publicKeyOf } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import { HoldingKeys } from '../crypto/holding.js'
import type { Suite } from '../crypto/suite.js'
import { ReceiptBook, type ReceiptBookEffect, type Target } from '../gossip/receipt-book.js'
import { ReceiptTree } from '../gossip/receipts.js'
import type { Member, Membership } from '../group/membership.js'
import type { Frame } from '../wire/generated/link.js'
import type { Identity } from './book.js'

export interface ReceiptsOptions {
  readonly suite: Suite
  readonly group: Uint8Array
  readonly identity: Identity
  readonly send: (to: MemberId, frame: Partial<Frame>) => void
  /** Spreads an empty item with this name over the arcs. */
  readonly probe: (name: string) => void
  readonly reached: (item: EntryId, waiter: string) => void
  /** Somebody new is proven to hold this item of ours. */
  readonly proven: (item: EntryId) => void
}

/** Member lists a receipt may still name: members change while receipts are on their way. */
const MAX_LISTS = 16
const ITEM_BYTES = 32
const PROBE_BYTES = 36
const LIST_BYTES = 8

export class Receipts {
  readonly #options: ReceiptsOptions
  readonly #keys: HoldingKeys
  readonly #tree: ReceiptTree
  readonly #book: ReceiptBook
  readonly #lists = new Map<string, readonly MemberId[]>()
  #members: ReadonlyMap<MemberId, Member> = new Map()
  #list = ''
  #ordered: readonly MemberId[] = []
  #ownIndex = -1
  #round = 0

  constructor(options: ReceiptsOptions) {
    this.#options = options
    const { suite, group, identity } = options
    this.#keys = new HoldingKeys(suite, group, identity.publicKey, identity.linkSecret)
    this.#tree = new ReceiptTree({ levels: () => Math.ceil(Math.log2(Math.max(2, this.#ordered.length))) + 2 })
    this.#book = new ReceiptBook({
      self: identity.member,
      listOf: list => this.#lists.get(list),
      macOf: (item, member) => this.#macOf(item, member),
    })
  }

  get deadline(): number | undefined {
    return earliest(this.#tree.deadline, this.#book.deadline)
  }

  /** Members the list names: everyone in the group, offline included, in one order on every member. */
  setMembers(membership: Membership): void {
    this.#members = membership.members
    this.#ordered = [...membership.members.values()]
      .filter(one => one.present)
      .map(one => one.member)
      .sort()
    this.#ownIndex = this.#ordered.indexOf(this.#options.identity.member)
    const keys = this.#ordered.map(member => publicKeyOf(member)!)
    this.#list = hexOf(this.#options.suite.sha256(...keys).subarray(0, LIST_BYTES))
    this.#lists.set(this.#list, this.#ordered)
    const oldest = this.#lists.keys().next().value
    if (this.#lists.size > MAX_LISTS && oldest !== undefined) this.#lists.delete(oldest)
  }

  /** An item of our own leaves. */
  published(item: EntryId, now: number): void {
    this.#note(this.#book.handle({ type: 'published', item, members: this.#ordered }, now))
  }

  setNeighbours(members: readonly MemberId[], now: number): void {
    this.#note(this.#book.handle({ type: 'neighbours', members }, now))
  }

  /** The member said over its own link that it stored our item. */
  acked(name: string, member: MemberId, now: number): void {
    if (!isProbe(name)) this.#note(this.#book.handle({ type: 'acked', item: name, member }, now))
  }

  wait(item: EntryId, waiter: string, target: Target, now: number): void {
    this.#note(this.#book.handle({ type: 'wait', item, waiter, target }, now))
  }

  cancel(item: EntryId, waiter: string, now: number): void {
    this.#note(this.#book.handle({ type: 'cancel', item, waiter }, now))
  }

  proven(item: EntryId): readonly MemberId[] {
    return this.#book.proven(item)
  }

  missing(item: EntryId): readonly MemberId[] {
    return this.#book.missing(item)
  }

  /**
   * We answer `parent` for the item; `held` says whether we can vouch for ourselves. True when the whole answer has
   * left already, which also says that we stored it.
   */
  opened(name: string, author: MemberId, parent: MemberId, hops: number, held: boolean, now: number): boolean {
    const known = this.#members.get(author)
    if (known === undefined) return false
    const holder = { member: publicKeyOf(author)!, staticKey: known.linkKey }
    const index = this.#ownIndex
    const mac = held ? this.#keys.macFor(holder, itemOf(name)) : undefined
    return this.#up(this.#tree.handle({ type: 'opened', item: name, parent, hops, list: this.#list, index, mac }, now))
  }

  delegated(name: string, member: MemberId, now: number): void {
    this.#up(this.#tree.handle({ type: 'delegated', item: name, member }, now))
  }

  released(name: string, member: MemberId, now: number): void {
    this.#up(this.#tree.handle({ type: 'released', item: name, member }, now))
  }

  settled(name: string, silent: readonly MemberId[], now: number): void {
    for (const member of silent) this.released(name, member, now)
    this.#up(this.#tree.handle({ type: 'settled', item: name }, now))
  }

  /** A receipt came: about our own item it is proven, about another's it is passed on. */
  heard(from: MemberId, receipt: NonNullable<Frame['receipt']>, now: number): void {
    if (receipt.item.length !== ITEM_BYTES && receipt.item.length !== PROBE_BYTES) return
    const name = hexOf(receipt.item)
    const holders = { list: hexOf(receipt.list), bitmap: receipt.holders, mac: receipt.proof }
    const item = hexOf(receipt.item.subarray(0, ITEM_BYTES))
    this.#note(this.#book.handle({ type: 'receipt', item, holders }, now))
    this.#up(this.#tree.handle({ type: 'receipt', from, item: name, holders, complete: receipt.complete }, now))
  }

  wake(now: number): void {
    this.#up(this.#tree.handle({ type: 'wake' }, now))
    this.#note(this.#book.handle({ type: 'wake' }, now))
  }

  /** True when a complete receipt left. */
  #up(effects: ReturnType<ReceiptTree['handle']>): boolean {
    for (const { to, item, holders, complete } of effects) {
      const { bitmap, mac, list } = holders
      const receipt = { item: bytesOfHex(item), list: bytesOfHex(list), holders: bitmap, proof: mac, complete }
      this.#options.send(to, { receipt })
    }
    return effects.some(effect => effect.complete)
  }

  #note(effects: readonly ReceiptBookEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'reached') {
        this.#options.reached(effect.item as EntryId, effect.waiter)
      } else if (effect.type === 'proven') {
        this.#options.proven(effect.item as EntryId)
      } else {
        this.#round += 1
        const round = new Uint8Array(PROBE_BYTES - ITEM_BYTES)
        new DataView(round.buffer).setUint32(0, this.#round)
        this.#options.probe(hexOf(joinBytes(bytesOfHex(effect.item), round)))
      }
    }
  }

  #macOf(item: string, member: MemberId): Uint8Array | undefined {
    const known = this.#members.get(member)
    if (known === undefined) return undefined
    return this.#keys.macOf({ member: publicKeyOf(member)!, staticKey: known.linkKey }, bytesOfHex(item))
  }
}

/** The entry a wire name is about. */
export function itemOf(name: string): Uint8Array {
  return bytesOfHex(name).subarray(0, ITEM_BYTES)
}

export function isProbe(name: string): boolean {
  return name.length === 2 * PROBE_BYTES
}
