/**
 * How a verb fails: a code, one line and the exit code. What is no TocsinError is a bug of ours and says so; the line
 * holds other people's words (names, reasons) and so is made safe here, at the last moment.
 */
import { TocsinError } from '../base/errors.js'
import { unusable } from '../data-folder/failure.js'
import { safeLine } from './terminal.js'

export interface Failure {
  readonly code: string
  readonly message: string
  readonly exitCode: number
}

/** A failure that the owner of the folder reported. */
export class OwnerFailure extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

export function failureOf(cause: unknown): Failure {
  if (cause instanceof OwnerFailure) return cause.failure
  if (cause instanceof TocsinError) return { code: cause.code, message: cause.message, exitCode: cause.exitCode }
  if (isDiskFull(cause)) {
    return { code: 'disk-full', message: 'no room left to write: free some space and try again', exitCode: 1 }
  }
  if (isOfPath(cause)) return failureOf(unusable(cause.path, cause))
  const message = cause instanceof Error ? cause.message : String(cause)
  return { code: 'bug', message: `${message} (a bug in tocsin; please report it)`, exitCode: 2 }
}

/** Prints the one line and gives the exit code. */
export function reportFailure(failure: Failure, json: boolean): number {
  const { code, exitCode } = failure
  const message = safeLine(failure.message)
  const line = json ? JSON.stringify({ v: 1, type: 'error', code, message, exitCode }) : `tocsin: ${message}`
  process.stderr.write(`${line}\n`)
  return exitCode
}

/** What the file system refused is no mistake of ours, and says which file. */
function isOfPath(cause: unknown): cause is Error & { readonly path: string } {
  return cause instanceof Error && 'syscall' in cause && 'path' in cause && typeof cause.path === 'string'
}

function isDiskFull(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
}
