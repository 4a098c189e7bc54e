/** How much may wait in one group because its authors are over their rate. Serves docs/protocol.md, "Rates". */

/** Eight that flood, each with as much as it may send at once. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024

export class WaitingRoom {
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** False where there is no room. */
  enter(bytes: number): boolean {
    if (this.#bytes + bytes > MAX_WAITING_BYTES) return false
    this.#bytes += bytes
    return true
  }

  leave(bytes: number): void {
    this.#bytes -= bytes
  }
}
