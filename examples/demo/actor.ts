/**
 * A member's process as the demo's parent holds it: start, tell, wait for what it reports, kill, stop. A process that
 * ends unasked fails every wait on it, with the last it wrote to stderr.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Command, isOf, isReport, type Report } from './messages.ts'

const PROGRAM = join(import.meta.dirname, 'member.ts')
/** What is kept of a child's stderr: the end of a stack trace. */
const MAX_STDERR = 2000

type Listener = (report: Report) => void

export class Actor {
  readonly name: string
  readonly #folder: string
  readonly #listeners = new Set<Listener>()
  readonly #failures = new Set<(error: Error) => void>()
  #process: ChildProcess | undefined
  #expectedToEnd = false
  /** Why it is of no more use: whoever asks later must not wait for it. */
  #lost: Error | undefined
  #stderr = ''

  constructor(name: string, folder: string) {
    this.name = name
    this.#folder = folder
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Resolves when the member has opened its folder and listens. */
  async start(): Promise<Extract<Report, { type: 'started' }>> {
    this.#expectedToEnd = false
    this.#lost = undefined
    this.#stderr = ''
    const child = fork(PROGRAM, [this.#folder, this.name], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#process = child
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_STDERR)
    })
    child.on('message', (message: unknown) => {
      if (isReport(message)) this.#heard(message)
    })
    child.on('exit', (code, signal) => this.#ended(child, signal ?? `code ${code}`))
    child.on('error', error => this.#fail(error))
    return this.next('started')
  }

  on(listener: Listener): void {
    this.#listeners.add(listener)
  }

  /** Calls back when the process ends unasked or the member fails; returns how to stop listening. */
  onFailure(failed: (error: Error) => void): () => void {
    this.#failures.add(failed)
    const lost = this.#lost
    if (lost !== undefined) queueMicrotask(() => failed(lost))
    return () => this.#failures.delete(failed)
  }

  tell(command: Command): void {
    // whether it fails is told by the end of the process, which follows
    if (this.#process?.connected === true) this.#process.send(command, () => undefined)
  }

  /** Tells, and resolves with the next report of this type. */
  ask<Type extends Report['type']>(command: Command, type: Type): Promise<Extract<Report, { type: Type }>> {
    const answer = this.next(type)
    this.tell(command)
    return answer
  }

  /** The next report of this type. Rejects when the process ends or the member reports a failure. */
  next<Type extends Report['type']>(type: Type): Promise<Extract<Report, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#listeners.delete(listener)
        this.#failures.delete(fail)
      }
      const fail = (error: Error): void => {
        done()
        reject(error)
      }
      const listener = (report: Report): void => {
        if (!isOf(report, type)) return
        done()
        resolve(report)
      }
      this.#listeners.add(listener)
      this.#failures.add(fail)
      if (this.#lost !== undefined) fail(this.#lost)
    })
  }

  /** SIGKILL, as when the power goes: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    await this.#end(child => child.kill('SIGKILL'))
  }

  async stop(): Promise<void> {
    await this.#end(() => this.tell({ type: 'stop' }))
  }

  /** For the way out: at once, without waiting. */
  destroy(): void {
    this.#expectedToEnd = true
    if (this.running) this.#process?.kill('SIGKILL')
  }

  async #end(how: (child: ChildProcess) => void): Promise<void> {
    const child = this.#process
    if (child === undefined || !this.running) return
    this.#expectedToEnd = true
    const ended = once(child, 'exit')
    how(child)
    await ended
  }

  #heard(report: Report): void {
    if (report.type === 'failed') this.#fail(new Error(`${this.name}: ${report.reason}`))
    for (const listener of [...this.#listeners]) listener(report)
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#expectedToEnd || child !== this.#process) return
    const last = this.#stderr.trim()
    this.#fail(new Error(`${this.name}'s process ended by itself (${how})${last === '' ? '' : `:\n${last}`}`))
  }

  #fail(error: Error): void {
    this.#lost = error
    for (const fail of [...this.#failures]) fail(error)
  }
}
