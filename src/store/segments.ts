/**
 * Keys for what members wrote: a random key per 1,000 entries of a group, sealed under the master key. Deleting one
 * shreds what it sealed, wherever copies of the file lie; so a key must never be derivable from anything else kept.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { HeldGroup } from './catalog.js'
import { bytesOf, numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { numberName, type Sealing } from './sealing.js'

/** Small enough that shredding by age is exact to a few days, large enough that keys stay few. */
export const SEGMENT_ENTRIES = 1000

export interface Segment {
  readonly number: number
  readonly key: Uint8Array
  /** Entries sealed under it so far. */
  entries: number
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

  constructor(database: DatabaseSync, file: string, sealing: Sealing, masterKey: Uint8Array) {
    this.#file = file
    this.#sealing = sealing
    this.#masterKey = masterKey
    this.#newest = database.prepare('SELECT max(number) AS number FROM segments WHERE groupNumber = ?')
    this.#one = database.prepare('SELECT entries, sealed FROM segments WHERE number = ?')
    this.#insert = database.prepare("INSERT INTO segments (groupNumber, entries, sealed) VALUES (?, 0, x'')")
    this.#seal = database.prepare('UPDATE segments SET sealed = ? WHERE number = ?')
    this.#count = database.prepare('UPDATE segments SET entries = ? WHERE number = ?')
  }

  /** Drops what is held in memory; the file is read again when needed. */
  forget(): void {
    this.#keys.clear()
    this.#current.clear()
  }

  /** The segment new entries of a group go to. */
  current(group: HeldGroup): Segment {
    const held = this.#current.get(group.number) ?? this.#stored(group) ?? this.#begin(group)
    const segment = held.entries < SEGMENT_ENTRIES ? held : this.#begin(group)
    this.#current.set(group.number, segment)
    return segment
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
    return { number, key, entries: numberOf(this.#file, row?.entries) }
  }

  #begin(group: HeldGroup): Segment {
    const number = Number(this.#insert.run(group.number).lastInsertRowid)
    const key = this.#sealing.freshKey()
    this.#seal.run(this.#sealing.seal(this.#masterKey, 'segment', numberName(number), key), number)
    this.#keys.set(number, key)
    return { number, key, entries: 0 }
  }

  #open(number: number, row: Record<string, SQLOutputValue> | undefined): Uint8Array {
    const sealed = bytesOf(this.#file, row?.sealed)
    const key = this.#sealing.open(this.#masterKey, 'segment', numberName(number), sealed)
    if (key === undefined) throw storeDamaged(this.#file)
    this.#keys.set(number, key)
    return key
  }
}
