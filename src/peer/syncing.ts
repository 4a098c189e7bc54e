/**
 * One group's history kept equal to the others': sync's messages on links, its reads on the store. Serves
 * docs/protocol.md, "Sync". Serves nobody below its floor; what is served is stored here.
 */
import type { LogKey, MemberId } from '../base/ids.js'
import { earliest } from '../base/machine.js'
import type { LogIndex } from '../history/log-index.js'
import { authorOf } from '../history/log-key.js'
import type { StoredEntry } from '../history/stored.js'
import { Sync } from '../history/sync.js'
import type { LiarReason, SyncEffect, SyncEvent } from '../history/sync-messages.js'
import type { Frame } from '../wire/generated/link.js'
import type { Book } from './book.js'
import type { GroupContext } from './context.js'
import type { EarlyBurst } from './early-bursts.js'
import { Expiry } from './expiry.js'
import { hostOf } from './guests.js'
import { LinkNames } from './link-names.js'
import { type Missing, Outstanding, type SyncProgress, syncState } from './outstanding.js'
import { RangeReads, type RangeStep } from './range-reads.js'
import { framesOfSync, syncOfFrame } from './sync-wire.js'

export interface SyncingOptions {
  readonly index: LogIndex
  readonly book: Book
  /** Ring neighbours, where they are linked. */
  readonly neighbours: () => readonly MemberId[]
  /** What came and waits for a key that signs it, and for one that opens it. */
  readonly unintroduced: () => readonly EarlyBurst[]
  readonly unopened: () => readonly EarlyBurst[]
  /** Members believed online that no link goes to. */
  readonly unlinked: () => readonly MemberId[]
  readonly caughtUp: (now: number) => void
  /** It is time to look whether there is something here that cannot be judged. */
  readonly looked: (now: number) => void
  readonly liar: (member: MemberId, reason: LiarReason, now: number) => void
}

/** A slow line answers long after it is asked no more; so many requests run out in a minute. */
const MAX_OWED = 24

export class Syncing {
  readonly #context: GroupContext
  readonly #options: SyncingOptions
  readonly #sync: Sync
  readonly #reads: RangeReads
  readonly #names = new Map<MemberId, LinkNames>()
  readonly #expiry: Expiry
  /** Answers that we wait for, late ones too. */
  readonly #owed = new Map<MemberId, number>()
  readonly #outstanding: Outstanding
  #progress: SyncProgress = { have: 0, from: [], returned: false }
  /** What was told of it last. */
  #told = ''
  #now = 0

