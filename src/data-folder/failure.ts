/**
 * What the file system says of a data folder, as an error that a user can act on: which path, why, and what to try. Every
 * error of a path that leaves the folder's files passes here once.
 */
import { lstatSync } from 'node:fs'
import { TocsinError } from '../base/errors.js'

const NEXT = 'or choose another folder with --data'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not do that to it',
  ENOTDIR: 'a part of its path is a file and no folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its path is longer than a path may be',
  EROFS: 'its disk can only be read',
  EISDIR: 'it is a folder and no file',
  ENXIO: 'it is no file',
}

/** What already has a code stays as it is. */
export function unusable(path: string, cause: unknown): TocsinError {
  if (cause instanceof TocsinError) return cause
  const code = errnoOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TocsinError('disk-full', `no room left to write ${path}: free some space and try again`, { cause })
  }
  const text = cause instanceof Error ? cause.message : String(cause)
  const reason = REASONS[code] === undefined ? text : `${code}: ${REASONS[code]}${whose(path, code)}`
  return new TocsinError('store-failed', `cannot use ${path} (${reason}): check its owner and rights, ${NEXT}`, {
    cause,
  })
}

/** Of what is there and must not be trusted. */
export function unsafe(path: string, why: string, mend: string): TocsinError {
  return new TocsinError('unsafe-folder', `${path} ${why}: ${mend}, ${NEXT}`)
}

/** Of what is not what it has to be, nobody's fault but the caller's. */
export function misplaced(path: string, why: string): TocsinError {
  return new TocsinError('store-failed', `cannot use ${path}: ${why}; choose another folder with --data`)
}

export function errnoOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

function whose(path: string, code: string): string {
  if (code !== 'EACCES' && code !== 'EPERM') return ''
  try {
    return `; it belongs to user ${lstatSync(path).uid}`
  } catch {
    // a folder above may not be looked into
    return ''
  }
}
