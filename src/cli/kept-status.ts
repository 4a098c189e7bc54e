/**
 * The status that a person set by `away` or `busy`, kept in the data folder until `back`: it is said again at each start of the
 * command, and with nothing running it waits for one. The library keeps none: a program says for itself what it is.
 */
import { unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { textOf } from '../base/utf8.js'
import { isThere, readOwn, writeOwn } from '../data-folder/own-file.js'
import { STATUS_FILE } from '../data-folder.js'
import type { Status } from '../index.js'

export interface KeptStatus {
  readonly status: Exclude<Status, 'online'>
  readonly statusText: string
}

/** Undefined where there is none, or where the file says nothing that can be read. Throws TocsinError `unsafe-folder`. */
export function keptStatus(folder: string): KeptStatus | undefined {
  const file = join(folder, STATUS_FILE)
  if (!isThere(file)) return undefined
  const content = parsed(textOf(readOwn(file)))
  if (typeof content !== 'object' || content === null) return undefined
  const { status, statusText } = content as { readonly status?: unknown; readonly statusText?: unknown }
  if ((status !== 'away' && status !== 'busy') || typeof statusText !== 'string') return undefined
  return { status, statusText }
}

/** Throws TocsinError `store-failed`, `disk-full` or `unsafe-folder`. */
export function keepStatus(folder: string, status: Status, statusText: string): void {
  const file = join(folder, STATUS_FILE)
  if (status !== 'online') writeOwn(file, `${JSON.stringify({ status, statusText })}\n`)
  else if (isThere(file)) unlinkSync(file)
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
