/**
 * Reading and writing a file of the data folder, and making the folder. A link is never followed, and what another user
 * owns or may write to is never read: it is judged by the handle, so nothing can be put in its place after the look.
 */
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, misplaced, unsafe, unusable } from './failure.js'
import { checkFolder, checkKind, found, ownId } from './trust.js'

/** Windows has neither; a pipe that was put there must not make us wait for its other end. */
const NO_FOLLOW = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Whether there is something of that name. Throws TocsinError `store-failed` where one may not look. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return false
    throw unusable(path, cause)
  }
}

/** Throws TocsinError `store-failed` or `unsafe-folder`. */
export function readOwn(file: string): Uint8Array {
  return withHandle(file, constants.O_RDONLY, handle => Uint8Array.from(readFileSync(handle)))
}

/** Not durable, and not whole after a crash. Throws TocsinError `store-failed`, `disk-full` or `unsafe-folder`. */
export function writeOwn(file: string, text: string): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC
  withHandle(file, flags, handle => writeFileSync(handle, text))
}

/** A handle of a file of ours, which the caller closes. Throws as above. */
export function openOwn(file: string, flags: number): number {
  const handle = opened(file, flags)
  try {
    checkKind(file, fstatSync(handle), 'file', ownId())
    return handle
  } catch (cause) {
    closeSync(handle)
    throw unusable(file, cause)
  }
}

/**
 * Makes the folder, and those above it that are missing, for its user alone. One that somebody else made meanwhile is
 * refused. Throws TocsinError `unsafe-folder`, `store-failed` or `disk-full`.
 */
export function makeFolder(folder: string): void {
  const { real, missing } = found(folder)
  let path = real
  for (const name of missing) {
    path = join(path, name)
    try {
      mkdirSync(path, { mode: 0o700 })
    } catch (cause) {
      if (errnoOf(cause) !== 'EEXIST') throw unusable(path, cause)
    }
    const { uid, isDirectory } = looked(path)
    if (!isDirectory) throw misplaced(folder, `${path} is no folder`)
    if (ownId() !== undefined && uid !== ownId()) {
      throw unsafe(path, `was made by user ${uid} while it was to be made here`, 'have it removed')
    }
  }
  // somebody may have been faster than the look before
  checkFolder(folder)
}

function withHandle<Result>(file: string, flags: number, use: (handle: number) => Result): Result {
  const handle = openOwn(file, flags)
  try {
    return use(handle)
  } catch (cause) {
    throw unusable(file, cause)
  } finally {
    closeSync(handle)
  }
}

function opened(file: string, flags: number): number {
  try {
    return openSync(file, flags | NO_FOLLOW, 0o600)
  } catch (cause) {
    // what the last name of a path gives, where it is a link
    if (errnoOf(cause) === 'ELOOP' || errnoOf(cause) === 'EMLINK') {
      throw unsafe(file, 'is a link, and links are not followed here', 'put the file in its place')
    }
    throw unusable(file, cause)
  }
}

function looked(path: string): { readonly uid: number; readonly isDirectory: boolean } {
  const stat = lstatSync(path)
  return { uid: stat.uid, isDirectory: stat.isDirectory() }
}
