/** Reads a group back at start: its values, its membership log, and where each content log ends. */
import type { EntryId, GroupId, LogKey } from '../base/ids.js'
import { parseLog } from '../history/log-codec.js'
import { isContentLog } from '../history/log-key.js'
import type { SavedGroup, StoredEntry } from '../history/stored.js'
import type { Store } from './store.js'

const LOG_PREFIX = 'log/'
/** Control entries read at once. */
const CHUNK = 1024
const CHUNK_BYTES = 4 * 1024 * 1024

export function savedGroup(store: Store, group: GroupId): SavedGroup {
  const values = store.values(group)
  const control: StoredEntry[] = []
  const heads: StoredEntry[] = []
  for (const [name, bytes] of values) {
    if (!name.startsWith(LOG_PREFIX)) continue
    const log = name.slice(LOG_PREFIX.length) as LogKey
    const last = parseLog(bytes)?.intervals.at(-1)?.to
    if (last === undefined) continue
    if (isContentLog(log)) heads.push(...store.readLog(group, log, last, 1, CHUNK_BYTES))
    else control.push(...whole(store, group, log))
  }
  return { group, values, control, heads }
}

function whole(store: Store, group: GroupId, log: LogKey): StoredEntry[] {
  const entries = new Map<EntryId, StoredEntry>()
  for (let from = 0; ; ) {
    const part = store.readLog(group, log, from, CHUNK, CHUNK_BYTES)
    const last = part.at(-1)?.seq
    if (last === undefined) return [...entries.values()]
    const before = entries.size
    for (const entry of part) entries.set(entry.entryId, entry)
    // a cut may fall between the sides of a fork; only sides that fill a whole part by themselves are passed over
    from = entries.size > before ? last : last + 1
  }
}
