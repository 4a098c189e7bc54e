/**
 * The SQLite file: how it is made, opened and checked. A new file is built aside and renamed into place, so that an
 * empty or cut file is always damage and never mistaken for a new store. It must never repair by dropping records.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { storeDamaged } from './failure.js'

export const STORE_FILE = 'store.db'

/** Marks the file as ours and of this layout; another layout is not opened. */
const LAYOUT = 2

// An entry's place (block, slot) is known when it is written, so its columns never change and pack tightly; its row lies
// in `chunks` until its block is full, and the pages that frees are used again.
// Arrivals and numbers are never used twice (AUTOINCREMENT), so a cursor outlives a dropped group.
const SCHEMA = `
  CREATE TABLE checks (sealed BLOB NOT NULL);
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
  CREATE INDEX entriesByLog ON entries (logNumber, seq, entryId, "order");
  CREATE INDEX entriesByOrder ON entries (groupNumber, "order");
  CREATE INDEX entriesByArrival ON entries (groupNumber, arrival);
  CREATE INDEX blocksBySegment ON blocks (segment);
  CREATE TABLE named (tag BLOB PRIMARY KEY, groupNumber INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
  CREATE INDEX namedByGroup ON named (groupNumber);
  PRAGMA user_version = ${LAYOUT};
`

/** Opens the store of a folder, made on first use; `check` is what a new file keeps to know its master key by. */
export function openDatabase(folder: string, check: () => Uint8Array): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, STORE_FILE)
  if (!existsSync(file)) {
    // a log without its file: the file was lost, and SQLite would delete what is left
    if (existsSync(`${file}-wal`)) throw storeDamaged(file)
    createDatabase(folder, file, check)
  }
  if (statSync(file).size === 0) throw storeDamaged(file)
  const database = new DatabaseSync(file)
  try {
    // exclusive: a second process gets one clear error at once and not a surprise later
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    // a deleted key is overwritten with zeros, else shredding is only a word
    database.exec('PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; BEGIN IMMEDIATE; COMMIT')
    checkWhole(database, file)
  } catch (cause) {
    database.close()
    throw cause
  }
  return database
}

function createDatabase(folder: string, file: string, check: () => Uint8Array): void {
  const fresh = `${file}.new`
  for (const leftover of [fresh, `${fresh}-journal`]) rmSync(leftover, { force: true })
  // made first with its mode: SQLite gives its log the same one
  closeSync(openSync(fresh, 'wx', 0o600))
  const database = new DatabaseSync(fresh)
  try {
    database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE')
    database.exec(SCHEMA)
    database.prepare('INSERT INTO checks (sealed) VALUES (?)').run(check())
    database.exec('COMMIT')
  } finally {
    database.close()
  }
  renameSync(fresh, file)
  syncFolder(folder)
}

/** Makes a rename in the folder durable. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder; there the rename itself is journalled
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Brings the log into the file, then: our layout, as long as its header says, every page well formed. */
function checkWhole(database: DatabaseSync, file: string): void {
  if (numberOf(file, firstOf(database, 'PRAGMA user_version')) !== LAYOUT) throw storeDamaged(file)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const pages = numberOf(file, firstOf(database, 'PRAGMA page_count'))
  const pageBytes = numberOf(file, firstOf(database, 'PRAGMA page_size'))
  if (statSync(file).size < pages * pageBytes) throw storeDamaged(file)
  if (firstOf(database, 'PRAGMA quick_check(1)') !== 'ok') throw storeDamaged(file)
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
