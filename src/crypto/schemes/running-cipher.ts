/**
 * A cipher and the state it is in: the one place where a scheme's state changes hands, so that whoever uses it need not know
 * which scheme it is. Serves docs/protocol.md, "Schemes". A step is taken whole: its state, what it saves and what it
 * publishes, or nothing.
 */
import type {
  CipherContext,
  CipherMember,
  CipherNotice,
  CipherStatus,
  EntryName,
  GroupCipher,
  KeyMessage,
  SavedValue,
  Step,
} from './group-cipher.js'

/** What is to be done after a step, in this order. */
export interface Taken {
  readonly saved: readonly SavedValue[]
  readonly publish: readonly Uint8Array[]
  readonly notices: readonly CipherNotice[]
}

export interface RunningCipher {
  readonly scheme: number
  readonly isRunning: boolean
  readonly deadline: number | undefined
  readonly status: CipherStatus | undefined
  start(members: readonly CipherMember[], now: number): Taken
  /** False when what was saved is damaged, or there is none. */
  restore(saved: ReadonlyMap<string, Uint8Array>): boolean
  /** We are out: nothing of it is worth anything any more. */
  end(): void
  members(members: readonly CipherMember[], now: number): Taken
  hear(message: KeyMessage, now: number): Taken
  /** Undefined while it cannot seal. */
  seal(entry: EntryName, body: Uint8Array, now: number): (Taken & { readonly sealed: Uint8Array }) | undefined
  /** All of them, or none: one that has to wait leaves the keys of the others for the next time. */
  open(arrived: readonly Arrived[], now: number): Taken & OpenedAll
  wake(now: number): Taken
}

/** A body as it travelled. */
export interface Arrived {
  readonly entry: EntryName
  readonly sealed: Uint8Array
  /** Whether it is the body that the entry's header commits to. */
  readonly isCommitted: (body: Uint8Array) => boolean
}

export type OpenedAll =
  | { readonly type: 'opened'; readonly bodies: readonly Uint8Array[] }
  /** `uncommitted`: its author sealed for us another body than the one it signed; what it signed may still come. */
  | { readonly type: 'waits' | 'wrong' | 'uncommitted'; readonly reason: string }

const NOTHING: Taken = { saved: [], publish: [], notices: [] }

export function runningCipher<State>(cipher: GroupCipher<State>, context: CipherContext): RunningCipher {
  let state: State | undefined
  const take = (step: Step<State> | undefined): Taken => {
    if (step === undefined) return NOTHING
    state = step.state
    return step
  }
  return {
    scheme: cipher.scheme,
    get isRunning() {
      return state !== undefined
    },
    get deadline() {
      return state === undefined ? undefined : cipher.deadline(state)
    },
    get status() {
      return state === undefined ? undefined : cipher.status(state)
    },
    start: (members, now) => take(cipher.start(context, members, now)),
    restore(saved) {
      state = saved.size === 0 ? undefined : cipher.restore(context, saved)
      return state !== undefined
    },
    end() {
      state = undefined
    },
    members: (members, now) => (state === undefined ? NOTHING : take(cipher.members(context, state, members, now))),
    hear: (message, now) => (state === undefined ? NOTHING : take(cipher.hear(context, state, message, now))),
    seal(entry, body, now) {
      const result = state === undefined ? undefined : cipher.seal(context, state, entry, body, now)
      return result?.type === 'sealed' ? { ...take(result.step), sealed: result.sealed } : undefined
    },
    open(arrived, now) {
      if (state === undefined) return { ...NOTHING, type: 'waits', reason: 'we have only just come' }
      const steps: Step<State>[] = []
      const bodies: Uint8Array[] = []
      for (const { entry, sealed, isCommitted } of arrived) {
        const result = cipher.open(context, steps.at(-1)?.state ?? state, entry, sealed, now)
        if (result.type !== 'opened') {
          const alone = steps.length === 0 ? result : cipher.open(context, state, entry, sealed, now)
          const { type, reason } = result
          return { ...take(alone.type === 'opened' ? undefined : alone.step), type, reason }
        }
        if (!isCommitted(result.body))
          return { ...NOTHING, type: 'uncommitted', reason: 'not what its header commits to' }
        steps.push(result.step)
        bodies.push(result.body)
      }
      for (const step of steps) take(step)
      const saved = steps.flatMap(step => step.saved)
      const publish = steps.flatMap(step => step.publish)
      const notices = steps.flatMap(step => step.notices)
      return { saved, publish, notices, type: 'opened', bodies }
    },
    wake: now => (state === undefined ? NOTHING : take(cipher.wake(context, state, now))),
  }
}
