/** A copy of a store, as somebody copies a data folder. */
import { memoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/store.js'

export function backupOf(store: Store): Store {
  const copy = memoryStore()
  for (const group of store.groups()) {
    const entries = store.since(group, 0, Number.MAX_SAFE_INTEGER)
    copy.commit([{ group, entries, values: [...store.values(group)] }])
  }
  return copy
}
