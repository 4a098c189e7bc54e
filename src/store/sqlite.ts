/**
 * The store on disk: one SQLite file, one writer, one transaction per commit, synced before `commit` returns (DESIGN
 * §5). The file shows only what it sorts by (entry ids, local log numbers, seq, order, arrival); all else is sealed.
 * Nothing of a failed commit may stay, in the file or in memory.
 */
import { join } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { bytesOfHex, type EntryId, type GroupId, type LogKey } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { Suite } from '../crypto/suite.js'
import { STORE_FILE } from '../data-folder.js'
import { isContentLog } from '../history/log-key.js'
import { Blocks } from './blocks.js'
import { Catalog, type HeldGroup } from './catalog.js'
import { bytesOf, numberOf, openDatabase } from './database-file.js'
import { compareText } from './display-order.js'
import { DisplayPages } from './display-pages.js'
import { otherKey, storeClosed, storeDamaged, storeFailure } from './failure.js'
import { Named } from './named.js'
import { claim, release } from './owner.js'
import { PlaceKeeper, type StoreKeys } from './place.js'
import { ROW_COLUMNS, Rows } from './rows.js'
import { Sealing } from './sealing.js'
import { plainText } from './search.js'
import { Segments } from './segments.js'
import { Shredding } from './shredding.js'
import type { ArrivedEntry, Batch, DisplayCursor, Place, ReadText, Store, StoredEntry } from './store.js'
import { Transactions } from './transactions.js'

export interface SqliteStoreOptions {
  readonly folder: string
  /** 32 bytes (key-file.ts). */
  readonly masterKey: Uint8Array
  readonly suite: Suite
  readonly random: Random
  /** Tests only: a disk of this many pages. */
  readonly maxPages?: number
}

const NO_NAME = new Uint8Array(0)

