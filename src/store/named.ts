/**
 * Small named values of a group in the file: names and values sealed together, found by a tag that says nothing of the
 * name. It must never show which names there are.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { HeldGroup } from './catalog.js'
import { bytesOf } from './database-file.js'
import { compareText } from './display-order.js'
import { storeDamaged } from './failure.js'
import { decodePair, encodePair } from './row.js'
import type { Sealing } from './sealing.js'

export class Named {
  readonly #file: string
  readonly #sealing: Sealing
  readonly #all: StatementSync
  readonly #put: StatementSync
  readonly #delete: StatementSync

  constructor(database: DatabaseSync, file: string, sealing: Sealing) {
    this.#file = file
    this.#sealing = sealing
    this.#all = database.prepare('SELECT tag, sealed FROM named WHERE groupNumber = ?')
    this.#put = database.prepare('INSERT OR REPLACE INTO named (tag, groupNumber, sealed) VALUES (?, ?, ?)')
    this.#delete = database.prepare('DELETE FROM named WHERE tag = ?')
  }

  /** By name, ascending. */
  all(group: HeldGroup): Map<string, Uint8Array> {
    const values = this.#all.all(group.number).map(row => this.#open(group, row))
    return new Map(values.sort(([left], [right]) => compareText(left, right)))
  }

  /** Undefined deletes. */
  write(group: HeldGroup, name: string, value: Uint8Array | undefined): void {
    const tag = this.#sealing.tagOf(group.key, name)
    if (value === undefined) this.#delete.run(tag)
    else this.#put.run(tag, group.number, this.#sealing.seal(group.key, 'value', tag, encodePair(name, value)))
  }

  #open(group: HeldGroup, row: Record<string, SQLOutputValue>): readonly [string, Uint8Array] {
    const sealed = bytesOf(this.#file, row.sealed)
    const plaintext = this.#sealing.open(group.key, 'value', bytesOf(this.#file, row.tag), sealed)
    const pair = plaintext && decodePair(plaintext)
    if (pair === undefined) throw storeDamaged(this.#file)
    return pair
  }
}
