/** What the five have reported of each message: who heard it and how, and whether its author can prove it. */

import type { Report } from './messages.ts'
import { CAST, type Line } from './score.ts'

/** Links it came over, or how else a member got hold of it. */
export type Way = number | 'caught up' | 'from its folder'

export interface Said extends Line {
  readonly id: string
}

export class Ledger {
  readonly said: Said[] = []
  readonly #ways = new Map<string, Map<number, Way>>()
  readonly #proven = new Set<string>()

  say(line: Line, id: string): void {
    this.said.push({ ...line, id })
  }

  take(member: number, report: Report): void {
    if (report.type === 'heard') this.#hold(report.id, member, report.hops ?? 'caught up')
    if (report.type === 'started') for (const id of report.held) this.#hold(id, member, 'from its folder')
    if (report.type === 'proven' && report.reached === CAST.length - 1) this.#proven.add(report.id)
  }

  /** The first way counts: what comes again after a restart did not come twice. */
  #hold(id: string, member: number, way: Way): void {
    const ways = this.#ways.get(id) ?? new Map<number, Way>()
    this.#ways.set(id, ways)
    if (!ways.has(member)) ways.set(member, way)
  }

  wayOf(id: string, member: number): Way | undefined {
    return this.#ways.get(id)?.get(member)
  }

  holds({ id, speaker }: Said, member: number): boolean {
    return speaker === member || this.wayOf(id, member) !== undefined
  }

  missingAt(member: number): Said[] {
    return this.said.filter(message => !this.holds(message, member))
  }

  get proven(): number {
    return this.said.filter(({ id }) => this.#proven.has(id)).length
  }

  /** One hop count for each delivery that came live. */
  get hops(): number[] {
    return this.#deliveries().filter(way => typeof way === 'number')
  }

  get caughtUp(): number {
    return this.#deliveries().filter(way => way === 'caught up').length
  }

  #deliveries(): Way[] {
    return this.said.flatMap(({ id }) => [...(this.#ways.get(id)?.values() ?? [])])
  }
}
