/**
 * The local history as this member reads it: paged, searched, and replayed in the order of arrival. Reads the store a page
 * at a time; never holds more than a page.
 */
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import { decodeHeader } from '../crypto/entry.js'
import { hasLives } from '../group/expiry.js'
import { authorOf, isContentLog } from '../history/log-key.js'
import { highestCounted, oddClock } from '../history/order.js'
import type { Content } from '../peer/content.js'
import type { GroupPeer } from '../peer/group.js'
import type { Reading } from '../peer/reading.js'
import type { DisplayCursor, ReadText, Store, StoredEntry } from '../store/store.js'
import { contentEvent } from './content-events.js'
import type { CustomEvent, MessageEvent } from './surface.js'

export interface HistorySource {
  readonly store: Store
  readonly group: GroupId
  readonly reading: Reading
  readonly nameOf: (member: MemberId) => string
  /** Whether content here has nothing to say: its author had no right to say it, or it has expired. */
  readonly isVoid: (entry: Pick<StoredEntry, 'log' | 'seq' | 'order'>) => boolean
  /** Whether messages that were here may have disappeared. */
  readonly forgets: () => boolean
  /** What time of day it is in the group, in ms. */
  readonly time: () => number
  /** The highest order that has expired. */
  readonly horizon: () => bigint
}

/** The history of a group, by the names that its members have now. */
export function sourceOf(
  { group, reading, book }: GroupPeer,
  { store, steady }: { readonly store: Store; steady(): number },
  nameOf: (member: MemberId) => string,
): HistorySource {
  const { roll } = book
  const time = () => book.time.at(steady())
  const horizon = () => book.floors.horizon(steady())
  const isVoid: HistorySource['isVoid'] = ({ log, seq, order }) => order <= horizon() || roll.isVoid(log, seq, order)
  const forgets = (): boolean => hasLives(roll.membership?.lives ?? [])
  return { store, group, reading, nameOf, isVoid, forgets, time, horizon }
}

interface Wanted {
  /** Also the messages of members that are ignored. */
  readonly ignored?: boolean | undefined
  /** Also what embedders sent, between the messages. */
  readonly custom?: boolean | undefined
}

export interface PageOptions extends Pick<Wanted, 'ignored'> {
  /** Only what comes before this message in display order. */
  readonly before?: EntryId | undefined
  /** Most messages given; all when left out. */
  readonly limit?: number | undefined
}

export interface SearchOptions extends PageOptions {
  /** Accents and width count: `cafe` finds no `café`. Case never does. */
  readonly exact?: boolean | undefined
}

export type HistoryOptions = PageOptions & Wanted

/** A page is read at once: large enough to amortise the query, small enough that the program answers meanwhile. */
const PAGE = 256

/** Newest first. */
export async function* pagesOf(
  source: HistorySource,
  options: HistoryOptions,
): AsyncGenerator<MessageEvent | CustomEvent> {
  const { store, group } = source
  let before = cursorOf(source, options.before)
  let left = options.limit ?? Number.MAX_SAFE_INTEGER
  // one limit for all pages: an entry must not move from one to another meanwhile
  const upTo = highestCounted(source.time())
  while (left > 0) {
    const page = store.newest(group, before, PAGE, upTo)
    for (const entry of page) {
      const event = eventOf(source, entry, options)
      if (event === undefined || left === 0) continue
      left -= 1
      yield event
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    before = last
  }
}

/** Messages that have every word, newest first. */
export async function* found(
  source: HistorySource,
  words: string,
  options: SearchOptions,
): AsyncGenerator<MessageEvent> {
  const wanted = words.split(/\s+/u).filter(word => word !== '')
  if (wanted.length === 0) throw new TocsinError('bad-argument', 'there is no word to search for')
  const limit = options.limit ?? Number.MAX_SAFE_INTEGER
  const messages: Wanted = { ignored: options.ignored }
  const textOf: ReadText = entry => {
    const content = contentOf(source, entry, messages)
    return content?.type === 'message' ? content.text : undefined
  }
  const { exact = false } = options
  const before = cursorOf(source, options.before)
  const upTo = highestCounted(source.time())
  for (const step of source.store.search(source.group, wanted, before, limit, textOf, exact, upTo)) {
    for (const entry of step) {
      const event = eventOf(source, entry, messages)
      if (event?.type === 'message') yield event
    }
    // a search of a large history must not keep the program from answering its links
    await new Promise<void>(resolve => setImmediate(resolve))
  }
}

/** One page of what arrived after a message, and where to go on; `done` when nothing more is stored. */
export function replayed(
  source: HistorySource,
  after: number,
): {
  readonly events: readonly (MessageEvent | CustomEvent)[]
  readonly after: number
  readonly done: boolean
} {
  const page = source.store.since(source.group, after, PAGE)
  const events = page.map(entry => eventOf(source, entry, { custom: true })).filter(event => event !== undefined)
  return { events, after: page.at(-1)?.arrival ?? after, done: page.length < PAGE }
}

/**
 * Where a message stands in the order of arrival. One that may have disappeared stood before all that is here. Throws
 * `bad-argument` for one that never was.
 */
export function arrivalOf({ store, group, forgets }: HistorySource, id: EntryId): number {
  const arrival = store.arrivalOf(group, id)
  if (arrival !== undefined) return arrival
  if (forgets()) return 0
  throw unknownMessage(id)
}

/** A stored entry as an event; undefined for membership entries, for what is void, and for what is not for us to see. */
function eventOf(source: HistorySource, entry: StoredEntry, wanted: Wanted): MessageEvent | CustomEvent | undefined {
  const { group, nameOf, time: now } = source
  const content = contentOf(source, entry, wanted)
  const fields = content === undefined ? undefined : decodeHeader(entry.header)
  if (content === undefined || fields === undefined) return undefined
  const author = authorOf(entry.log)
  const { time, order } = fields
  const said = { id: entry.entryId, author, time, clock: oddClock(time, order, now()) }
  return contentEvent(group, nameOf(author), said, content)
}

function contentOf(
  { reading, isVoid }: HistorySource,
  entry: Parameters<ReadText>[0],
  { ignored, custom }: Wanted,
): Content | undefined {
  if (!isContentLog(entry.log) || isVoid(entry)) return undefined
  if (ignored !== true && reading.ignored.has(authorOf(entry.log))) return undefined
  const content = reading.contentOf(entry)
  return content?.type === 'custom' && custom !== true ? undefined : content
}

function cursorOf({ store, group }: HistorySource, before: EntryId | undefined): DisplayCursor | undefined {
  if (before === undefined) return undefined
  const entry = store.get(group, before)
  if (entry === undefined) throw unknownMessage(before)
  return entry
}

function unknownMessage(id: string): TocsinError {
  return new TocsinError('bad-argument', `there is no message ${id.slice(0, 16)} here`)
}
