/** The bench's end of a member's process: one order at a time, each with its answer. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Answer, Order, Told } from './member.ts'

/** As JavaScript: what takes types away takes 17 MB with it, which no member needs. */
const MEMBER = stripTypeScriptTypes(readFileSync(new URL('member.ts', import.meta.url), 'utf8'))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export class MemberProcess {
  readonly #child: ChildProcess
  readonly #answers: ((answer: Answer) => void)[] = []
  /** Resolves with what the process has resident when it is in no group yet. */
  readonly ready: Promise<number>

  constructor(name: string, folder: string, flags: readonly string[]) {
    this.#child = spawn(process.execPath, [...flags, '--input-type=module', '-e', MEMBER, name, folder], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child.on('message', (answer: Answer) => this.#answers.shift()?.(answer))
    this.ready = this.#next().then(answer => (answer.type === 'ready' ? answer.residentBytes : Number.NaN))
  }

  ask(order: Order): Promise<Answer> {
    const answer = this.#next()
    this.#child.send(order)
    return answer
  }

  async told(): Promise<Told> {
    const answer = await this.ask({ type: 'tell' })
    if (answer.type !== 'told') throw new Error(`a member answers ${answer.type}`)
    return answer
  }

  /** It closes what it has, and is gone when this resolves. */
  async stop(): Promise<void> {
    const gone = new Promise(resolve => this.#child.once('exit', resolve))
    await this.ask({ type: 'stop' })
    await gone
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #next(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`a member ended with ${code}`))
      this.#child.once('exit', onExit)
      this.#answers.push(answer => {
        this.#child.off('exit', onExit)
        resolve(answer)
      })
    })
  }
}
