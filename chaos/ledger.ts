/**
 * Who reported what as stored, and what came of it: the judge of a run. It knows nothing of processes, so that its own
 * test can tell it of a loss.
 */
import type { EntryId } from '#src/index.js'

export interface Finding {
  readonly type: 'missing' | 'twice' | 'order' | 'fault' | 'fork' | 'stalled' | 'grew'
  readonly member: string
  readonly what: string
}

export function lineOf({ type, member, what }: Finding): string {
  return `${member} ${what} (${type})`
}

/** So many of a kind are named; the rest are counted. */
const NAMED = 5

export class Ledger {
  readonly #authors = new Map<EntryId, string>()
  readonly #shown = new Map<string, Set<EntryId>>()
  readonly #findings: Finding[] = []
  #deliveries = 0

  stored(author: string, id: EntryId): void {
    this.#authors.set(id, author)
  }

  /** Shown once means stored: no later life may show it as new. */
  shown(member: string, ids: readonly EntryId[]): void {
    const before = this.#shown.get(member) ?? new Set()
    this.#shown.set(member, before)
    for (const id of ids) {
      if (before.has(id)) this.find({ type: 'twice', member, what: `was shown ${id} a second time` })
      before.add(id)
      this.#deliveries += 1
    }
  }

  find(finding: Finding): void {
    this.#findings.push(finding)
  }

  get found(): readonly Finding[] {
    return this.#findings
  }

  get messages(): number {
    return this.#authors.size
  }

  get deliveries(): number {
    return this.#deliveries
  }

  /** What this member reported as stored, over all its lives. */
  storedBy(author: string): readonly EntryId[] {
    return [...this.#authors].flatMap(([id, by]) => (by === author ? [id] : []))
  }

  /** What is wrong with the histories, each oldest first. */
  judge(histories: ReadonlyMap<string, readonly EntryId[]>): readonly Finding[] {
    return [...this.#lost(histories), ...inOneOrder(histories)]
  }

  /** All that was reported or shown, and all that anybody holds, must be held by all. */
  #lost(histories: ReadonlyMap<string, readonly EntryId[]>): Finding[] {
    const findings: Finding[] = []
    const wanted = new Set([...this.#authors.keys(), ...[...histories.values()].flat()])
    for (const shown of this.#shown.values()) for (const id of shown) wanted.add(id)
    for (const [member, ids] of histories) {
      const held = new Set(ids)
      if (held.size < ids.length) {
        findings.push({ type: 'twice', member, what: `has ${ids.length - held.size} messages twice in its history` })
      }
      const missing = [...wanted].filter(id => !held.has(id))
      if (missing.length === 0) continue
      const by = Map.groupBy(missing, id => this.#authors.get(id) ?? 'nobody that reported it')
      const authors = [...by].map(([author, theirs]) => `${theirs.length} by ${author}`).join(', ')
      const named = missing.slice(0, NAMED).join(' ')
      findings.push({
        type: 'missing',
        member,
        what: `lacks ${missing.length} of ${wanted.size}: ${authors}; ${named}`,
      })
    }
    return findings
  }
}

/** What two hold they hold in the same order; the first in the map is the measure. */
function inOneOrder(histories: ReadonlyMap<string, readonly EntryId[]>): Finding[] {
  const [first, ...others] = [...histories]
  if (first === undefined) return []
  const [measure, measured] = first
  return others.flatMap(([member, ids]): Finding[] => {
    const theirs = new Set(ids)
    const ours = new Set(measured)
    const expected = measured.filter(id => theirs.has(id))
    const at = ids.filter(id => ours.has(id)).findIndex((id, index) => id !== expected[index])
    if (at < 0) return []
    return [{ type: 'order', member, what: `differs from ${measure} at message ${at + 1} of those both hold` }]
  })
}
