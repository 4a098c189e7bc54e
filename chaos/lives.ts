/**
 * One member over all its lives: starts its process, does to it what the plan says, hands on what it reports. What it
 * must never do is take an end for ordered that was not: a process that goes by itself is a fault.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Guard } from './guard.ts'
import type { Life, Order, Said } from './said.ts'

export type State = 'down' | 'starting' | 'running' | 'paused' | 'cut'

export interface LivesOptions {
  readonly name: string
  /** Where all members have their folders and their logs. */
  readonly root: string
  readonly port: number
  readonly seed: number
  readonly rate: number
  readonly guard: Guard
  readonly said: (said: Said) => void
}

/** A process that says goodbye has this long for it, on a busy machine. */
const STOP_MS = 30_000
/** Node, the folder, and the tries for the port. */
const START_MS = 60_000
/** While most others may be down. */
const JOIN_MS = 60_000

export class Lives {
  readonly name: string
  readonly folder: string
  readonly #options: LivesOptions
  #child: ChildProcess | undefined
  #ended: Promise<void> = Promise.resolve()
  #state: State = 'down'
  #count = 0
  /** Whether the present process is to end. */
  #ordered = false
  #talks = false
  readonly #waiting = new Set<(said: Said | undefined) => void>()

  constructor(options: LivesOptions) {
    this.#options = options
    this.name = options.name
    this.folder = join(options.root, options.name)
  }

  get state(): State {
    return this.#state
  }

  /** Processes it has had. */
  get count(): number {
    return this.#count
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Resolves when the member is ready, or was killed before. */
  async start(group: Life['group']): Promise<void> {
    const { name, root, port, seed, rate, guard } = this.#options
    this.#count += 1
    this.#ordered = false
    const life: Life = { name, folder: this.folder, port, seed: seed + this.#count, rate, group }
    const log = openSync(join(root, `${name}.log`), 'a')
    const script = join(import.meta.dirname, 'member.ts')
    const child = spawn(process.execPath, ['--expose-gc', script, JSON.stringify(life)], {
      // nothing is written to our output; it only stays open until the last member is gone
      stdio: ['ignore', 'inherit', log, 'ipc'],
    })
    closeSync(log)
    guard.watch(child)
    this.#child = child
    this.#state = 'starting'
    this.#ended = this.#end(child)
    child.on('message', (said: Said) => this.#heard(child, said))
    const ready = await this.next('ready', START_MS)
    if (child !== this.#child || this.#ordered) return
    if (ready === undefined) return this.#fault(`is not ready ${START_MS / 1000} s after its start`)
    // it may have been paused or cut on the way
    if (this.#state === 'starting') this.#state = 'running'
    if (this.#talks) this.order({ type: 'talk' })
  }

  async kill(): Promise<void> {
    this.#ordered = true
    this.#child?.kill('SIGKILL')
    await this.#ended
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#ordered = true
    this.order({ type: 'stop' })
    const timer = setTimeout(() => {
      this.#fault(`has not stopped ${STOP_MS / 1000} s after it was told to`)
      child?.kill('SIGKILL')
    }, STOP_MS)
    await this.#ended
    clearTimeout(timer)
  }

  pause(): void {
    this.#child?.kill('SIGSTOP')
    this.#state = 'paused'
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
    if (this.#state === 'paused') this.#state = 'running'
  }

  cut(): void {
    this.order({ type: 'cut' })
    this.#state = 'cut'
  }

  mend(): void {
    this.order({ type: 'mend' })
    if (this.#state === 'cut') this.#state = 'running'
  }

  /** The run is over: whatever ends now was ended. */
  mayEnd(): void {
    this.#ordered = true
  }

  /** Talks in this life and in those that follow. */
  talk(): void {
    this.#talks = true
    this.order({ type: 'talk' })
  }

  async hush(withinMs: number): Promise<void> {
    this.#talks = false
    if ((await this.ask({ type: 'hush' }, 'hushed', withinMs)) === undefined) this.#fault('does not fall silent')
  }

  /** Resolves when it has left, or was killed before. */
  async leave(): Promise<void> {
    const child = this.#child
    const left = await this.ask({ type: 'leave' }, 'left', JOIN_MS)
    if (left === undefined && child === this.#child && !this.#ordered) this.#fault('cannot leave')
  }

  /** Resolves when it is a member again, or was killed before. */
  async join(ticket: string): Promise<void> {
    const child = this.#child
    const joined = await this.ask({ type: 'join', ticket }, 'joined', JOIN_MS)
    if (child !== this.#child || this.#ordered) return
    if (joined === undefined) return this.#fault(`could not join again in ${JOIN_MS / 1000} s; its log says why`)
    if (this.#talks) this.order({ type: 'talk' })
  }

  order(order: Order): void {
    if (this.#child?.connected) this.#child.send(order, () => {})
  }

  async ask<Type extends Said['type']>(order: Order, answer: Type, withinMs: number) {
    const answered = this.next(answer, withinMs)
    this.order(order)
    return answered
  }

  /** The next word of this type in this life; undefined when it ends or the time is up before. */
  next<Type extends Said['type']>(type: Type, withinMs: number): Promise<Extract<Said, { type: Type }> | undefined> {
    return new Promise(resolve => {
      const done = (said: Said | undefined): void => {
        if (said !== undefined && !isOf(said, type)) return
        this.#waiting.delete(done)
        clearTimeout(timer)
        resolve(said)
      }
      const timer = setTimeout(() => done(undefined), withinMs)
      this.#waiting.add(done)
    })
  }

  #heard(child: ChildProcess, said: Said): void {
    this.#options.said(said)
    if (child === this.#child) for (const waiting of [...this.#waiting]) waiting(said)
  }

  /** Until it is gone and all it said was read. */
  async #end(child: ChildProcess): Promise<void> {
    await Promise.all(['exit', 'disconnect'].map(event => new Promise(resolve => child.once(event, resolve))))
    const { exitCode, signalCode } = child
    if (!this.#ordered) this.#fault(`ended by itself with ${signalCode ?? `exit code ${exitCode}`}; its log says why`)
    this.#state = 'down'
    for (const waiting of [...this.#waiting]) waiting(undefined)
  }

  #fault(what: string): void {
    this.#options.said({ type: 'fault', what })
  }
}

function isOf<Type extends Said['type']>(said: Said, type: Type): said is Extract<Said, { type: Type }> {
  return said.type === type
}
