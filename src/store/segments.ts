/**
 * Keys for what members wrote: a random key per 1,000 entries of a group or a day, whichever is first full, sealed under
 * the master key. Deleting one shreds what it sealed; so a key must never be derivable from anything else kept.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { DAY_MS } from '../base/time.js'
import type { HeldGroup } from './catalog.js'
import { bytesOf, numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { orderOf } from './row.js'
import { numberName, type Sealing } from './sealing.js'

/** What is shredded goes a segment at a time, and what else is in it is sealed anew: small enough that this takes 20 ms. */
export const SEGMENT_ENTRIES = 1000
/** What expires together lies together: a day of orders, whose upper 48 bits are ms. */
const DAY_ORDERS = BigInt(DAY_MS) << 16n

export interface Segment {
  readonly number: number
  readonly key: Uint8Array
  /** Entries sealed under it so far. */
  entries: number
  /** The latest day of its entries' orders. */
  day: bigint
}

export class Segments {
  readonly #file: string
  readonly #sealing: Sealing
  readonly #masterKey: Uint8Array
  readonly #keys = new Map<number, Uint8Array>()
  readonly #current = new Map<number, Segment>()
  readonly #newest: StatementSync
  readonly #one: StatementSync
  readonly #insert: StatementSync
  readonly #seal: StatementSync
  readonly #count: StatementSync
  readonly #latest: StatementSync

  constructor(database: DatabaseSync, file: string, sealing: Sealing, masterKey: Uint8Array) {
    this.#file = file
    this.#sealing = sealing
    this.#masterKey = masterKey
    this.#newest = database.prepare('SELECT max(number) AS number FROM segments WHERE groupNumber = ?')
    this.#one = database.prepare('SELECT entries, sealed FROM segments WHERE number = ?')
    this.#insert = database.prepare("INSERT INTO segments (groupNumber, entries, sealed) VALUES (?, 0, x'')")
    this.#seal = database.prepare('UPDATE segments SET sealed = ? WHERE number = ?')
    this.#count = database.prepare('UPDATE segments SET entries = ? WHERE number = ?')
    this.#latest = database.prepare('SELECT "order" FROM entries WHERE groupNumber = ? ORDER BY arrival DESC LIMIT 1')
  }

  /** Drops what is held in memory; the file is read again when needed. */
  forget(): void {
    this.#keys.clear()
    this.#current.clear()
  }

  /** The segment that an entry of this order goes to when it is new. */
  current(group: HeldGroup, order: bigint): Segment {
    const day = order / DAY_ORDERS
    const held = this.#current.get(group.number) ?? this.#stored(group) ?? this.#begin(group, day)
    // an earlier day begins none: history comes author by author, and each would begin all its days anew
    const isFull = held.entries >= SEGMENT_ENTRIES || (held.entries > 0 && day > held.day)
    const segment = isFull ? this.#begin(group, day) : held
    if (day > segment.day) segment.day = day
    this.#current.set(group.number, segment)
    return segment
  }

  /** From now on new entries go to another one. */
  leave(group: HeldGroup, segment: number): void {
    const current = this.#current.get(group.number) ?? this.#stored(group)
    if (current?.number === segment) this.#current.set(group.number, this.#begin(group, 0n))
  }

  /** Its row is deleted: nothing is to open what it sealed. */
  destroy(segment: number): void {
    this.#keys.get(segment)?.fill(0)
    this.#keys.delete(segment)
  }

  /** Writes down how far a segment has been used. */
  keepCount(segment: Segment): void {
    this.#count.run(segment.entries, segment.number)
  }

  keyOf(segment: number): Uint8Array {
    return this.#keys.get(segment) ?? this.#open(segment, this.#one.get(segment))
  }

  #stored(group: HeldGroup): Segment | undefined {
    const number = this.#newest.get(group.number)?.number
    if (typeof number !== 'number') return undefined
    const row = this.#one.get(number)
    const key = this.#open(number, row)
    return { number, key, entries: numberOf(this.#file, row?.entries), day: this.#latestDay(group) }
  }

  /** Of what came last: it went to the newest segment, and days rise within one. */
  #latestDay(group: HeldGroup): bigint {
    const row = this.#latest.get(group.number)
    const order = row === undefined ? 0n : orderOf(bytesOf(this.#file, row.order))
    return (order ?? 0n) / DAY_ORDERS
  }

  #begin(group: HeldGroup, day: bigint): Segment {
    const number = Number(this.#insert.run(group.number).lastInsertRowid)
    const key = this.#sealing.freshKey()
    this.#seal.run(this.#sealing.seal(this.#masterKey, 'segment', numberName(number), key), number)
    this.#keys.set(number, key)
    return { number, key, entries: 0, day }
  }

  #open(number: number, row: Record<string, SQLOutputValue> | undefined): Uint8Array {
    const sealed = bytesOf(this.#file, row?.sealed)
    const key = this.#sealing.open(this.#masterKey, 'segment', numberName(number), sealed)
    if (key === undefined) throw storeDamaged(this.#file)
    this.#keys.set(number, key)
    return key
  }
}
