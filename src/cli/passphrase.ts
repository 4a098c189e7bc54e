/** The passphrase from a file, without the line end an editor leaves; a secret never comes as a flag or a variable. */
import { readFileSync } from 'node:fs'
import { TocsinError } from '../base/errors.js'
import { strictTextOf } from '../base/utf8.js'

/** Throws TocsinError `bad-argument` when the file cannot be read, is empty or is not text. */
export function passphraseOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  const passphrase = decoded(file, contentOf(file)).replace(/\r?\n$/u, '')
  if (passphrase === '') throw new TocsinError('bad-argument', `the passphrase file ${file} is empty`)
  return passphrase
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new TocsinError('bad-argument', `cannot read the passphrase file ${file} (${reason})`, { cause })
  }
}

function decoded(file: string, bytes: Uint8Array): string {
  const text = strictTextOf(bytes)
  if (text === undefined) throw new TocsinError('bad-argument', `the passphrase file ${file} is not text in UTF-8`)
  // some editors put one before every text; no keyboard types it
  return text.replace(/^\ufeff/u, '')
}
