/**
 * The one writer: all of a change or nothing of it, synced before `run` returns, and each change counted. It must never
 * go on after a start that finds changes missing without having said so.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { CommitCount, commitsLost, storeCutShort } from './commit-count.js'
import { numberOf } from './database-file.js'

export class Transactions {
  readonly #database: DatabaseSync
  readonly #count: CommitCount
  readonly #countUp: StatementSync
  #commits: number

  /** Throws TocsinError `store-damaged`, once, when changes are missing that were reported stored. */
  constructor(database: DatabaseSync, file: string, folder: string) {
    this.#database = database
    this.#commits = numberOf(file, database.prepare('SELECT commits FROM checks').get()?.commits)
    this.#countUp = database.prepare('UPDATE checks SET commits = ?')
    const lost = commitsLost(folder, this.#commits)
    this.#count = new CommitCount(folder)
    this.#count.write(this.#commits)
    if (lost === 0) return
    this.#count.close()
    throw storeCutShort(file, lost)
  }

  run(write: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      write()
      this.#countUp.run(this.#commits + 1)
      this.#database.exec('COMMIT')
    } catch (cause) {
      this.#rollBack()
      throw cause
    }
    this.#commits += 1
    this.#count.write(this.#commits)
  }

  close(): void {
    this.#count.close()
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // a full disk may have rolled back already; what counts is the error that led here
    }
  }
}
