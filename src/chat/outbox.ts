/**
 * Messages on their way to the log: what is sent in one tick is written, signed and stored together. A send resolves
 * once its message is durable, and rejects when it is not.
 */
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId } from '../base/ids.js'
import { MAX_TEXT_BYTES } from '../base/limits.js'
import type { PeerEffect } from '../peer/events.js'
import type { Draft } from '../peer/writing.js'
import type { Command } from '../runtime.js'

/** A message and the burst it is part of, whose last entry names it to receipts. */
export interface Written {
  readonly id: EntryId
  readonly burst: readonly EntryId[]
  /** Ms since the epoch. */
  readonly time: number
}

export interface OutboxActions {
  /** Why nobody would be shown what we write now; undefined when they are. */
  refused(): TocsinError | undefined
  write(
    drafts: readonly Draft[],
    now: number,
  ): { readonly bursts: readonly (readonly EntryId[])[]; readonly effects: PeerEffect[] }
  submit(command: Command): void
  /** Whether more was written than others are given. */
  crowded(): boolean
}

interface Waiting extends Draft {
  readonly resolve: (written: Written) => void
  readonly reject: (error: TocsinError) => void
}

/** Sends that nobody awaits pile up here; more of them is a program that has lost control. */
const MAX_WAITING = 10_000
/** As much clear text; a hundred of the largest messages. */
const MAX_WAITING_BYTES = 100 * MAX_TEXT_BYTES

export class Outbox {
  readonly #group: GroupId
  readonly #actions: OutboxActions
  #waiting: Waiting[] = []
  #bytes = 0

  constructor(group: GroupId, actions: OutboxActions) {
    this.#group = group
    this.#actions = actions
  }

  /** Rejects with `not-allowed`, `limit-exceeded`, or the store's error. */
  send({ kind, plaintext, to }: Draft): Promise<Written> {
    const refused = this.#actions.refused()
    if (refused !== undefined) return Promise.reject(refused)
    if (this.#waiting.length >= MAX_WAITING || this.#bytes + plaintext.length > MAX_WAITING_BYTES) {
      const message = 'too many messages wait to be stored; await the earlier sends'
      return Promise.reject(new TocsinError('limit-exceeded', message))
    }
    if (this.#actions.crowded()) {
      const message = 'this group keeps no history, and too much waits to be heard in it; go on in a minute'
      return Promise.reject(new TocsinError('limit-exceeded', message))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ kind, plaintext, to, resolve, reject })
      this.#bytes += plaintext.length
      if (this.#waiting.length === 1) this.#submit()
    })
  }

  #submit(): void {
    let batch: Waiting[] = []
    let bursts: readonly (readonly EntryId[])[] = []
    let time = 0
    this.#actions.submit({
      group: this.#group,
      decide: now => {
        batch = this.#waiting
        time = now
        this.#waiting = []
        this.#bytes = 0
        const written = this.#actions.write(batch, now)
        bursts = written.bursts
        return written.effects
      },
      done: error => {
        if (error === undefined) settle(batch, bursts, time)
        // also those that came after a stop, when nothing was decided
        else for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error)
      },
    })
  }
}

function settle(batch: readonly Waiting[], bursts: readonly (readonly EntryId[])[], time: number): void {
  const written = bursts.flatMap(burst => burst.map(id => ({ id, burst, time })))
  for (const [index, { resolve }] of batch.entries()) resolve(written[index]!)
}
