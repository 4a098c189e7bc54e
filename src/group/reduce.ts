/**
 * The membership log reduced to who is in and who may what. Serves docs/protocol.md, "Membership". The same entries give
 * the same state in whatever order they came: a fold (fold.ts) in display order, which is one total order everywhere.
 *
 * Where the fold finds removals that reach back behind themselves (reaches.ts), it starts anew and knows them.
 */
import { hexOf } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import { Fold } from './fold.js'
import type { ControlEntry, Membership } from './membership.js'
import { Reaches } from './reaches.js'

/** Display order: the one total order of docs/decisions/0001. */
export function compareControl(left: ControlEntry, right: ControlEntry): number {
  if (left.order !== right.order) return left.order < right.order ? -1 : 1
  if (left.author !== right.author) return left.author < right.author ? -1 : 1
  return left.entryId < right.entryId ? -1 : left.entryId === right.entryId ? 0 : 1
}

/**
 * The state after `entries`, which may come in any order. `group` is the genesis entry's id, 32 bytes.
 * Undefined until the genesis is among them.
 */
export function reduceMembership(
  suite: Suite,
  group: Uint8Array,
  entries: readonly ControlEntry[],
): Membership | undefined {
  const genesisId = hexOf(group)
  const genesis = entries.find(entry => entry.entryId === genesisId)
  if (genesis === undefined || genesis.body.type !== 'create') return undefined
  const later = entries.filter(entry => entry !== genesis).sort(compareControl)
  const reaches = new Reaches(2 * later.length)
  for (;;) {
    const fold = new Fold(suite, group, genesis, genesis.body, reaches)
    for (const entry of later) fold.apply(entry)
    if (!reaches.learn(fold.found) && !reaches.dropVain(fold.state.effective)) return fold.state
  }
}
