/**
 * The run: members join, talk, and are harmed as the plan says; then everything is mended, and within a bound all must
 * hold every message that anybody reported as stored, in one order, none twice. What falls short is a finding, never an
 * exception: a run goes to its end and says all it saw.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { EntryId } from '#src/base/ids.js'
import { eachOf } from '#src/testing/each-of.js'
import { memberName } from '#src/testing/names.js'
import { faultsOfLogs, forksAcross, heldIn } from './folders.ts'
import { Guard } from './guard.ts'
import { type Finding, Ledger, lineOf } from './ledger.ts'
import { Lives, type State } from './lives.ts'
import type { ChaosOptions } from './options.ts'
import { type Deed, isLasting, planOf, type Step } from './plan.ts'
import { freePorts } from './ports.ts'
import { filesOf, growthIn, LEAST_JUDGED_MS, type Sample, type Trend, trendsOf } from './samples.ts'

export interface Outcome {
  readonly deeds: Readonly<Record<Deed, number>>
  /** Processes started, over all members. */
  readonly processes: number
  readonly stored: number
  readonly deliveries: number
  /** Messages in the end, those of senders killed before they could report them included. */
  readonly messages: number
  /** Times that a member got no answer and doubted another for it. */
  readonly doubts: number
  /** From the last harm until all held everything; undefined when that did not come. */
  readonly wholeAfterMs: number | undefined
  readonly trends: readonly Trend[]
  readonly samples: readonly Sample[]
  readonly findings: readonly Finding[]
}

/** Members that start at the same time: each is half a second of a processor. */
const STARTING = 4
const GATHER_MS = 120_000
const ANSWER_MS = 20_000
const LOOK_AGAIN_MS = 1_000
/** Past the bound it is watched on for so many times as long: late is another finding than lost. */
const LATE_TIMES = 2
const PROGRESS_MS = 10_000
/** One ticket for all, and for those who leave and join again. */
const MOST_JOINS = 100_000
const MOST_SAMPLES = 60
const LEAST_SAMPLE_MS = 5_000

export class Chaos {
  readonly #options: ChaosOptions
  readonly #durationMs: number
  readonly #tell: (line: string) => void
  readonly #ledger = new Ledger()
  readonly #guard = new Guard()
  readonly #lives: readonly Lives[]
  readonly #starts = new Set<Promise<void>>()
  readonly #samples: Sample[] = []
  readonly #deeds: Record<Deed, number> = { kill: 0, stop: 0, pause: 0, cut: 0, leave: 0 }
  #ticket = ''
  #began = 0
  #doubts = 0

  static async in(root: string, options: ChaosOptions, tell: (line: string) => void): Promise<Chaos> {
    return new Chaos(root, options, await freePorts(options.members), tell)
  }

  private constructor(root: string, options: ChaosOptions, ports: readonly number[], tell: (line: string) => void) {
    this.#options = options
    this.#durationMs = options.seconds * 1000
    this.#tell = tell
    const { seed, rate } = options
    this.#lives = ports.map((port, index) => {
      const name = memberName(index)
      const said: ConstructorParameters<typeof Lives>[0]['said'] = told => {
        if (told.type === 'stored') this.#ledger.stored(name, told.id)
        else if (told.type === 'shown') this.#ledger.shown(name, told.ids)
        else if (told.type === 'doubt') this.#doubts += 1
        else if (told.type === 'fault') this.#find({ type: 'fault', member: name, what: told.what })
      }
      const seedOf = (seed * 10_000 + index * 1_000) >>> 0
      return new Lives({ name, root, port, seed: seedOf, rate, guard: this.#guard, said })
    })
  }

