/**
 * Which folder a store is in, and whether its last run ended by a stop. Serves docs/protocol.md, "Logs" and "Storage". A
 * copy of a folder has the same bytes, but the operating system gives each new file a number, a birth and a change time
 * that nobody can choose. So each run puts a fresh file beside the store and notes in the store what the system says of
 * it. Where the two do not match, the store was copied, moved to another disk or restored. It never takes a copy for the
 * original; where it cannot tell, it says that this is another place, which costs a pair of logs and nothing else.
 */
import { type BigIntStats, lstatSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { hexOf } from '../base/ids.js'
import type { Random } from '../base/random.js'
import { textOf } from '../base/utf8.js'
import { readOwn } from '../data-folder/own-file.js'
import { PLACE_FILE, replaceWhole } from '../data-folder.js'
import type { Place } from '../history/stored.js'
import type { Sealing } from './sealing.js'

export interface StoreKeys {
  readonly sealing: Sealing
  readonly masterKey: Uint8Array
  readonly random: Random
}

interface Witness {
  /** Of the place: the same as long as runs find what the one before left. */
  readonly id: string
  /** What the file says; drawn for each run. */
  readonly token: string
  readonly device: string
  readonly file: string
  /** Nanoseconds as text, and 0 where the file system does not keep the time. */
  readonly born: string
  readonly changed: string
  readonly stopped: boolean
}

const TOKEN_BYTES = 16
const NO_NAME = new Uint8Array(0)
const NOT_KEPT = '0'
/** The witness's own time of writing is set so far back: a change time that follows is no change time. */
const SET_BACK_S = 3600
const FOLLOWS_NS = BigInt(SET_BACK_S) * 500_000_000n

export class PlaceKeeper {
  readonly place: Place
  readonly #write: (witness: Witness) => void
  #witness: Witness | undefined

  /** Notes this run. To be called by whoever holds the lock of the store, before anything is written. */
  constructor(database: DatabaseSync, folder: string, { sealing, masterKey, random }: StoreKeys) {
    const file = join(folder, PLACE_FILE)
    const saved = savedWitness(database, sealing, masterKey)
    const found = saved === undefined ? 'elsewhere' : compared(saved, file)
    const id = found === 'elsewhere' ? hexOf(random.bytes(TOKEN_BYTES)) : saved!.id
    this.place = { id, stopped: found === 'stopped' }
    this.#write = witness => {
      const plain = new TextEncoder().encode(JSON.stringify(witness))
      writeSealed(database, sealing.seal(masterKey, 'place', NO_NAME, plain))
    }
    const token = hexOf(random.bytes(TOKEN_BYTES))
    try {
      this.#note({ id, token, ...marksOf(written(file, token)), stopped: false })
    } catch {
      // without room for a witness the next start finds none, and goes on with nothing
      rmSync(file, { force: true })
    }
  }

  /** The run is over and all of it is stored: the next one may go on where this one ended. */
  stopped(): void {
    try {
      if (this.#witness !== undefined) this.#note({ ...this.#witness, stopped: true })
    } catch {
      // on a full disk the next start takes this run for one that was interrupted
    }
  }

  #note(witness: Witness): void {
    this.#write(witness)
    this.#witness = witness
  }
}

function writeSealed(database: DatabaseSync, sealed: Uint8Array): void {
  try {
    database.exec('BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS places (sealed BLOB NOT NULL); DELETE FROM places')
    database.prepare('INSERT INTO places (sealed) VALUES (?)').run(sealed)
    database.exec('COMMIT')
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw cause
  }
}

function savedWitness(database: DatabaseSync, sealing: Sealing, masterKey: Uint8Array): Witness | undefined {
  // a store of before there were places has no such table
  if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'places'").get() === undefined) return undefined
  const sealed = database.prepare('SELECT sealed FROM places').get()?.sealed
  const plain = sealed instanceof Uint8Array ? sealing.open(masterKey, 'place', NO_NAME, sealed) : undefined
  // sealed, so that nobody but this program wrote it
  return plain === undefined ? undefined : JSON.parse(textOf(plain))
}

/** What the file beside the store is, held against what the last run noted of it. */
function compared(saved: Witness, file: string): 'stopped' | 'interrupted' | 'elsewhere' {
  const there = found(file)
  if (there === undefined || there.token !== saved.token) return 'elsewhere'
  const { device, file: number, born, changed } = there
  // without a birth the change time alone says whether it is the same file; where neither is kept nobody knows
  if (saved.born !== NOT_KEPT && (born !== saved.born || number !== saved.file)) return 'elsewhere'
  if (saved.born === NOT_KEPT && saved.changed !== NOT_KEPT && changed !== saved.changed) return 'elsewhere'
  const isSame = device === saved.device && number === saved.file && changed === saved.changed
  return saved.stopped && isSame && saved.changed !== NOT_KEPT ? 'stopped' : 'interrupted'
}

function found(file: string) {
  try {
    return { token: textOf(readOwn(file)).trim(), ...marksOf(lstatSync(file, { bigint: true })) }
  } catch {
    return undefined
  }
}

function written(file: string, token: string): BigIntStats {
  replaceWhole(file, new TextEncoder().encode(`${token}\n`), aside => {
    const back = Date.now() / 1000 - SET_BACK_S
    utimesSync(aside, back, back)
  })
  return lstatSync(file, { bigint: true })
}

function marksOf({ dev, ino, birthtimeNs, ctimeNs, mtimeNs }: BigIntStats) {
  const follows = ctimeNs - mtimeNs < FOLLOWS_NS
  return {
    device: String(dev),
    file: String(ino),
    // where no birth is kept, some systems give the change time in its place
    born: birthtimeNs <= 0n || (follows && birthtimeNs === ctimeNs) ? NOT_KEPT : String(birthtimeNs),
    changed: follows ? NOT_KEPT : String(ctimeNs),
  }
}
