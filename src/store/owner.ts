/**
 * Whose store it is. The lock is SQLite's own, on the store file and exclusive: the system releases it when the process
 * ends, however it ends, so it is never stale, and a second owner hears of it at once. What a lock cannot say is who
 * holds it, so the owner writes its process id beside; that file alone never keeps anyone out.
 *
 * Nothing else in this process may open and close the store file: on Linux and macOS that releases its locks.
 */
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TocsinError } from '../base/errors.js'
import { textOf } from '../base/utf8.js'
import { readOwn, writeOwn } from '../data-folder/own-file.js'
import { OWNER_FILE } from '../data-folder.js'

/** Says who has the store; to be called by whoever holds its lock. */
export function claim(folder: string): void {
  try {
    writeOwn(join(folder, OWNER_FILE), `${process.pid}\n`)
  } catch {
    // the lock holds without it; on a full disk what is stored can still be read
  }
}

export function release(folder: string): void {
  rmSync(join(folder, OWNER_FILE), { force: true })
}

/** For whoever was refused the lock of a store. */
export function folderInUse(file: string, cause: unknown): TocsinError {
  const folder = dirname(file)
  const owner = ownerOf(folder)
  // between taking the lock and claiming, the id may be missing or that of a process long gone
  const by = owner === undefined || !isRunning(owner) ? 'another process' : `process ${owner}`
  const message = `${folder} is in use by ${by}: stop it first, or choose another folder with --data`
  return new TocsinError('folder-in-use', message, { cause })
}

function ownerOf(folder: string): number | undefined {
  try {
    const owner = Number.parseInt(textOf(readOwn(join(folder, OWNER_FILE))), 10)
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // not ours to signal, but there
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
