/** The run's side of the guardian: tells it which processes there are, so that none is left behind. */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

export interface Guarded {
  readonly pid: number
  readonly runs: boolean
}

export class Guard {
  readonly #guardian = fork(join(import.meta.dirname, 'guardian.ts'), { execArgv: [], stdio: 'ignore' })

  /** From now until it has exited this process ends with the run. */
  watch(child: ChildProcess): void {
    const { pid } = child
    if (pid === undefined) return
    this.#tell({ pid, runs: true })
    child.once('exit', () => this.#tell({ pid, runs: false }))
  }

  /** Kills whatever is left. */
  end(): void {
    if (this.#guardian.connected) this.#guardian.disconnect()
  }

  #tell(guarded: Guarded): void {
    if (this.#guardian.connected) this.#guardian.send(guarded)
  }
}
