/**
 * The local history as messages: paged, searched, and replayed in the order of arrival. Reads the store a page at a
 * time; never holds more than a page.
 */
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import { decodeHeader } from '../crypto/entry.js'
import { oddClock } from '../history/order.js'
import { messageKind, textOf } from '../peer/content.js'
import { partsOfLog } from '../peer/sync-wire.js'
import type { DisplayCursor, Store, StoredEntry } from '../store/store.js'
import type { MessageEvent } from './surface.js'

export interface HistorySource {
  readonly store: Store
  readonly group: GroupId
  readonly nameOf: (member: MemberId) => string
  /** Whether content here has nothing to say: its author had no right to say it. */
  readonly isVoid: (entry: StoredEntry) => boolean
  /** What our clock reads, in ms since the epoch. */
  readonly wall: () => number
}

export interface PageOptions {
  /** Only what comes before this message in display order. */
  readonly before?: EntryId | undefined
  /** Most messages given; all when left out. */
  readonly limit?: number | undefined
}

/** A page is read at once: large enough to amortise the query, small enough that the program answers meanwhile. */
const PAGE = 256

/** Newest first. */
export async function* pagesOf(source: HistorySource, options: PageOptions): AsyncGenerator<MessageEvent> {
  const { store, group } = source
  let before = cursorOf(source, options.before)
  let left = options.limit ?? Number.MAX_SAFE_INTEGER
  while (left > 0) {
    const page = store.newest(group, before, PAGE)
    for (const entry of page) {
      const message = messageOf(source, entry)
      if (message === undefined || left === 0) continue
      left -= 1
      yield message
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    before = last
  }
}

/** Messages that have every word, newest first. */
export async function* found(source: HistorySource, words: string, options: PageOptions): AsyncGenerator<MessageEvent> {
  const wanted = words.split(/\s+/u).filter(word => word !== '')
  if (wanted.length === 0) throw new TocsinError('bad-argument', 'there is no word to search for')
  let left = options.limit ?? Number.MAX_SAFE_INTEGER
  if (left <= 0) return
  const all = Number.MAX_SAFE_INTEGER
  for (const step of source.store.search(source.group, wanted, cursorOf(source, options.before), all)) {
    for (const entry of step) {
      const message = messageOf(source, entry)
      if (message === undefined) continue
      yield message
      left -= 1
      if (left === 0) return
    }
    // a search of a large history must not keep the program from answering its links
    await new Promise<void>(resolve => setImmediate(resolve))
  }
}

/** One page of what arrived after a message, and where to go on; `done` when nothing more is stored. */
export function replayed(
  source: HistorySource,
  after: number,
): { readonly messages: readonly MessageEvent[]; readonly after: number; readonly done: boolean } {
  const page = source.store.since(source.group, after, PAGE)
  const messages = page.map(entry => messageOf(source, entry)).filter(message => message !== undefined)
  return { messages, after: page.at(-1)?.arrival ?? after, done: page.length < PAGE }
}

/** Where a message stands in the order of arrival. Throws `bad-argument` for one that is not here. */
export function arrivalOf({ store, group }: HistorySource, id: EntryId): number {
  const arrival = store.arrivalOf(group, id)
  if (arrival === undefined) throw unknownMessage(id)
  return arrival
}

/** A stored entry as a message; undefined for membership entries and kinds this version does not show. */
export function messageOf(
  { group, nameOf, isVoid, wall }: HistorySource,
  entry: StoredEntry,
): MessageEvent | undefined {
  const { author, log } = partsOfLog(entry.log)
  const fields = (log & 1n) === 1n ? decodeHeader(entry.header) : undefined
  const kind = fields === undefined ? undefined : messageKind(fields.kind)
  if (fields === undefined || kind === undefined || isVoid(entry)) return undefined
  const { entryId: id, body } = entry
  const time = isoTime(fields.time)
  const clock = oddClock(fields.time, fields.order, wall())
  const text = textOf(body)
  return { type: 'message', id, group, author, name: nameOf(author), time, clock, kind, text, hops: undefined }
}

/** ISO 8601. A time beyond what a date can say is shown as the last one it can. */
export function isoTime(ms: number): string {
  return new Date(Math.min(ms, MAX_DATE_MS)).toISOString()
}

const MAX_DATE_MS = 8.64e15

function cursorOf({ store, group }: HistorySource, before: EntryId | undefined): DisplayCursor | undefined {
  if (before === undefined) return undefined
  const entry = store.get(group, before)
  if (entry === undefined) throw unknownMessage(before)
  return entry
}

function unknownMessage(id: string): TocsinError {
  return new TocsinError('bad-argument', `there is no message ${id.slice(0, 16)} here`)
}
