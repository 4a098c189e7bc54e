/**
 * The five processes together: starts them in folders of their own, writes down what they report, waits for what
 * should come to pass, and leaves no process or folder behind, however it ends.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Actor } from './actor.ts'
import { Ledger } from './ledger.ts'
import type { Report } from './messages.ts'
import { CAST } from './score.ts'

type Ring = Extract<Report, { type: 'ring' }>

export class Company {
  readonly ledger = new Ledger()
  readonly actors: readonly Actor[]
  readonly #folder: string
  readonly #limit: AbortSignal
  readonly #rings = new Map<number, Ring>()
  readonly #watchers = new Set<() => void>()

  /** `limit` ends every wait. */
  constructor(limit: AbortSignal) {
    this.#limit = limit
    this.#folder = mkdtempSync(join(tmpdir(), 'tocsin-demo-'))
    this.actors = CAST.map((name, member) => {
      const actor = new Actor(name, join(this.#folder, name))
      actor.on(report => {
        this.ledger.take(member, report)
        if (report.type === 'ring') this.#rings.set(member, report)
        for (const look of [...this.#watchers]) look()
      })
      return actor
    })
  }

  actor(member: number): Actor {
    const actor = this.actors[member]
    if (actor === undefined) throw new Error(`there is no member ${member}`)
    return actor
  }

  get running(): number[] {
    return CAST.map((_, member) => member).filter(member => this.actor(member).running)
  }

  /** Those who run, linked to their neighbours among themselves. */
  async untilClosed(): Promise<void> {
    const running = this.running
    const names = running.map(member => CAST[member])
    await this.until(
      () =>
        running.every(member => {
          const ring = this.#rings.get(member)
          return ring?.closed === true && ring.neighbours.every(name => names.some(known => known === name))
        }),
      () => `the ring to close on ${names.join(', ')}`,
    )
  }

  /** Resolves when `condition` holds; it is asked after each report. Rejects when the time is up or a process fails. */
  until(condition: () => boolean, what: () => string): Promise<void> {
    return this.#watch(condition, what, this.#limit)
  }

  /** The same for at most `limitMs`; resolves either way. */
  async within(limitMs: number, condition: () => boolean): Promise<void> {
    await this.#watch(condition, () => '', AbortSignal.timeout(limitMs)).catch((error: unknown) => {
      if (!(error instanceof OutOfTime)) throw error
    })
  }

  #watch(condition: () => boolean, what: () => string, limit: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const failures = this.actors.map(actor => actor.onFailure(error => done(() => reject(error))))
      const late = (): void => done(() => reject(new OutOfTime(`waited in vain for ${what()}`)))
      const look = (): void => {
        if (condition()) done(resolve)
      }
      const done = (settle: () => void): void => {
        this.#watchers.delete(look)
        limit.removeEventListener('abort', late)
        for (const stopListening of failures) stopListening()
        settle()
      }
      this.#watchers.add(look)
      limit.addEventListener('abort', late)
      if (limit.aborted) late()
      else look()
    })
  }

  async stop(): Promise<void> {
    await Promise.all(this.actors.map(actor => actor.stop()))
  }

  /** Kills whoever still runs, sees them end, and removes the folders. */
  async end(): Promise<void> {
    await Promise.all(this.actors.map(actor => actor.kill()))
    this.#removeFolders()
  }

  /** The same without waiting, for the last moment of this process. */
  clear(): void {
    for (const actor of this.actors) actor.destroy()
    this.#removeFolders()
  }

  #removeFolders(): void {
    // a process that is being killed may still make a file in there
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 25 })
  }
}

class OutOfTime extends Error {}
