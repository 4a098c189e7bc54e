/**
 * What was said in a chat and is not yet held by the neighbours. Each message is watched from the moment it is sent, so
 * that leaving a quiet chat waits for nothing.
 */
import type { Group, Message } from '../../index.js'
import { receiptOf } from './send.js'

/** A log reaches others in order, so when the newest of these are held the older ones are as well. */
const MAX_WATCHED = 256

export class Unconfirmed {
  readonly #group: Group
  readonly #stopped: AbortSignal
  readonly #watched = new Map<Message, AbortController>()

  constructor(group: Group, stopped: AbortSignal) {
    this.#group = group
    this.#stopped = stopped
  }

  add(message: Message): void {
    const dropped = new AbortController()
    this.#watched.set(message, dropped)
    if (this.#watched.size > MAX_WATCHED) this.#dropOldest()
    const signal = AbortSignal.any([this.#stopped, dropped.signal])
    receiptOf(this.#group, message, 'neighbours', signal).then(
      receipt => {
        if (receipt !== undefined) this.#watched.delete(message)
      },
      // the group failed, and whoever shows its events says so
      () => undefined,
    )
  }

  /** The messages that are still unconfirmed when all are held or `signal` ends the wait. */
  async settle(signal: AbortSignal): Promise<readonly Message[]> {
    const rest = [...this.#watched.keys()]
    const receipts = await Promise.all(rest.map(message => receiptOf(this.#group, message, 'neighbours', signal)))
    return rest.filter((_, index) => receipts[index] === undefined)
  }

  #dropOldest(): void {
    for (const [message, dropped] of this.#watched) {
      dropped.abort()
      this.#watched.delete(message)
      return
    }
  }
}
