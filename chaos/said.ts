/** What the run and its members say to each other over IPC. Shapes only. */
import type { EntryId, HistoryPolicy } from '#src/index.js'

/** What a member's process is started with, as JSON in its one argument. */
export interface Life {
  readonly name: string
  readonly folder: string
  readonly port: number
  readonly seed: number
  readonly rate: number
  /** How it comes by its group: makes it, redeems a ticket, or has it in its folder, and needs the ticket if it had left. */
  readonly group:
    | { readonly type: 'found'; readonly history: HistoryPolicy }
    | { readonly type: 'join'; readonly ticket: string }
    | { readonly type: 'keep'; readonly ticket: string }
}

export type Order =
  | { readonly type: 'invite'; readonly uses: number }
  /** Talks from now on. */
  | { readonly type: 'talk' }
  /** Says no more; answered with `hushed` once all it said is stored and reported. */
  | { readonly type: 'hush' }
  /** Leaves the group and stays there as a process; answered with `left`. */
  | { readonly type: 'leave' }
  /** Joins again; answered with `joined`. */
  | { readonly type: 'join'; readonly ticket: string }
  | { readonly type: 'cut' }
  | { readonly type: 'mend' }
  | { readonly type: 'measure' }
  | { readonly type: 'look' }
  | { readonly type: 'hold' }
  /** Ends with a goodbye. */
  | { readonly type: 'stop' }

export type Said =
  /** The peer runs and is a member. */
  | { readonly type: 'ready' }
  | { readonly type: 'ticket'; readonly ticket: string }
  /** `send` resolved: from now on this message must never be missing anywhere. */
  | { readonly type: 'stored'; readonly id: EntryId }
  /** Messages that came as events, one's own included. */
  | { readonly type: 'shown'; readonly ids: readonly EntryId[] }
  | { readonly type: 'hushed' }
  | { readonly type: 'left' }
  | { readonly type: 'joined' }
  | Measured
  | Look
  /** The whole history, oldest first. */
  | { readonly type: 'held'; readonly ids: readonly EntryId[] }
  /** It asked this member for something and got nothing: what a killed, paused or cut member does as well as a liar. */
  | { readonly type: 'doubt'; readonly of: string }
  /** Something that must not happen in any life. */
  | { readonly type: 'fault'; readonly what: string }

export interface Measured {
  readonly type: 'measured'
  readonly rss: number
  /** After a full collection. */
  readonly heap: number
  /** Bytes of buffers outside the heap, after the collection. */
  readonly buffers: number
}

export interface Look {
  readonly type: 'look'
  readonly closed: boolean
  /** Members believed online, this one included. */
  readonly online: number
  readonly caughtUp: boolean
}
