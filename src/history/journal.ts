/**
 * Which logs changed, and in what order: who was told of everything up to a version is told of the rest, without a look
 * at the logs that stayed as they were. Serves docs/protocol.md, "Frontiers". Grows with the logs, never with the changes.
 */
import type { LogKey } from '../base/ids.js'

/** Superseded notes are swept once they are so many times the logs, so that a sweep costs each note a constant. */
const SWEEP_FACTOR = 4
const SWEEP_FROM = 1024

interface Note {
  readonly version: number
  readonly log: LogKey
}

export class Journal {
  readonly #versions = new Map<LogKey, number>()
  #notes: Note[] = []
  #version = 0

  /** Rises with every change. */
  get version(): number {
    return this.#version
  }

  versionOf(log: LogKey): number {
    return this.#versions.get(log) ?? 0
  }

  note(log: LogKey): void {
    this.#version += 1
    this.#versions.set(log, this.#version)
    this.#notes.push({ version: this.#version, log })
    if (this.#notes.length > SWEEP_FROM + SWEEP_FACTOR * this.#versions.size) {
      this.#notes = this.#notes.filter(note => this.#isLatest(note))
    }
  }

  /** Logs that changed after `version`, the latest first. */
  since(version: number): LogKey[] {
    const changed: LogKey[] = []
    for (let at = this.#notes.length - 1; at >= 0; at -= 1) {
      const note = this.#notes[at]!
      if (note.version <= version) break
      if (this.#isLatest(note)) changed.push(note.log)
    }
    return changed
  }

  #isLatest({ version, log }: Note): boolean {
    return this.#versions.get(log) === version
  }
}
