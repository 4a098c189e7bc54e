/**
 * Members of an `mls` group that come into the tree and go away again, by a commit of their own as always. Each is shown the tree
 * by the founder: a newcomer finds it by following up to 96 commits, and 500 such ways are no part of what is measured.
 */
import type { MlsEngine } from '#src/crypto/mls/engine.js'
import type { MlsGroup } from '#src/crypto/mls/state.js'
import type { Circle } from '../../test/support/circle.ts'

export function seating(engine: MlsEngine) {
  return (circle: Circle<MlsGroup>, seed: number): void => {
    const { tip, held, known } = circle.actors[0]!.state
    const epoch = tip === undefined ? undefined : held.get(tip)
    const seen = epoch && engine.follow(epoch.epoch, [])
    if (tip === undefined || epoch === undefined || seen?.type !== 'seen') throw new Error('the founder is in no epoch')
    const actor = circle.join(seed)
    actor.inbox.length = 0
    const view = { name: tip, tree: seen.tree, present: new Set(epoch.leafOf.keys()) }
    actor.state = { ...actor.state, known, best: tip, view }
    const before = circle.log.length
    circle.tellMembers()
    circle.run(TURN_MS)
    if (circle.log.length === before) throw new Error('a newcomer does not come into the tree')
    circle.depart(actor)
  }
}

/** All that it waits for is that it heard nothing new. */
const TURN_MS = 5_000
