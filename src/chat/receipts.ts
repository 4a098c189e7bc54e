/**
 * Who waits for which message of ours to be held by how many, and the events about it. A message is named to the peer by
 * the last entry of its burst.
 */
import type { TocsinError } from '../base/errors.js'
import type { EntryId } from '../base/ids.js'
import type { GroupPeer } from '../peer/group.js'
import type { Command } from '../runtime.js'
import type { Reach, ReceiptEvent } from './surface.js'

/** Bursts whose messages get receipt events: as many as the author's book keeps. */
const MAX_BURSTS = 1024
/** How long a leave waits for one: a neighbour's disk is that slow at most. */
export const LEAVE_MS = 2_000

type Done = (error: TocsinError | undefined) => void

export class Receipts {
  readonly #peer: GroupPeer
  readonly #submit: (command: Command) => void
  readonly #bursts = new Map<EntryId, readonly EntryId[]>()
  readonly #waiters = new Map<string, Done>()
  #nextWaiter = 1

  constructor(peer: GroupPeer, submit: (command: Command) => void) {
    this.#peer = peer
    this.#submit = submit
  }

  sent(burst: readonly EntryId[]): void {
    const item = burst.at(-1)!
    if (this.#bursts.has(item)) return
    this.#bursts.set(item, burst)
    const oldest = this.#bursts.keys().next().value
    if (this.#bursts.size > MAX_BURSTS && oldest !== undefined) this.#bursts.delete(oldest)
  }

  /** Calls back once; the result gives up. */
  wait(item: EntryId, target: Reach, done: Done): () => void {
    const waiter = `${this.#nextWaiter}`
    this.#nextWaiter += 1
    this.#waiters.set(waiter, done)
    this.#submit({
      group: this.#peer.group,
      decide: now => this.#peer.wait(item, waiter, target, now),
      done: error => {
        if (error !== undefined) this.#settle(waiter, error)
      },
    })
    return () => {
      if (!this.#waiters.delete(waiter)) return
      this.#submit({ group: this.#peer.group, decide: now => this.#peer.cancelWait(item, waiter, now) })
    }
  }

  /** Resolves once somebody holds the entry or the time is up: whoever is slower hears of it by sync. */
  someone(item: EntryId, within: (giveUp: () => void) => void): Promise<void> {
    return new Promise(resolve => {
      const giveUp = this.wait(item, 1, () => resolve())
      within(() => {
        giveUp()
        resolve()
      })
    })
  }

  reached(waiter: string): void {
    this.#settle(waiter, undefined)
  }

  eventsOf(item: EntryId): ReceiptEvent[] {
    const { proven, missing } = this.#peer.spreading.holders(item)
    const members = proven.length + missing.length
    return (this.#bursts.get(item) ?? [item]).map(id => ({
      type: 'receipt',
      group: this.#peer.group,
      id,
      reached: proven.length,
      members,
      missing,
    }))
  }

  end(error: TocsinError): void {
    for (const waiter of [...this.#waiters.keys()]) this.#settle(waiter, error)
  }

  #settle(waiter: string, error: TocsinError | undefined): void {
    const done = this.#waiters.get(waiter)
    this.#waiters.delete(waiter)
    done?.(error)
  }
}
