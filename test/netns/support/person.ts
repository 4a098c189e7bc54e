/**
 * One member over all its lives, as the test sees it: starts and kills its process, gives it orders, keeps what it
 * reported. Must never take an end for ordered that was not: a process that goes by itself is a fault.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { EntryId } from '#src/index.js'
import type { Place } from './lab.ts'
import type { Life, Order, Said, View } from './said.ts'

export class Person {
  readonly name: string
  readonly place: Place
  /** Messages that came as events, in all lives. */
  readonly shown: EntryId[] = []
  /** Messages it holds, as far as it said so. */
  readonly known = new Set<EntryId>()
  /** Messages of its own that it reported as stored. */
  readonly stored: EntryId[] = []
  readonly faults: string[] = []
  /** Of the present life. */
  view: View | undefined
  readonly #folder: string
  readonly #told: () => void
  #child: ChildProcess | undefined
  #answers: Said[] = []

  /** `told` is called after each word of this member. */
  constructor(name: string, place: Place, root: string, told: () => void) {
    this.name = name
    this.place = place
    this.#folder = join(root, name)
    this.#told = told
  }

  get alive(): boolean {
    return this.#child !== undefined
  }

  /** A new life from the folder. What it says first is `ready`. */
  start(): void {
    const life: Life = { name: this.name, folder: this.#folder, address: this.place.address }
    const script = join(import.meta.dirname, 'member.ts')
    // `ip` becomes the command it runs: the same pid, the same IPC
    const command = ['netns', 'exec', this.place.namespace, process.execPath, script, JSON.stringify(life)]
    const child = spawn('ip', command, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#child = child
    this.#answers = []
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#fault(text))
    child.on('message', (said: Said) => this.#heard(said))
    child.once('exit', (code, signal) => {
      if (child === this.#child) this.#fault(`ended by itself with ${signal ?? `exit code ${code}`}`)
    })
  }

  /** Kill -9. The word that is on its way is still read. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.#child = undefined
    this.view = undefined
    const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')])
    child.kill('SIGKILL')
    await gone
  }

  order(order: Order): void {
    this.#child?.send(order)
  }

  /** The first word of this type that nobody took yet. */
  take<Type extends Said['type']>(type: Type): Extract<Said, { type: Type }> | undefined {
    for (const [index, said] of this.#answers.entries()) {
      if (!isOf(said, type)) continue
      this.#answers.splice(index, 1)
      return said
    }
    return undefined
  }

  #heard(said: Said): void {
    switch (said.type) {
      case 'shown':
        this.shown.push(said.id)
        this.known.add(said.id)
        break
      case 'stored':
        this.stored.push(said.id)
        break
      case 'view':
        this.view = said
        break
      case 'fault':
        this.#fault(said.what)
        break
      case 'ready':
        for (const id of said.held) this.known.add(id)
        this.#answers.push(said)
        break
      default:
        this.#answers.push(said)
    }
    this.#told()
  }

  #fault(what: string): void {
    this.faults.push(what)
    this.#told()
  }
}

function isOf<Type extends Said['type']>(said: Said, type: Type): said is Extract<Said, { type: Type }> {
  return said.type === type
}
