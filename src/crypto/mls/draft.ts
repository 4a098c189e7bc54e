/**
 * A state in the making: what a step is to change, until it is done. Serves docs/protocol.md, "MLS". After whatever it
 * learns it goes to the best epoch that it can, forgets what is too old, and sees whose turn it is.
 */
import type { MemberId } from '../../base/ids.js'
import type { CipherContext, CipherNotice, Step } from '../schemes/group-cipher.js'
import { savedChanges } from './at-rest.js'
import { dueOf } from './due.js'
import type { Entered, MlsEngine, MlsSelf } from './engine.js'
import { bestOf, betterOf, lineOf } from './fork.js'
import type { EpochName } from './key-messages.js'
import {
  type HeldEpoch,
  type KnownEpoch,
  LEFT_MS,
  leavesByMember,
  MAX_BEHIND,
  MAX_HELD,
  MAX_KNOWN,
  type MlsGroup,
  strangersOf,
} from './state.js'

export class Draft {
  readonly engine: MlsEngine
  readonly context: CipherContext
  readonly now: number
  readonly #before: MlsGroup
  #state: MlsGroup
  #known: Map<EpochName, KnownEpoch> | undefined
  #held: Map<EpochName, HeldEpoch> | undefined
  readonly #publish: Uint8Array[] = []
  readonly #notices: CipherNotice[] = []

  constructor(engine: MlsEngine, context: CipherContext, before: MlsGroup, now: number) {
    this.engine = engine
    this.context = context
    this.now = now
    this.#before = before
    this.#state = before
  }

  get state(): MlsGroup {
    return this.#state
  }

  get self(): MlsSelf {
    return this.context.self
  }

  set(change: Partial<Omit<MlsGroup, 'known' | 'held'>>): void {
    this.#state = { ...this.#state, ...change }
  }

  know(epoch: KnownEpoch): void {
    if (this.#known === undefined) {
      this.#known = new Map(this.#state.known)
      this.#state = { ...this.#state, known: this.#known }
    }
    this.#known.set(epoch.name, epoch)
  }

  hold(name: EpochName, { epoch, leaves, ratchets }: Entered): void {
    this.#changedHeld().set(name, { epoch, leafOf: leavesByMember(leaves), ratchets, leftMs: this.now })
  }

  publish(payload: Uint8Array): void {
    this.#publish.push(payload)
  }

  /** Says that `from` wrote what no honest member writes. */
  blame(from: MemberId, reason: string): void {
    this.#notices.push({ type: 'wrong-key-message', from, reason })
  }

  /** `news`: epochs that came to be known, or can be followed now; undefined: look at all. */
  settle(news: readonly KnownEpoch[] | undefined): void {
    this.#choose(news)
    this.#forget()
    this.#noteStrangers()
    this.set({ due: dueOf(this.context, this.#state) })
  }

  step(): Step<MlsGroup> {
    const saved = savedChanges(this.engine, this.#before, this.#state)
    return { state: this.#state, publish: this.#publish, saved, notices: this.#notices }
  }

  #choose(news: readonly KnownEpoch[] | undefined): void {
    const { known, best: former } = this.#state
    const before = former === undefined ? undefined : known.get(former)
    const best =
      news === undefined
        ? bestOf(this.#state)
        : news.reduce((best, epoch) => betterOf(this.#state, best, epoch), before)?.name
    this.set({ best })
    if (best !== undefined && best !== this.#state.tip && this.#state.held.has(best)) this.#goTo(best)
  }

  #goTo(name: EpochName): void {
    const { tip, held, known } = this.#state
    const left = tip === undefined ? undefined : held.get(tip)
    if (tip !== undefined && left !== undefined) this.#changedHeld().set(tip, { ...left, leftMs: this.now })
    this.#changedHeld().set(name, { ...held.get(name)!, leftMs: undefined })
    this.set({ tip: name, tipMs: this.now, rekeyedMs: this.now, renewedMs: this.#renewedBy(name) })
    if (known.get(name)?.committer !== this.context.self.member) this.set({ confirmedMs: this.now })
    this.#notices.push({ type: 'rekeyed', epoch: known.get(name)?.number ?? 0 })
  }

  /** A commit of ours that lost did not renew anything: then it is due again. */
  #renewedBy(name: EpochName): number {
    const { known, renewedMs } = this.#state
    const own = this.context.self.member
    for (const epoch of lineOf(known, name)) if (epoch.committer === own) return epoch.heardMs
    const isLost = [...known.values()].some(epoch => epoch.committer === own && epoch.heardMs === renewedMs)
    return isLost ? 0 : renewedMs
  }

  /** Secrets of epochs that were left, and what is known of those far behind. */
  #forget(): void {
    const leaving = [...this.#state.held]
      .filter(([, { leftMs }]) => leftMs !== undefined)
      .sort(([, left], [, right]) => (left.leftMs ?? 0) - (right.leftMs ?? 0))
    const excess = this.#state.held.size - MAX_HELD
    for (const [index, [name, { leftMs }]] of leaving.entries()) {
      if (index < excess || (leftMs ?? 0) + LEFT_MS <= this.now) this.#changedHeld().delete(name)
    }
    const { known, best, view } = this.#state
    const number = best === undefined ? 0 : (known.get(best)?.number ?? 0)
    for (const epoch of known.values()) if (epoch.number < number - MAX_BEHIND) this.#forgetEpoch(epoch.name)
    if (this.#state.known.size > MAX_KNOWN) this.#forgetForks()
    if (view !== undefined && view.name !== best) this.set({ view: this.#isOnLine(view.name) ? view : undefined })
  }

  /** Whoever floods with epochs loses those first that nobody is in. */
  #forgetForks(): void {
    const line = new Set([...lineOf(this.#state.known, this.#state.best)].map(({ name }) => name))
    for (const { name } of [...this.#state.known.values()].sort((left, right) => left.heardMs - right.heardMs)) {
      if (this.#state.known.size <= MAX_KNOWN) return
      if (!line.has(name) && !this.#state.held.has(name)) this.#forgetEpoch(name)
    }
  }

  #forgetEpoch(name: EpochName): void {
    if (this.#state.held.has(name)) return
    if (this.#known === undefined) {
      this.#known = new Map(this.#state.known)
      this.#state = { ...this.#state, known: this.#known }
    }
    this.#known.delete(name)
  }

  #isOnLine(name: EpochName): boolean {
    for (const epoch of lineOf(this.#state.known, this.#state.best)) if (epoch.name === name) return true
    return false
  }

  #noteStrangers(): void {
    const { strangers: before } = this.#state
    const strangers = strangersOf(this.#state)
    if (strangers.length === before.length && strangers.every((leaf, index) => leaf === before[index])) return
    this.set({ strangers, strangersMs: this.now })
  }

  #changedHeld(): Map<EpochName, HeldEpoch> {
    if (this.#held === undefined) {
      this.#held = new Map(this.#state.held)
      this.#state = { ...this.#state, held: this.#held }
    }
    return this.#held
  }
}
