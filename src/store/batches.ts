/** Batches of one tick, one for each group: what is committed together. */
import type { GroupId } from '../base/ids.js'
import type { Batch } from '../history/stored.js'

/** In the order in which the groups came. */
export function byGroup(batches: Iterable<Batch>): Map<GroupId, Batch> {
  const merged = new Map<GroupId, Batch>()
  for (const batch of batches) {
    const { group } = batch
    const { entries, values, dropped = [] } = merged.get(group) ?? { entries: [], values: [] }
    merged.set(group, {
      group,
      entries: [...entries, ...batch.entries],
      values: [...values, ...batch.values],
      dropped: [...dropped, ...(batch.dropped ?? [])],
    })
  }
  return merged
}
