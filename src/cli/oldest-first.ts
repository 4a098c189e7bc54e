/**
 * The newest messages of a group, oldest first. The library gives them newest first; this remembers where every page
 * began and reads the pages backwards, so that a million messages never lie in memory at once.
 */
import type { EntryId } from '../base/ids.js'
import type { MessageEvent } from '../chat/surface.js'
import type { Group } from '../index.js'

/** Messages held at once; a page of the largest texts is still bounded, by 256 MiB. */
const PAGE = 256

export interface Span {
  /** At most so many, the newest ones. */
  readonly limit: number
  /** The first message, going back in time, that is too old. */
  readonly isTooOld?: (message: MessageEvent) => boolean
}

interface Page {
  readonly before: EntryId | undefined
  readonly size: number
}

export async function* oldestFirst(group: Group, span: Span): AsyncGenerator<MessageEvent> {
  const pages = await pagesOf(group, span)
  for (const { before, size } of pages.reverse()) {
    const page: MessageEvent[] = []
    for await (const message of group.history(cursor(before, size))) page.push(message)
    yield* page.reverse()
  }
}

async function pagesOf(group: Group, { limit, isTooOld }: Span): Promise<Page[]> {
  const pages: Page[] = []
  let before: EntryId | undefined
  let last: EntryId | undefined
  let size = 0
  let count = 0
  if (limit === 0) return pages
  for await (const message of group.history({ limit })) {
    if (isTooOld?.(message) === true) break
    last = message.id
    size += 1
    count += 1
    if (size === PAGE) {
      pages.push({ before, size })
      before = last
      size = 0
    }
    if (count === limit) break
  }
  if (size > 0) pages.push({ before, size })
  return pages
}

function cursor(before: EntryId | undefined, limit: number) {
  return before === undefined ? { limit } : { before, limit }
}
