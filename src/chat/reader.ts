/** One reader's queue of events: bounded, and it says how much it dropped rather than drop in silence. */
import type { EntryId, GroupId } from '../base/ids.js'
import type { ChatEvent } from './surface.js'

/** Events a slow reader may fall behind by before it is told that it lagged: some megabytes of usual messages. */
const MAX_WAITING = 10_000

export class Reader {
  readonly #group: GroupId
  #events: ChatEvent[] = []
  /** Read up to here: an array's `shift` would cost as much as the whole queue. */
  #next = 0
  #missed = 0
  #last: EntryId | undefined
  #ended = false
  #wake: (() => void) | undefined

  /** `since`: the last message this reader had before. */
  constructor(group: GroupId, since: EntryId | undefined) {
    this.#group = group
    this.#last = since
  }

  push(event: ChatEvent): void {
    // once behind, all that follows is missed too, or a reader would see a gap and not know where
    if (this.#missed > 0 || this.#events.length - this.#next >= MAX_WAITING) this.#missed += 1
    else this.#events.push(event)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The next event; undefined once the group has ended and all is read. */
  async next(): Promise<ChatEvent | undefined> {
    for (;;) {
      const event = this.#take()
      if (event !== undefined) return event
      if (this.#ended) return undefined
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  #take(): ChatEvent | undefined {
    const event = this.#events[this.#next]
    if (event !== undefined) {
      this.#next += 1
      if (event.type === 'message' || event.type === 'custom') this.#last = event.id
      return event
    }
    this.#events = []
    this.#next = 0
    if (this.#missed === 0) return undefined
    const missed = this.#missed
    this.#missed = 0
    return { type: 'lagged', group: this.#group, missed, since: this.#last }
  }
}