  constructor(context: GroupContext, options: SyncingOptions) {
    this.#context = context
    this.#options = options
    const { suite, random } = context
    const { index, book, neighbours, unlinked } = options
    const mayRead = (member: MemberId) => book.floors.of(hostOf(member))
    this.#expiry = new Expiry(context, book, index)
    this.#reads = new RangeReads(index, context.nextRead)
    const isOut = () => book.membership?.members.get(context.identity.member)?.present === false
    this.#sync = new Sync({ index, suite, random, neighbours, unlinked, mayRead, isOut })
    this.#outstanding = new Outstanding({
      claimed: () => this.#sync.lacking(),
      unintroduced: options.unintroduced,
      unopened: options.unopened,
      wallAt: now => book.time.at(now),
      // above the cut of a removal nothing is taken any more
      covers: (log, seq) => seq >= index.endOf(log) || index.covers(log, { from: seq, to: seq }),
    })
  }

  get deadline(): number | undefined {
    return earliest(this.#sync.deadline, this.#expiry.deadline, this.#outstanding.deadline)
  }

  /** Hex of 16 bytes: the same on two members that hold the same. */
  get root(): string {
    return this.#sync.frontier.root()
  }

  get progress(): SyncProgress {
    return this.#progress
  }

  /** What is known to exist and is not shown here. */
  get missing(): readonly Missing[] {
    return this.#outstanding.at(this.#now)
  }

  /** Authors of what cannot be judged here, since they introduced no key to us. */
  get unintroduced(): readonly MemberId[] {
    return this.#sync.unintroduced
  }

  /** Something came that cannot be judged, or opened, yet. */
  lacks(now: number): void {
    this.#outstanding.changed(now)
  }

  /** False while our membership log may be behind: content is not to be taken over the arcs, sync brings it. */
  get takesContent(): boolean {
    return this.#sync.takesContent
  }

  /** Logs that their authors continued twice, and from where on. */
  forks(): { readonly author: MemberId; readonly seq: number }[] {
    const { index } = this.#options
    return [...index.logs()].flatMap(log => {
      const seq = index.state(log).fork?.seq
      return seq === undefined ? [] : [{ author: authorOf(log), seq }]
    })
  }

  /** Whether a member has told us that it holds this entry. */
  claims(member: MemberId, log: LogKey, seq: number): boolean {
    return this.#sync.claims(member, log, seq)
  }

  handle(event: SyncEvent, now: number): void {
    this.#now = now
    if (event.type === 'wake') this.#expiry.wake(now)
    else if (event.type !== 'traffic') this.#outstanding.changed(now)
    if (event.type === 'link-up' || event.type === 'link-down') {
      this.#names.delete(event.member)
      this.#owed.delete(event.member)
    }
    for (const effect of this.#sync.handle(event, now)) this.#obey(effect, now)
    if (event.type !== 'wake' || !this.#outstanding.wake(now)) return
    this.#tell(false)
    this.#options.looked(now)
  }

  /** The clock may have been set. */
  woke(now: number): void {
    this.#expiry.look(now)
  }

  /** Whether an answer that came was asked for: once for each request. */
  tookAnswer(from: MemberId): boolean {
    const owed = this.#owed.get(from) ?? 0
    this.#owed.set(from, Math.max(0, owed - 1))
    return owed > 0
  }

  /** Any frame that nobody else understands. */
  frame(from: MemberId, frame: Frame, now: number): void {
    const message = syncOfFrame(this.#namesFor(from), frame)
    if (message !== undefined) this.handle({ type: 'message', from, message }, now)
  }

  /** A request for ranges of a member that had as much as it may for now: it asks again in a while. */
  later(from: MemberId, frame: Frame): void {
    const names = this.#namesFor(from)
    const message = syncOfFrame(names, frame)
    if (message?.type !== 'range-request') return
    const { requestId, ranges } = message
    const answers = framesOfSync(names, { type: 'range-later', requestId, ranges: ranges.length })
    for (const answer of answers) this.#context.send(from, answer, 'can-wait')
  }

  /** The store answered a read that was ours. */
  read(read: number, entries: readonly StoredEntry[], now: number): void {
    const step = this.#expiry.read(read, entries) ? undefined : this.#reads.done(read, entries)
    if (step !== undefined) this.#step(step, now)
  }

  #obey(effect: SyncEffect, now: number): void {
    switch (effect.type) {
      case 'send':
        if (effect.message.type === 'range-request') this.#asked(effect.to)
        for (const frame of framesOfSync(this.#namesFor(effect.to), effect.message)) {
          this.#context.send(effect.to, frame, 'after-commit')
        }
        return
      case 'read-ranges':
        this.#step(this.#reads.begin(effect), now)
        return
      case 'progress': {
        const { have, from } = effect
        this.#progress = { have, from, returned: false }
        this.#tell(true)
        return
      }
      case 'dial':
        this.#context.dial(effect.member)
        return
      case 'caught-up':
        this.#progress = { ...this.#progress, returned: true }
        this.#tell(true)
        this.#options.caughtUp(now)
        return
      case 'liar':
        this.#options.liar(effect.member, effect.reason, now)
        return
    }
  }

  #step(step: RangeStep, now: number): void {
    if (step.type === 'read') {
      this.#context.effect({ type: 'read', read: step.read, group: this.#context.group, query: step.query })
      return
    }
    this.#context.send(step.to, step.frame, 'after-commit')
    this.handle({ type: 'range-served', to: step.to, requestId: step.requestId }, now)
  }

  #asked(member: MemberId): void {
    this.#owed.set(member, Math.min(MAX_OWED, (this.#owed.get(member) ?? 0) + 1))
  }

  #namesFor(member: MemberId): LinkNames {
    const names = this.#names.get(member) ?? new LinkNames(this.#sync.names)
    this.#names.set(member, names)
    return names
  }

  /** Unless it is `news`, it is told where it differs from what was told last. */
  #tell(isNews: boolean): void {
    const state = syncState(this.#progress, this.missing)
    const text = `${state.missing} ${state.caughtUp} ${state.settled}`
    if (!isNews && text === this.#told) return
    this.#told = text
    this.#context.emit({ type: 'sync', ...state })
  }
}
