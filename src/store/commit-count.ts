/**
 * Notices commits that went missing. SQLite takes a write-ahead log that was cut for one that a crash left unfinished,
 * and drops its end without a word; but what `commit` returned from was synced, so no crash can take it away. The number
 * of commits is therefore kept twice: in the store, and in a small file beside, written after each commit. A file that
 * is ahead of its store proves a loss; one that is behind proves nothing, since it is not synced (which costs 6 µs
 * instead of a second wait for the disk).
 */
import { closeSync, constants, writeSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '../base/errors.js'
import { openOwn, readOwn } from '../data-folder/own-file.js'
import { COUNT_FILE } from '../data-folder.js'

/** The count and its complement: a file that is half written counts nothing. */
const BYTES = 16
const ALL_ONES = (1n << 64n) - 1n

export class CommitCount {
  readonly #handle: number
  readonly #view = new DataView(new ArrayBuffer(BYTES))

  constructor(folder: string) {
    this.#handle = openOwn(join(folder, COUNT_FILE), constants.O_RDWR | constants.O_CREAT)
  }

  write(commits: number): void {
    this.#view.setBigUint64(0, BigInt(commits))
    this.#view.setBigUint64(8, BigInt(commits) ^ ALL_ONES)
    try {
      writeSync(this.#handle, this.#view, 0, BYTES, 0)
    } catch {
      // the commit itself is safe; all that suffers is how well the next start can tell
    }
  }

  close(): void {
    closeSync(this.#handle)
  }
}

/** Commits that were reported stored and are no longer there, given how many are. */
export function commitsLost(folder: string, held: number): number {
  const bytes = readOrNothing(join(folder, COUNT_FILE))
  if (bytes.length !== BYTES) return 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, BYTES)
  const counted = view.getBigUint64(0)
  if ((view.getBigUint64(8) ^ ALL_ONES) !== counted) return 0
  return Math.max(0, Number(counted) - held)
}

/** For the one start that finds them missing. What is left is whole, so the next start goes on with it. */
export function storeCutShort(file: string, lost: number): TocsinError {
  const message = `${file} was cut and lost its last ${lost === 1 ? 'write' : `${lost} writes`}`
  return new TocsinError('store-damaged', `${message}: restore it from a backup, or start again to go on with the rest`)
}

function readOrNothing(file: string): Uint8Array {
  try {
    return readOwn(file)
  } catch {
    return new Uint8Array(0)
  }
}
