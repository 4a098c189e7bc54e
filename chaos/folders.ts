/**
 * What a killed process left in its folder, as whoever opens it next finds it: S24's half that needs no network. It
 * reads and judges; it must never open a folder that a process has.
 */
import { type EntryId, entryIdOf, type GroupId } from '#src/base/ids.js'
import { decodeHeader } from '#src/crypto/entry.js'
import { systemRandom } from '#src/host.js'
import { nodeSuite } from '#src/node-suite.js'
import { openMasterKey } from '#src/store/key-file.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { ArrivedEntry } from '#src/store/store.js'

const ALL = 10_000_000
const SIGNATURE_BYTES = 64

/** Every entry of every group. Throws what opening throws: then a kill has hurt the file. */
export function heldIn(folder: string): Map<GroupId, readonly ArrivedEntry[]> {
  const suite = nodeSuite()
  const masterKey = openMasterKey({ folder, passphrase: undefined, suite, random: systemRandom })
  const store = openSqliteStore({ folder, masterKey, suite, random: systemRandom })
  try {
    return new Map(store.groups().map(group => [group, store.since(group, 0, ALL)]))
  } finally {
    // as it was found
    store.close(store.place?.stopped)
  }
}

/** Each log is to run from seq 0 without a gap, each entry naming the one before; else one history became two. */
export function faultsOfLogs(entries: readonly ArrivedEntry[]): readonly string[] {
  const faults: string[] = []
  for (const [log, held] of Map.groupBy(entries, entry => entry.log)) {
    const ordered = held.toSorted((left, right) => left.seq - right.seq)
    const fault = ordered.map((entry, seq) => faultOf(entry, seq, ordered[seq - 1])).find(found => found !== undefined)
    if (fault !== undefined) faults.push(`${log} ${fault}`)
    // the last entry of a burst has the signature for all of it; a burst is stored whole or not at all
    else if (ordered.at(-1)?.signature.length !== SIGNATURE_BYTES) faults.push(`${log} ends in half a burst`)
  }
  return faults
}

/** Two entries for one place of a log, whoever holds which: places that were seen go into `places`. */
export function forksAcross(entries: readonly ArrivedEntry[], places: Map<string, EntryId>): readonly string[] {
  const forks: string[] = []
  for (const { log, seq, entryId } of entries) {
    const place = `${log} ${seq}`
    const other = places.get(place)
    if (other !== undefined && other !== entryId) forks.push(`${place} is ${entryId} here and ${other} elsewhere`)
    places.set(place, entryId)
  }
  return forks
}

function faultOf(entry: ArrivedEntry, seq: number, before: ArrivedEntry | undefined): string | undefined {
  if (entry.seq !== seq) return `has seq ${entry.seq} where ${seq} is due: a gap or a fork`
  if (before === undefined) return undefined
  const prev = decodeHeader(entry.header)?.prev
  if (prev === undefined || entryIdOf(prev) !== before.entryId) return `is no chain at seq ${seq}`
  return undefined
}