/** Throws TocsinError `wrong-passphrase`, `folder-in-use`, `disk-full`, `store-damaged` or `store-failed`. */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { folder, masterKey, suite, random, maxPages } = options
  const file = join(folder, STORE_FILE)
  try {
    const sealing = new Sealing(suite, random)
    const database = openDatabase(folder, () => sealing.seal(masterKey, 'check', NO_NAME, NO_NAME))
    try {
      claim(folder)
      checkKey(database, file, sealing, masterKey)
      if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`)
      return new SqliteStore(database, folder, { sealing, masterKey, random })
    } catch (cause) {
      release(folder)
      database.close()
      throw cause
    }
  } catch (cause) {
    throw storeFailure(file, cause)
  }
}

function checkKey(database: DatabaseSync, file: string, sealing: Sealing, masterKey: Uint8Array): void {
  const sealed = bytesOf(file, database.prepare('SELECT sealed FROM checks').get()?.sealed)
  if (sealing.open(masterKey, 'check', NO_NAME, sealed) !== undefined) return
  throw otherKey(file)
}

class SqliteStore implements Store {
  readonly instant = false
  readonly place: Place
  readonly #database: DatabaseSync
  readonly #folder: string
  readonly #file: string
  readonly #transactions: Transactions
  readonly #catalog: Catalog
  readonly #segments: Segments
  readonly #blocks: Blocks
  readonly #rows: Rows
  readonly #pages: DisplayPages
  readonly #named: Named
  readonly #shredding: Shredding
  readonly #keeper: PlaceKeeper
  readonly #statements: ReturnType<typeof prepare>
  #closed = false

  constructor(database: DatabaseSync, folder: string, keys: StoreKeys) {
    const { sealing, masterKey } = keys
    const file = join(folder, STORE_FILE)
    this.#database = database
    this.#folder = folder
    this.#file = file
    this.#catalog = new Catalog(database, file, sealing, masterKey)
    this.#segments = new Segments(database, file, sealing, masterKey)
    this.#blocks = new Blocks(database, file, sealing, this.#segments)
    this.#rows = new Rows(database, file, this.#catalog, this.#segments, this.#blocks)
    this.#pages = new DisplayPages(database, file, this.#catalog, this.#rows)
    this.#named = new Named(database, file, sealing)
    const [catalog, segments, blocks, rows] = [this.#catalog, this.#segments, this.#blocks, this.#rows]
    this.#shredding = new Shredding(database, { file, catalog, segments, blocks, rows })
    this.#statements = prepare(database)
    this.#transactions = new Transactions(database, file, folder)
    this.#keeper = new PlaceKeeper(database, folder, keys)
    this.place = this.#keeper.place
  }

  commit(batches: readonly Batch[]): void {
    if (batches.length === 0) return
    this.#transact(() => {
      for (const batch of batches) {
        const group = this.#catalog.enterGroup(batch.group)
        for (const entry of this.#rows.write(group, batch)) this.#pages.stored(group, entry)
        for (const [name, value] of batch.values) this.#named.write(group, name, value)
      }
    })
  }

  groups(): GroupId[] {
    return this.#catalog.groupIds().sort(compareText)
  }

  values(groupId: GroupId): Map<string, Uint8Array> {
    return this.#read(groupId, new Map<string, Uint8Array>(), group => this.#named.all(group))
  }

  has(groupId: GroupId, entryId: EntryId): boolean {
    return this.#read(groupId, false, group => this.#rows.has(group, bytesOfHex(entryId)))
  }

  get(groupId: GroupId, entryId: EntryId): StoredEntry | undefined {
    return this.#read(groupId, undefined, group => this.#entry(group, entryId))
  }

  readLog(groupId: GroupId, log: LogKey, fromSeq: number, limit: number, maxBytes: number): StoredEntry[] {
    return this.#read(groupId, [], group => {
      const found: StoredEntry[] = []
      const logNumber = group.logs.get(log)
      if (logNumber === undefined) return found
      let bytes = 0
      for (const row of this.#statements.byLog.iterate(logNumber, fromSeq, Math.max(0, limit))) {
        const entry = this.#rows.opened(row)
        bytes += entry.header.length + entry.body.length
        if (found.length > 0 && bytes > maxBytes) break
        found.push(entry)
      }
      return found
    })
  }

  newest(groupId: GroupId, before: DisplayCursor | undefined, limit: number, upTo?: bigint): StoredEntry[] {
    return this.#read(groupId, [], group =>
      this.#pages.newest(group, before, limit, upTo).map(entryId => {
        const entry = this.#entry(group, entryId)
        if (entry === undefined) throw storeDamaged(this.#file)
        return entry
      }),
    )
  }

  *search(
    groupId: GroupId,
    words: readonly string[],
    before: DisplayCursor | undefined,
    limit: number,
    read: ReadText = plainText,
    exact = false,
    upTo?: bigint,
  ): Generator<readonly StoredEntry[]> {
    const group = this.#catalog.group(groupId)
    if (group === undefined) return
    const steps = this.#pages.search(group, { words, exact, read }, before, limit, upTo)
    const next = () => this.#guard(() => steps.next())
    for (let step = next(); step.done !== true; step = next()) yield step.value
  }

  since(groupId: GroupId, arrival: number, limit: number): ArrivedEntry[] {
    return this.#read(groupId, [], group =>
      this.#statements.since.all(group.number, arrival, Math.max(0, limit)).map(row => ({
        ...this.#rows.opened(row),
        arrival: numberOf(this.#file, row.arrival),
      })),
    )
  }

  arrivalOf(groupId: GroupId, entryId: EntryId): number | undefined {
    return this.#read(groupId, undefined, group => {
      const row = this.#statements.arrivalOf.get(group.number, bytesOfHex(entryId))
      return row === undefined ? undefined : numberOf(this.#file, row.arrival)
    })
  }

  count(groupId: GroupId): number {
    return this.#read(groupId, 0, group => {
      const counts = [...group.logs]
        .filter(([log]) => isContentLog(log))
        .map(([, number]) => numberOf(this.#file, this.#statements.countLog.get(number)?.count))
      return counts.reduce((sum, count) => sum + count, 0)
    })
  }

  edges(groupId: GroupId, upTo: bigint, counted?: bigint): StoredEntry[] {
    return this.#read(groupId, [], group => this.#shredding.edges(group, upTo, this.#pages.gone(group, upTo, counted)))
  }

  shred(groupId: GroupId, upTo: bigint, counted?: bigint): boolean {
    const group = this.#catalog.group(groupId)
    if (group === undefined) return false
    const share = this.#guard(() => this.#shredding.next(group, upTo, this.#pages.gone(group, upTo, counted)))
    if (share === undefined) return false
    this.#transact(() => this.#shredding.forget(group, share))
    this.#blocks.forget()
    this.#pages.forget()
    this.#emptyLog()
    return true
  }

  drop(groupId: GroupId): void {
    const group = this.#catalog.group(groupId)
    if (group === undefined) return
    this.#transact(() => {
      for (const statement of this.#statements.drop) statement.run(group.number)
    })
    this.#forget()
    this.#emptyLog()
  }

  close(stopped = false): void {
    if (this.#closed) return
    if (stopped) this.#keeper.stopped()
    // while the lock is held: afterwards the name there may be another's
    release(this.#folder)
    this.#transactions.close()
    this.#guard(() => this.#database.close())
    this.#closed = true
  }

  /** The write-ahead log still holds the deleted keys' pages. */
  #emptyLog(): void {
    this.#guard(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  }

  #entry(group: HeldGroup, entryId: EntryId): StoredEntry | undefined {
    const row = this.#statements.byId.get(group.number, bytesOfHex(entryId))
    if (row === undefined) return undefined
    const entry = this.#rows.opened(row)
    if (entry.entryId !== entryId) throw storeDamaged(this.#file)
    return entry
  }

  #read<Result>(groupId: GroupId, otherwise: Result, read: (group: HeldGroup) => Result): Result {
    const group = this.#catalog.group(groupId)
    return group === undefined ? otherwise : this.#guard(() => read(group))
  }

  #transact(write: () => void): void {
    try {
      this.#transactions.run(write)
    } catch (cause) {
      this.#forget()
      throw storeFailure(this.#file, cause)
    }
  }

  #forget(): void {
    this.#segments.forget()
    this.#blocks.forget()
    this.#pages.forget()
    this.#guard(() => this.#catalog.load())
  }

  #guard<Result>(work: () => Result): Result {
    if (this.#closed) throw storeClosed()
    try {
      return work()
    } catch (cause) {
      throw storeFailure(this.#file, cause)
    }
  }
}

function prepare(database: DatabaseSync) {
  const entries = (rest: string): StatementSync => database.prepare(`SELECT ${ROW_COLUMNS} FROM entries WHERE ${rest}`)
  const inSegments = 'segment IN (SELECT number FROM segments WHERE groupNumber = ?)'
  return {
    byId: entries('groupNumber = ? AND entryId = ?'),
    byLog: entries('logNumber = ? AND seq >= ? ORDER BY seq, entryId LIMIT ?'),
    since: entries('groupNumber = ? AND arrival > ? ORDER BY arrival LIMIT ?'),
    arrivalOf: database.prepare('SELECT arrival FROM entries WHERE groupNumber = ? AND entryId = ?'),
    countLog: database.prepare('SELECT count(*) AS count FROM entries WHERE logNumber = ?'),
    drop: [
      database.prepare(`DELETE FROM chunks WHERE block IN (SELECT number FROM blocks WHERE ${inSegments})`),
      database.prepare(`DELETE FROM blocks WHERE ${inSegments}`),
      ...['entries', 'overtaken', 'segments', 'named', 'logs'].map(table =>
        database.prepare(`DELETE FROM ${table} WHERE groupNumber = ?`),
      ),
      database.prepare('DELETE FROM groups WHERE number = ?'),
    ],
  }
}
