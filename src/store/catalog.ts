/**
 * The names in the file: which number stands for which group and log, and every group's key. Names are sealed, so the
 * file shows numbers only; here they are in the clear, loaded at start. It must never keep what a commit took back:
 * after a failed one it is loaded again.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { GroupId, LogKey } from '../base/ids.js'
import { bytesOf, numberOf } from './database-file.js'
import { storeDamaged } from './failure.js'
import { decodePair, encodePair } from './row.js'
import { numberName, type Sealing } from './sealing.js'

export interface HeldGroup {
  readonly groupId: GroupId
  readonly number: number
  /** Seals log names and named values; deleted with the group. */
  readonly key: Uint8Array
  readonly logs: Map<LogKey, number>
}

const NOTHING_YET = new Uint8Array(0)

export class Catalog {
  readonly #database: DatabaseSync
  readonly #file: string
  readonly #sealing: Sealing
  readonly #masterKey: Uint8Array
  readonly #groups = new Map<GroupId, HeldGroup>()
  readonly #logs = new Map<number, LogKey>()
  readonly #insertGroup: StatementSync
  readonly #sealGroup: StatementSync
  readonly #insertLog: StatementSync
  readonly #sealLog: StatementSync

  constructor(database: DatabaseSync, file: string, sealing: Sealing, masterKey: Uint8Array) {
    this.#database = database
    this.#file = file
    this.#sealing = sealing
    this.#masterKey = masterKey
    this.#insertGroup = database.prepare('INSERT INTO groups (sealed) VALUES (?)')
    this.#sealGroup = database.prepare('UPDATE groups SET sealed = ? WHERE number = ?')
    this.#insertLog = database.prepare('INSERT INTO logs (groupNumber, sealed) VALUES (?, ?)')
    this.#sealLog = database.prepare('UPDATE logs SET sealed = ? WHERE number = ?')
    this.load()
  }

  load(): void {
    this.#groups.clear()
    this.#logs.clear()
    const byNumber = new Map<number, HeldGroup>()
    for (const row of this.#database.prepare('SELECT number, sealed FROM groups').iterate()) {
      const group = this.#openGroup(numberOf(this.#file, row.number), bytesOf(this.#file, row.sealed))
      byNumber.set(group.number, group)
      this.#groups.set(group.groupId, group)
    }
    for (const row of this.#database.prepare('SELECT number, groupNumber, sealed FROM logs').iterate()) {
      const group = byNumber.get(numberOf(this.#file, row.groupNumber))
      if (group === undefined) throw storeDamaged(this.#file)
      this.#openLog(group, numberOf(this.#file, row.number), bytesOf(this.#file, row.sealed))
    }
  }

  groupIds(): GroupId[] {
    return [...this.#groups.keys()]
  }

  group(groupId: GroupId): HeldGroup | undefined {
    return this.#groups.get(groupId)
  }

  /** The group, entered now when it is new. */
  enterGroup(groupId: GroupId): HeldGroup {
    const held = this.#groups.get(groupId)
    if (held !== undefined) return held
    const number = Number(this.#insertGroup.run(NOTHING_YET).lastInsertRowid)
    const group: HeldGroup = { groupId, number, key: this.#sealing.freshKey(), logs: new Map() }
    const pair = encodePair(groupId, group.key)
    this.#sealGroup.run(this.#sealing.seal(this.#masterKey, 'group', numberName(number), pair), number)
    this.#groups.set(groupId, group)
    return group
  }

  /** The number of a log, entered now when it is new. */
  enterLog(group: HeldGroup, log: LogKey): number {
    const held = group.logs.get(log)
    if (held !== undefined) return held
    const number = Number(this.#insertLog.run(group.number, NOTHING_YET).lastInsertRowid)
    const pair = encodePair(log, NOTHING_YET)
    this.#sealLog.run(this.#sealing.seal(group.key, 'log', numberName(number), pair), number)
    group.logs.set(log, number)
    this.#logs.set(number, log)
    return number
  }

  log(number: number): LogKey {
    const log = this.#logs.get(number)
    if (log === undefined) throw storeDamaged(this.#file)
    return log
  }

  #openGroup(number: number, sealed: Uint8Array): HeldGroup {
    const plaintext = this.#sealing.open(this.#masterKey, 'group', numberName(number), sealed)
    const pair = plaintext && decodePair(plaintext)
    if (pair === undefined) throw storeDamaged(this.#file)
    return { groupId: pair[0] as GroupId, number, key: pair[1], logs: new Map() }
  }

  #openLog(group: HeldGroup, number: number, sealed: Uint8Array): void {
    const plaintext = this.#sealing.open(group.key, 'log', numberName(number), sealed)
    const pair = plaintext && decodePair(plaintext)
    if (pair === undefined) throw storeDamaged(this.#file)
    const log = pair[0] as LogKey
    group.logs.set(log, number)
    this.#logs.set(number, log)
  }
}
