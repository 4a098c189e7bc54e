/**
 * What went wrong on disk, in this project's codes. Every error that leaves src/store/ passes here once; one that
 * already has a code is never wrapped again.
 */
import { type ErrorCode, TocsinError } from '../base/errors.js'
import { folderInUse } from './owner.js'

// primary result codes of https://www.sqlite.org/rescode.html
const BUSY = 5
const LOCKED = 6
const CORRUPT = 11
const FULL = 13
const NOTADB = 26

export function storeFailure(file: string, cause: unknown): TocsinError {
  if (cause instanceof TocsinError) return cause
  switch (codeOf(cause)) {
    case 'disk-full':
      return new TocsinError('disk-full', `no room left to write ${file}: free some space and try again`, { cause })
    case 'folder-in-use':
      return folderInUse(file, cause)
    case 'store-damaged':
      return storeDamaged(file, cause)
    default:
      return new TocsinError('store-failed', `cannot use ${file} (${textOf(cause)}): check the disk and its rights`, {
        cause,
      })
  }
}

export function storeDamaged(file: string, cause?: unknown): TocsinError {
  const message = `${file} is damaged: restore it from a backup, or move it away and join the groups again`
  return new TocsinError('store-damaged', message, { cause })
}

export function otherKey(file: string): TocsinError {
  const message = `${file} was sealed under another key: give its own passphrase or key file`
  return new TocsinError('wrong-passphrase', message)
}

/** Of a peer that was stopped. */
export function storeClosed(): TocsinError {
  return new TocsinError('stopped', 'the store was closed when the peer was stopped')
}

/** A whole file that another version of this program wrote. */
export function otherLayout(file: string): TocsinError {
  return new TocsinError('store-failed', `${file} was written by another version of tocsin: use that one`)
}

/** What an error of SQLite or of the file system means here. */
export function codeOf(cause: unknown): ErrorCode {
  if (!(cause instanceof Error)) return 'store-failed'
  if ('code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')) return 'disk-full'
  if (!('errcode' in cause) || typeof cause.errcode !== 'number') return 'store-failed'
  // the low byte is the primary code; the rest says where it came from
  switch (cause.errcode & 0xff) {
    case FULL:
      return 'disk-full'
    case BUSY:
    case LOCKED:
      return 'folder-in-use'
    case CORRUPT:
    case NOTADB:
      return 'store-damaged'
    default:
      return 'store-failed'
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Of whatever a store threw. */
export function asStoreError(cause: unknown): TocsinError {
  if (cause instanceof TocsinError) return cause
  return new TocsinError('store-failed', 'the store failed; nothing of this change was kept', { cause })
}
