/**
 * What is posted between the caller and the worker: the operations of `MlsEngine` with numbers for handles. Serves
 * docs/decisions/0040-mls-in-a-worker.md.
 */
import type { MessagePort } from 'node:worker_threads'
import type { Entered, Made, Received, Refused, Seen } from '../crypto/mls/engine.js'
import type { HeldStates } from './held.js'

export type EnteredById = Omit<Entered, 'epoch'> & { readonly epoch: number }
export type MadeById = Omit<Made, 'epoch'> & { readonly epoch: number }
export type SeenById = Omit<Seen, 'tree'> & { readonly tree: number }
export type ReceivedById =
  | {
      readonly type: 'entered'
      readonly entered: EnteredById
      readonly removes: boolean
      readonly flaw: string | undefined
    }
  | Exclude<Received, { type: 'entered' }>
  | Refused

export type Operation = Exclude<keyof HeldStates, 'release'>
export type Arguments<Name extends Operation> = Parameters<HeldStates[Name]>
export type Result<Name extends Operation> = Awaited<ReturnType<HeldStates[Name]>>

/** One operation; `released` are handles that nobody has any more. */
export type Call = {
  readonly [Name in Operation]: { readonly name: Name; readonly args: Arguments<Name> }
}[Operation] & {
  readonly released: readonly number[]
}

export type Answer<Done = unknown> =
  | { readonly type: 'done'; readonly result: Done }
  /** A mistake of ours in this operation. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** The worker ends. */
  | { readonly type: 'gone'; readonly error: unknown }

/** What the worker starts with. */
export interface Wiring {
  /** How many answers were posted: what the caller waits on. */
  readonly answered: Int32Array
  readonly port: MessagePort
}
