/**
 * Where a ticket may stand in the text that carries it: mail folds it, chat programs quote it, people put it in a
 * sentence. This only proposes; the checksum of the ticket decides (ticket.ts). It must never propose without a bound.
 */
import { fromString } from 'uint8arrays/from-string'

const PREFIX = 'tocsin1'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** The longest ticket that decodes: 16 contacts with 8 addresses of 256 bytes, in base64. */
const MAX_TICKET_LENGTH = 64 * 1024
/** A long mail with a whole thread below it. */
const MAX_TEXT_LENGTH = 1024 * 1024
/** What is tried of one text, in bytes that a caller hashes: every end of the longest ticket, folded as mail folds it. */
const MAX_TRIED_BYTES = 24 * 1024 * 1024
const MAX_TICKET_TRIES = 4096
/** Tickets in one text, whole or cut. */
const MAX_TICKET_STARTS = 16

/** Marks of quoting at the start of a line, with the initials that some programs put before them. */
const QUOTING = /^[\t ]*(?:[\p{L}\p{N}]{0,4}[>|][\t ]*)+/gmu
const TAGS = /<\/?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,200})?\/?>|&[a-z0-9#]{1,8};/giu

/** The bytes of everything in the text that may be a ticket, its prefix taken off. */
export function* ticketsIn(text: string): Generator<Uint8Array> {
  if (text.length > MAX_TEXT_LENGTH) return
  let [left, tries] = [MAX_TRIED_BYTES, MAX_TICKET_TRIES]
  for (const carried of new Set([text, text.replace(QUOTING, ''), text.replace(TAGS, '')])) {
    for (const bytes of candidates(carried)) {
      left -= bytes.length
      tries -= 1
      if (left < 0 || tries < 0) return
      yield bytes
    }
  }
}

/** Whether somebody may have meant a ticket: its first letters are there, whatever stands between them. */
export function mayHoldTicket(text: string): boolean {
  return text
    .slice(0, MAX_TEXT_LENGTH)
    .replaceAll(/[^A-Za-z0-9_-]+/gu, '')
    .includes(PREFIX)
}

/** White space, quotes and all else that no ticket has may stand between its letters; it may end at each of these. */
function* candidates(text: string): Generator<Uint8Array> {
  const parts = text.match(/[A-Za-z0-9_-]+/gu) ?? []
  const letters = parts.join('')
  let starts = 0
  for (let start = letters.indexOf(PREFIX); start >= 0; start = letters.indexOf(PREFIX, start + 1)) {
    starts += 1
    if (starts > MAX_TICKET_STARTS) return
    const first = start + PREFIX.length
    const bytes = decoded(letters.slice(first, first + MAX_TICKET_LENGTH))
    for (const end of ends(parts, letters, first)) {
      if (isWhole(letters[end - 1] ?? '', end - first)) yield bytes.subarray(0, bytesIn(end - first))
    }
  }
}

/** Where a part ends, and before the dashes and underscores there: those may be marks of emphasis. */
function* ends(parts: readonly string[], letters: string, first: number): Generator<number> {
  let end = 0
  for (const part of parts) {
    end += part.length
    if (end > first + MAX_TICKET_LENGTH) return
    for (let bare = end; bare > first; bare -= 1) {
      yield bare
      if (!/[-_]/u.test(letters[bare - 1] ?? '')) break
    }
  }
}

/** Whether the last letter says nothing beyond the last byte: one ticket has one text. */
function isWhole(last: string, characters: number): boolean {
  const unused = (characters * 6) % 8
  return unused < 6 && (LETTERS.indexOf(last) & ((1 << unused) - 1)) === 0
}

function bytesIn(characters: number): number {
  return Math.floor((characters * 6) / 8)
}

/** Filled up to whole bytes: the lengths of the candidates leave off what was added. */
function decoded(letters: string): Uint8Array {
  return fromString(letters.padEnd(Math.ceil(letters.length / 4) * 4, 'A'), 'base64url')
}
