/** What embedders ask of the peer, decided at the start of a tick: each is told how it went, also where it throws. */
import { isLoss, TocsinError } from '../base/errors.js'
import type { GroupId } from '../base/ids.js'
import type { PeerEffect } from '../peer/events.js'

export interface Command {
  /** The group whose store it writes to; undefined for none. */
  readonly group: GroupId | undefined
  /** Called at the start of a tick. Throws TocsinError where the rules refuse it. */
  decide(now: number): readonly PeerEffect[] | undefined
  /** Called once, when what `decide` appended is durable, or with the error when it is not or will never be. */
  done?(error: TocsinError | undefined): void
}

/** Commands that have been decided. */
export class Decisions {
  readonly effects: PeerEffect[] = []
  readonly #commands: readonly Command[]
  readonly #refused = new Map<Command, TocsinError>()

  constructor(commands: readonly Command[], now: number) {
    this.#commands = commands
    for (const command of commands) {
      try {
        this.effects.push(...(command.decide(now) ?? []))
      } catch (cause) {
        this.#refuse(command, cause)
      }
    }
  }

  /** `failed`: the groups that failed in this tick. */
  tell(failed: ReadonlyMap<GroupId, TocsinError>): void {
    for (const command of this.#commands) {
      const lost = command.group === undefined ? undefined : failed.get(command.group)
      command.done?.(this.#refused.get(command) ?? lost)
    }
  }

  #refuse(command: Command, cause: unknown): void {
    if (command.done === undefined) throw cause
    const known = cause instanceof TocsinError
    this.#refused.set(command, known ? cause : new TocsinError('bug', `a command threw ${cause}`, { cause }))
    const { group } = command
    if (group !== undefined && isLoss(cause)) this.effects.push({ type: 'failed', group, error: cause })
  }
}
