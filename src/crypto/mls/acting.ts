/**
 * What this member does when it is due: founds, commits, joins. Serves docs/protocol.md, "MLS". Each makes an epoch of
 * its own and publishes it; that it may lose against another is for `fork.ts`.
 */
import { publicKeyOf } from '../../base/ids.js'
import { unreachable } from '../../base/machine.js'
import type { Draft } from './draft.js'
import type { Made, MlsEpoch, MlsTree, Refused, Seen } from './engine.js'
import { lineOf, wayTo } from './fork.js'
import { type EpochName, encodeEpochMessage, epochNameOf, orderOf } from './key-messages.js'
import { leavesByMember, START_MS, TREE_EVERY, TREE_LATE } from './state.js'

const SEED_BYTES = 32

export function act(draft: Draft): void {
  const { due } = draft.state
  if (due === undefined || due.atMs > draft.now) {
    draft.settle([])
    return
  }
  switch (due.act) {
    case 'begin':
      draft.set({ readyMs: draft.now + START_MS })
      draft.settle([])
      return
    case 'found':
      found(draft)
      return
    case 'look':
      look(draft)
      return
    case 'join':
      join(draft)
      return
    case 'remove':
      commit(draft, draft.state.strangers, false)
      return
    case 'renew':
      commit(draft, [], false)
      return
    case 'outrun':
      // whoever is there has no way here either, it may be
      commit(draft, [], true)
      return
    default:
      unreachable(due.act)
  }
}

export function found(draft: Draft): void {
  const { engine, context, self } = draft
  publish(draft, undefined, engine.found(context.group, self, context.random.bytes(SEED_BYTES)), false, true)
}

function commit(draft: Draft, removes: readonly number[], mustHaveTree: boolean): void {
  const { tip, held } = draft.state
  const from = tip === undefined ? undefined : held.get(tip)
  if (tip === undefined || from === undefined) return
  const withTree = mustHaveTree || isTreeDue(draft, tip, removes.length > 0)
  const made = draft.engine.commit(from.epoch, removes, withTree, draft.context.random.bytes(SEED_BYTES))
  publish(draft, tip, made, removes.length > 0, withTree)
}

/** Who is where one would come in: it says whose turn it is. */
function look(draft: Draft): void {
  const { best } = draft.state
  if (best === undefined) return
  const seen = follow(draft, best)
  if (seen === undefined || seen.type === 'refused' || seen.number !== draft.state.known.get(best)?.number) {
    giveUp(draft, best)
    return
  }
  const present = new Set(leavesByMember(seen.leaves).keys())
  draft.set({ view: { name: best, tree: seen.tree, present } })
  draft.settle([])
}

function follow(draft: Draft, best: EpochName): Seen | Refused | undefined {
  const { engine, context, state } = draft
  const way = wayTo(state, best)
  if (way === undefined) return undefined
  let base: MlsEpoch | MlsTree | undefined =
    state.held.get(way.from.name)?.epoch ?? (state.view?.name === way.from.name ? state.view.tree : undefined)
  if (base === undefined) {
    const seen = engine.tree(context.group, way.from.groupInfo)
    if (seen.type === 'refused' || seen.number !== way.from.number) return undefined
    base = seen.tree
  }
  const commits = way.commits.map(({ commit, committer }) => ({
    commit,
    from: publicKeyOf(committer) ?? new Uint8Array(),
  }))
  return engine.follow(base, commits)
}

function join(draft: Draft): void {
  const { engine, context, self } = draft
  const { view, best, known } = draft.state
  const at = best === undefined ? undefined : known.get(best)
  if (view === undefined || at === undefined || view.name !== best) return
  const withTree = isTreeDue(draft, best, false)
  const made = engine.join(view.tree, at.groupInfo, self, withTree, context.random.bytes(SEED_BYTES))
  if (made.type === 'refused') giveUp(draft, best)
  else publish(draft, best, made, false, withTree)
}

/** Nobody can come in there: its commits and its GroupInfo do not belong together. */
function giveUp(draft: Draft, name: EpochName): void {
  const epoch = draft.state.known.get(name)
  if (epoch !== undefined) draft.know({ ...epoch, sound: false })
  draft.settle(undefined)
}

function publish(draft: Draft, parent: EpochName | undefined, made: Made, removes: boolean, withTree: boolean): void {
  const { context, now } = draft
  const { member } = context.self
  const message = { parent, number: made.number, removes, withTree, commit: made.commit, groupInfo: made.groupInfo }
  const payload = encodeEpochMessage(message)
  const name = epochNameOf(context.suite, member, payload)
  const order = orderOf(context.suite, parent, member)
  const epoch = { ...message, name, committer: member, order, sound: true, heardMs: now }
  draft.publish(payload)
  draft.hold(name, made)
  draft.know(epoch)
  draft.set({ view: undefined })
  draft.settle([epoch])
}

function isTreeDue({ state }: Draft, parent: EpochName, removes: boolean): boolean {
  let since = 1
  for (const epoch of lineOf(state.known, parent)) {
    if (epoch.withTree) return since >= (removes ? TREE_LATE : TREE_EVERY)
    since += 1
  }
  return true
}
