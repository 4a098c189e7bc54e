/**
 * What lies in a data folder, and how a file comes to be there: whole, or not at all, and never in the place of another.
 * Two processes that start at once in a new folder must agree on one key, else what one of them writes is lost.
 * Host side, below the store and the identity, which both keep a file there. It must never open what it puts in place.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './data-folder/own-file.js'

export * from './data-folder/names.js'

/**
 * Makes a file that is not there yet: `fill` writes it aside, under the name it is given, and it is linked into place.
 * False when another process was first. Durable on return; only the owner can read it.
 */
export function createWhole(file: string, fill: (aside: string) => void): boolean {
  makeFolder(dirname(file))
  const aside = `${file}.${randomUUID()}.new`
  try {
    fill(aside)
    return linkedOrRenamed(aside, file)
  } finally {
    for (const leftover of [aside, `${aside}-journal`]) rmSync(leftover, { force: true })
    syncFolder(dirname(file))
  }
}

/** Puts a new file with these bytes in the place of the one that is there; `prepare` is given it before. Durable on return. */
export function replaceWhole(file: string, bytes: Uint8Array, prepare: (aside: string) => void): void {
  const aside = `${file}.new`
  try {
    rmSync(aside, { force: true })
    writeAside(aside, bytes)
    prepare(aside)
    renameSync(aside, file)
  } finally {
    rmSync(aside, { force: true })
  }
  syncFolder(dirname(file))
}

/** A new file with these bytes, synced. */
export function writeAside(aside: string, bytes: Uint8Array): void {
  const handle = openSync(aside, 'wx', 0o600)
  try {
    writeFileSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A link is refused where the name is taken; a rename would silently replace it. */
function linkedOrRenamed(aside: string, file: string): boolean {
  try {
    linkSync(aside, file)
    return true
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'EEXIST') return false
    // exFAT and some network file systems have no links
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw cause
    renameSync(aside, file)
    return true
  }
}

/** Makes a new name in the folder durable. */
function syncFolder(folder: string): void {
  // Windows cannot open a folder; there the new name itself is journalled
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
