/**
 * Short names of logs on a link: four bytes say which of a group's logs is meant. Serves docs/protocol.md, "Frontiers". A
 * name means a log only among those held here, and nothing where two of them share it: whoever grinds a log number to
 * share another's name makes frames longer and never has us take one log for another.
 */
import { label } from '../base/bytes.js'
import { hexOf, type LogKey } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import type { LogIndex } from './log-index.js'

/** Two of a group's 400 logs share a name by chance in one group of 50,000, and are named in full there. */
export const LOG_NAME_BYTES = 4

const NAME = label('log name ')

export class LogNames {
  readonly #index: LogIndex
  readonly #suite: Suite
  readonly #names = new Map<LogKey, string>()
  readonly #logs = new Map<string, readonly LogKey[]>()
  /** Version of the index when names were last given. */
  #version = 0

  constructor(index: LogIndex, suite: Suite) {
    this.#index = index
    this.#suite = suite
  }

  /** Hex of the log's short name. */
  nameOf(log: LogKey): string {
    return this.#names.get(log) ?? hexOf(this.#suite.sha256(NAME, label(log)).subarray(0, LOG_NAME_BYTES))
  }

  /** The only log held that has this name. */
  logOf(name: string): LogKey | undefined {
    const logs = this.logsOf(name)
    return logs.length === 1 ? logs[0] : undefined
  }

  /** Every log held that has this name. */
  logsOf(name: string): readonly LogKey[] {
    this.#learn()
    return this.#logs.get(name) ?? []
  }

  /** Whether another log held here has the same name. */
  isShared(log: LogKey): boolean {
    return this.logsOf(this.nameOf(log)).some(other => other !== log)
  }

  #learn(): void {
    if (this.#index.version === this.#version) return
    for (const log of this.#index.changedSince(this.#version)) {
      if (this.#names.has(log) || this.#index.rules.isLiveOnly(log)) continue
      const name = this.nameOf(log)
      this.#names.set(log, name)
      this.#logs.set(name, [...(this.#logs.get(name) ?? []), log])
    }
    this.#version = this.#index.version
  }
}
