/**
 * Which epoch to be in, of those that are known. Serves docs/protocol.md, "MLS", and docs/decisions/0042-longest-branch.md.
 * All who know the same commits choose the same one, in whatever order they came.
 */
import type { EpochName } from './key-messages.js'
import type { KnownEpoch, MlsGroup } from './state.js'

type Known = ReadonlyMap<EpochName, KnownEpoch>

/** Whether `left` is to be followed, and not `right`. */
export function isBetter(known: Known, left: KnownEpoch, right: KnownEpoch): boolean {
  if (left.number !== right.number) return left.number > right.number
  const [one, other] = whereTheyPart(known, left, right)
  if (one.removes !== other.removes) return one.removes
  if (one.order !== other.order) return one.order < other.order
  return one.name < other.name
}

/** Whether all who know either of them choose the same: of branches as long, where they part must be known. */
export function isCertain(known: Known, left: KnownEpoch, right: KnownEpoch): boolean {
  if (left.number !== right.number) return true
  const [one, other] = whereTheyPart(known, left, right)
  return one.parent === other.parent
}

/** The first commits in which two branches of one length differ, or as far back as is known. */
function whereTheyPart(known: Known, left: KnownEpoch, right: KnownEpoch): readonly [KnownEpoch, KnownEpoch] {
  let [one, other] = [left, right]
  while (one.parent !== other.parent) {
    const above = parentOf(known, one)
    const otherAbove = parentOf(known, other)
    if (above === undefined || otherAbove === undefined) break
    one = above
    other = otherAbove
  }
  return [one, other]
}

function parentOf(known: Known, { parent }: KnownEpoch): KnownEpoch | undefined {
  return parent === undefined ? undefined : known.get(parent)
}

/** How one comes to an epoch: from one whose tree is at hand, by commits. */
export interface Way {
  readonly from: KnownEpoch
  /** In order; the last one makes the epoch. */
  readonly commits: readonly KnownEpoch[]
}

export function wayTo(
  { known, held, view }: Pick<MlsGroup, 'known' | 'held' | 'view'>,
  to: EpochName,
): Way | undefined {
  const commits: KnownEpoch[] = []
  let epoch = known.get(to)
  while (epoch !== undefined) {
    if (held.has(epoch.name) || view?.name === epoch.name || epoch.withTree) {
      return { from: epoch, commits: commits.reverse() }
    }
    commits.push(epoch)
    epoch = parentOf(known, epoch)
  }
  return undefined
}

/** The one that all should be in: sound, and with a way to it. */
export function bestOf(state: Pick<MlsGroup, 'known' | 'held' | 'view'>): EpochName | undefined {
  let best: KnownEpoch | undefined
  for (const epoch of state.known.values()) best = betterOf(state, best, epoch)
  return best?.name
}

export function betterOf(
  state: Pick<MlsGroup, 'known' | 'held' | 'view'>,
  best: KnownEpoch | undefined,
  epoch: KnownEpoch,
): KnownEpoch | undefined {
  if (!epoch.sound || (best !== undefined && !isBetter(state.known, epoch, best))) return best
  return wayTo(state, epoch.name) === undefined ? best : epoch
}

/** From `name` towards the first epoch, as far as is known. */
export function* lineOf(known: Known, name: EpochName | undefined): Generator<KnownEpoch> {
  let epoch = name === undefined ? undefined : known.get(name)
  while (epoch !== undefined) {
    yield epoch
    epoch = parentOf(known, epoch)
  }
}