  async run(): Promise<Outcome> {
    await this.#gather()
    for (const lives of this.#lives) lives.talk()
    this.#began = performance.now()
    await this.#harm(planOf({ ...this.#options, durationMs: this.#durationMs }))
    const healed = await this.#heal()
    await Promise.all(this.#lives.map(lives => lives.stop()))
    const messages = this.#judgeFolders()
    this.end()
    const lasting = this.#lives.filter((_, index) => isLasting(index, this.#lives.length)).map(({ name }) => name)
    const trends = trendsOf(this.#samples, lasting, this.#durationMs)
    if (this.#durationMs >= LEAST_JUDGED_MS) for (const finding of growthIn(trends)) this.#find(finding)
    return {
      deeds: this.#deeds,
      processes: this.#lives.reduce((sum, { count }) => sum + count, 0),
      stored: this.#ledger.messages,
      deliveries: this.#ledger.deliveries,
      messages,
      doubts: this.#doubts,
      wholeAfterMs: healed,
      trends,
      samples: this.#samples,
      findings: this.#ledger.found,
    }
  }

  /** Kills what still runs. */
  end(): void {
    for (const lives of this.#lives) lives.mayEnd()
    this.#guard.end()
  }

  async #gather(): Promise<void> {
    const [founder, ...others] = this.#lives
    if (founder === undefined) return
    await founder.start({ type: 'found', history: this.#options.leaves ? 'all' : 'from-join' })
    const answer = await founder.ask({ type: 'invite', uses: MOST_JOINS }, 'ticket', ANSWER_MS)
    if (answer === undefined) throw new Error('the founder makes no ticket')
    this.#ticket = answer.ticket
    await eachOf(others, STARTING, lives => lives.start({ type: 'join', ticket: this.#ticket }))
    const closedBy = performance.now() + GATHER_MS
    while ((await this.#unsettled()).length > 0) {
      if (performance.now() > closedBy) throw new Error(`the ring did not close in ${GATHER_MS / 1000} s`)
      await delay(LOOK_AGAIN_MS)
    }
    const processes = this.#lives.map(({ name, pid }) => `${name} ${pid}`).join(', ')
    this.#tell(`${this.#lives.length} members have joined, as processes: ${processes}`)
  }

  async #harm(plan: readonly Step[]): Promise<void> {
    const progress = setInterval(() => this.#progress(), PROGRESS_MS)
    const sampleMs = Math.max(LEAST_SAMPLE_MS, this.#durationMs / MOST_SAMPLES)
    const sampling = setInterval(() => void this.#sample(), sampleMs)
    // one thing at a time befalls a member, also when saying goodbye takes it longer than planned
    const after = this.#lives.map(() => Promise.resolve())
    for (const step of plan) {
      await this.#at(step.atMs)
      const lives = this.#lives[step.member]!
      this.#deeds[step.deed] += 1
      after[step.member] = after[step.member]!.then(() => this.#undergo(lives, step))
    }
    await Promise.all(after)
    await this.#at(this.#durationMs)
    clearInterval(progress)
    clearInterval(sampling)
  }

  async #undergo(lives: Lives, { deed, atMs, forMs }: Step): Promise<void> {
    switch (deed) {
      case 'kill':
      case 'stop':
        await lives[deed]()
        await this.#at(atMs + forMs)
        this.#goOn(lives.start({ type: 'keep', ticket: this.#ticket }))
        return
      case 'leave':
        await lives.leave()
        await this.#at(atMs + forMs)
        this.#goOn(lives.join(this.#ticket))
        return
      case 'pause':
        lives.pause()
        await this.#at(atMs + forMs)
        return lives.resume()
      case 'cut':
        lives.cut()
        await this.#at(atMs + forMs)
        return lives.mend()
    }
  }

  /** Not waited for: the next kill may come before it is ready. */
  #goOn(start: Promise<void>): void {
    this.#starts.add(start)
    void start.finally(() => this.#starts.delete(start))
  }

  /** Until all hold everything; the time it took, or undefined. */
  async #heal(): Promise<number | undefined> {
    await Promise.all(this.#starts)
    const mended = performance.now()
    await Promise.all(this.#lives.map(lives => lives.hush(ANSWER_MS)))
    this.#tell(`all run and are silent; ${this.#ledger.messages} messages were reported as stored`)
    const boundMs = this.#options.healSeconds * 1000
    for (;;) {
      const unsettled = await this.#unsettled()
      const wrong = unsettled.length > 0 ? unsettled : this.#ledger.judge(await this.#histories())
      const tookMs = performance.now() - mended
      if (wrong.length === 0) {
        if (tookMs > boundMs)
          this.#find({ type: 'stalled', member: 'all', what: `whole only after ${seconds(tookMs)}` })
        return tookMs
      }
      if (tookMs > boundMs * (1 + LATE_TIMES)) {
        for (const finding of [...unsettled, ...this.#ledger.judge(await this.#histories())]) this.#find(finding)
        return undefined
      }
      this.#tell(`not whole after ${seconds(tookMs)}: ${wrong.map(lineOf).join('; ').slice(0, 400)}`)
      await delay(LOOK_AGAIN_MS)
    }
  }

  /** Who does not see everyone yet, or has not caught up. */
  async #unsettled(): Promise<readonly Finding[]> {
    const all = this.#lives.length
    const found = await Promise.all(
      this.#lives.map(async (lives): Promise<Finding[]> => {
        const look = await lives.ask({ type: 'look' }, 'look', ANSWER_MS)
        if (look === undefined) return [{ type: 'stalled', member: lives.name, what: 'does not answer' }]
        if (look.closed && look.online === all && look.caughtUp) return []
        const ring = look.closed ? 'its ring is closed' : 'its ring is open'
        const history = look.caughtUp ? 'it has caught up' : 'it has not caught up'
        return [{ type: 'stalled', member: lives.name, what: `sees ${look.online} of ${all}, ${ring}, ${history}` }]
      }),
    )
    return found.flat()
  }

  async #histories(): Promise<ReadonlyMap<string, readonly EntryId[]>> {
    const histories = new Map<string, readonly EntryId[]>()
    for (const lives of this.#lives) {
      const held = await lives.ask({ type: 'hold' }, 'held', ANSWER_MS)
      histories.set(lives.name, held?.ids ?? [])
    }
    return histories
  }

  /** What is on the disks once every process is gone; returns how many messages the largest history has. */
  #judgeFolders(): number {
    const places = new Map<string, EntryId>()
    let most = 0
    for (const { name, folder } of this.#lives) {
      try {
        const entries = [...heldIn(folder).values()].flat()
        for (const what of [...faultsOfLogs(entries), ...forksAcross(entries, places)]) {
          this.#find({ type: 'fork', member: name, what })
        }
        const ids = new Set(entries.map(({ entryId }) => entryId))
        most = Math.max(most, ids.size)
        const lost = this.#ledger.storedBy(name).filter(id => !ids.has(id))
        if (lost.length > 0) {
          this.#find({
            type: 'missing',
            member: name,
            what: `lost ${lost.length} of its own from its disk: ${lost[0]}`,
          })
        }
      } catch (error) {
        this.#find({ type: 'fault', member: name, what: `its folder does not open: ${String(error)}` })
      }
    }
    return most
  }

  async #sample(): Promise<void> {
    await Promise.all(
      this.#lives.map(async lives => {
        const { name, pid, state } = lives
        if (pid === undefined || state === 'down' || state === 'paused') return
        const measured = await lives.ask({ type: 'measure' }, 'measured', LEAST_SAMPLE_MS)
        if (measured === undefined) return
        const { rss, heap, buffers } = measured
        const atMs = Math.round(performance.now() - this.#began)
        this.#samples.push({ member: name, atMs, rss, heap, buffers, files: filesOf(pid) })
      }),
    )
  }

  #progress(): void {
    const states = Map.groupBy(this.#lives, ({ state }) => state)
    const how = (['running', 'starting', 'paused', 'cut', 'down'] satisfies State[])
      .map(state => `${states.get(state)?.length ?? 0} ${state}`)
      .join(', ')
    const done = Object.entries(this.#deeds).map(([deed, count]) => `${count} ${deed}`)
    const { messages, deliveries } = this.#ledger
    const wrong = this.#ledger.found.length === 0 ? '' : `, ${this.#ledger.found.length} FINDINGS`
    const at = seconds(performance.now() - this.#began).padStart(6)
    this.#tell(`${at}  ${how}; ${messages} stored, ${deliveries} shown; ${done.join(', ')}${wrong}`)
  }

  #find(finding: Finding): void {
    this.#ledger.find(finding)
    this.#tell(`WRONG: ${lineOf(finding)}`)
  }

  async #at(atMs: number): Promise<void> {
    await delay(Math.max(0, this.#began + atMs - performance.now()))
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`
}
