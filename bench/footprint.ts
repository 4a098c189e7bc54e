/**
 * Resident memory after a collection. Needs --expose-gc: without it the figure would tell when V8 last felt like
 * collecting, so it refuses instead.
 */
import { setTimeout as delay } from 'node:timers/promises'

/** A collection frees what the one before it finalised, and pages go back a moment later. */
const COLLECTIONS = 3
const PAUSE_MS = 50

export async function residentBytes(): Promise<number> {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('run with --expose-gc: resident memory is measured after a collection')
  for (let turn = 0; turn < COLLECTIONS; turn += 1) {
    await gc()
    await delay(PAUSE_MS)
  }
  return process.memoryUsage.rss()
}
