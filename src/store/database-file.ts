/**
 * The SQLite file: how it is made, opened and checked. A new file is built aside and put into place whole, so that an
 * empty or cut file is always damage and never mistaken for a new store. It must never repair by dropping records.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { createWhole, STORE_FILE, writeAside } from '../data-folder.js'
import { codeOf, otherLayout, storeDamaged } from './failure.js'

const PAGE_BYTES = 4096
/** Marks the file as ours and of this layout; another layout is not opened. */
const LAYOUT = 3
/** The same tables; no row of it has a content key (row.ts). */
const LAYOUT_WITHOUT_KEYS = 2

// An entry's place (block, slot) is known when it is written, so its columns never change and pack tightly; its row lies
// in `chunks` until its block is full, and the pages that frees are used again.
// Arrivals and numbers are never used twice (AUTOINCREMENT), so a cursor outlives a dropped group.
const SCHEMA = `
  CREATE TABLE checks (sealed BLOB NOT NULL, commits INTEGER NOT NULL);
  CREATE TABLE groups (number INTEGER PRIMARY KEY AUTOINCREMENT, sealed BLOB NOT NULL);
  CREATE TABLE logs (number INTEGER PRIMARY KEY AUTOINCREMENT, groupNumber INTEGER NOT NULL, sealed BLOB NOT NULL);
  CREATE TABLE segments (number INTEGER PRIMARY KEY AUTOINCREMENT, groupNumber INTEGER NOT NULL,
    entries INTEGER NOT NULL, sealed BLOB NOT NULL);
  CREATE TABLE blocks (number INTEGER PRIMARY KEY AUTOINCREMENT, segment INTEGER NOT NULL,
    oldest BLOB, newest BLOB, sealed BLOB);
  CREATE TABLE chunks (block INTEGER NOT NULL, slot INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (block, slot));
  CREATE TABLE entries (arrival INTEGER PRIMARY KEY AUTOINCREMENT, groupNumber INTEGER NOT NULL,
    entryId BLOB NOT NULL, logNumber INTEGER NOT NULL, seq INTEGER NOT NULL, "order" BLOB NOT NULL,
    block INTEGER NOT NULL, slot INTEGER NOT NULL);
  CREATE UNIQUE INDEX entriesById ON entries (groupNumber, entryId);
  CREATE INDEX entriesByLog ON entries (logNumber, seq, entryId);
  CREATE INDEX entriesByOrder ON entries (groupNumber, "order");
  CREATE INDEX entriesByArrival ON entries (groupNumber, arrival);
  CREATE INDEX blocksBySegment ON blocks (segment);
  CREATE TABLE named (tag BLOB PRIMARY KEY, groupNumber INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
  CREATE INDEX namedByGroup ON named (groupNumber);
  PRAGMA user_version = ${LAYOUT};
`
// Who is named by an entry of a lower order, or by any before it is held itself. A file of before has none, and gets it when it is opened.
const OVERTAKEN = `TABLE IF NOT EXISTS overtaken (groupNumber INTEGER NOT NULL, entryId BLOB NOT NULL, follower BLOB NOT NULL,
  PRIMARY KEY (groupNumber, entryId, follower)) WITHOUT ROWID`
const WITHOUT_LAYOUT = 0

/** Opens the store of a folder, made on first use; `check` is what a new file keeps to know its master key by. */
export function openDatabase(folder: string, check: () => Uint8Array): DatabaseSync {
  const file = join(folder, STORE_FILE)
  if (!existsSync(file)) {
    // a log without its file: the file was lost, and SQLite would delete what is left
    if (existsSync(`${file}-wal`)) throw storeDamaged(file)
    createWhole(file, aside => createDatabase(aside, check))
  }
  // SQLite would take it for a new one and write to it
  if (statSync(file).size < PAGE_BYTES) throw storeDamaged(file)
  const database = new DatabaseSync(file)
  try {
    // exclusive: a second process gets one clear error at once and not a surprise later
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    // a deleted key is overwritten with zeros, else shredding is only a word
    database.exec('PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; BEGIN IMMEDIATE; COMMIT')
    checkWhole(database, file)
    addOvertaken(database)
  } catch (cause) {
    database.close()
    throw cause
  }
  return database
}

function createDatabase(aside: string, check: () => Uint8Array): void {
  // made first with its mode: SQLite gives its log the same one
  writeAside(aside, new Uint8Array(0))
  const database = new DatabaseSync(aside)
  try {
    database.exec(
      `PRAGMA page_size = ${PAGE_BYTES}; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE`,
    )
    database.exec(SCHEMA)
    database.prepare('INSERT INTO checks (sealed, commits) VALUES (?, 0)').run(check())
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

/**
 * Brings the log into the file, then: as long as its header says, every page well formed, our layout. It reads the whole
 * file once, which takes 30 ms for 100,000 entries (60 MB). What is sealed is checked when it is opened.
 */
function checkWhole(database: DatabaseSync, file: string): void {
  const allInFile = broughtIn(database)
  const pages = numberOf(file, firstOf(database, 'PRAGMA page_count'))
  const pageBytes = numberOf(file, firstOf(database, 'PRAGMA page_size'))
  if (allInFile && statSync(file).size < pages * pageBytes) throw storeDamaged(file)
  if (firstOf(database, 'PRAGMA quick_check(1)') !== 'ok') throw storeDamaged(file)
  const layout = numberOf(file, firstOf(database, 'PRAGMA user_version'))
  if (layout === WITHOUT_LAYOUT) throw storeDamaged(file)
  if (layout === LAYOUT_WITHOUT_KEYS) raised(database)
  else if (layout !== LAYOUT) throw otherLayout(file)
}

/** From now on an older program would take some rows for damage. On a full disk nothing is written, and it can wait. */
function raised(database: DatabaseSync): void {
  try {
    database.exec(`PRAGMA user_version = ${LAYOUT}`)
  } catch (cause) {
    if (codeOf(cause) !== 'disk-full') throw cause
  }
}

/** On a full disk it is kept in memory until the next start: what is stored can still be read. */
function addOvertaken(database: DatabaseSync): void {
  try {
    database.exec(`CREATE ${OVERTAKEN}`)
  } catch (cause) {
    if (codeOf(cause) !== 'disk-full') throw cause
    database.exec(`PRAGMA temp_store = MEMORY; CREATE TEMP ${OVERTAKEN}`)
  }
}

/** False on a full disk, where the log stays as it is: what is stored can still be read. */
function broughtIn(database: DatabaseSync): boolean {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return true
  } catch (cause) {
    if (codeOf(cause) === 'disk-full') return false
    throw cause
  }
}

function firstOf(database: DatabaseSync, query: string): SQLOutputValue | undefined {
  return Object.values(database.prepare(query).get() ?? {})[0]
}

export function numberOf(file: string, value: SQLOutputValue | undefined): number {
  if (typeof value !== 'number') throw storeDamaged(file)
  return value
}

export function bytesOf(file: string, value: SQLOutputValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw storeDamaged(file)
  return value
}
