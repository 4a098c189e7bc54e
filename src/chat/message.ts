/** A message of one's own, and who is proven to hold it. Serves docs/protocol.md, "Receipts". */
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import { messageCalls } from './arguments-of-calls.js'
import type { Reach, Receipt } from './surface.js'

/** What a message asks of its group. */
export interface MessageActions {
  holders(): { readonly proven: readonly MemberId[]; readonly missing: readonly MemberId[] }
  /** Calls back once when the target is reached, or when the group ends; the result gives up. */
  wait(target: Reach, done: (error: TocsinError | undefined) => void): () => void
}

export interface WaitOptions {
  /** Gives up waiting: the wait rejects with `aborted`, the message goes its way. */
  readonly signal?: AbortSignal | undefined
}

export class Message {
  readonly id: EntryId
  readonly group: GroupId
  readonly text: string
  /** ISO 8601. */
  readonly time: string
  readonly #actions: MessageActions

  constructor(
    about: { readonly id: EntryId; readonly group: GroupId; readonly text: string; readonly time: string },
    actions: MessageActions,
  ) {
    this.id = about.id
    this.group = about.group
    this.text = about.text
    this.time = about.time
    this.#actions = actions
  }

  /** Members proven to hold it, the author left out: each vouched for itself with a key only it and the author have. */
  get holders(): readonly MemberId[] {
    return this.#actions.holders().proven
  }

  /** Members it was sent to that are not proven to hold it, offline ones included. */
  get missing(): readonly MemberId[] {
    return this.#actions.holders().missing
  }

  get receipt(): Receipt {
    const { proven, missing } = this.#actions.holders()
    return { id: this.id, reached: proven.length, members: proven.length + missing.length, missing }
  }

  /**
   * Resolves once so many are proven to hold it. `all` is everyone in the author's member list, offline members too, so
   * it may take until they return: give a `signal`. Rejects with TocsinError `aborted`, `stopped`, or the store's error.
   */
  async reached(target: Reach, options: WaitOptions = {}): Promise<Receipt> {
    const given = messageCalls.reached({ target, options })
    const { signal } = given.options
    checkSignal(signal)
    return new Promise((resolve, reject) => {
      const cancel = this.#actions.wait(given.target, error => {
        signal?.removeEventListener('abort', onAbort)
        if (error === undefined) resolve(this.receipt)
        else reject(error)
      })
      const onAbort = (): void => {
        cancel()
        reject(aborted(signal?.reason))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }
}

/** Throws for one that has given up already: then nothing is begun. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal.reason)
}

/** `cause`: the signal's reason. */
export function aborted(cause: unknown): TocsinError {
  return new TocsinError('aborted', 'gave up waiting', { cause })
}
