/** What a test and a member's process say to each other over IPC. Shapes only. */
import type { EntryId } from '#src/index.js'

/** What a member's process is started with, as JSON in its one argument. */
export interface Life {
  readonly name: string
  readonly folder: string
  /** The address of its namespace. */
  readonly address: string
}

export type Order =
  | { readonly type: 'found' }
  | { readonly type: 'join'; readonly ticket: string }
  | { readonly type: 'invite' }
  /** One after the other; each is reported once it is stored. */
  | { readonly type: 'say'; readonly texts: readonly string[] }
  | { readonly type: 'hold' }
  | { readonly type: 'leave' }

export type Said =
  /** The peer listens, and is a member where its folder has a group; these are the messages in it. */
  | { readonly type: 'ready'; readonly held: readonly EntryId[] }
  | { readonly type: 'joined' }
  | { readonly type: 'ticket'; readonly ticket: string }
  /** `send` resolved: from now on this message must never be missing anywhere. */
  | { readonly type: 'stored'; readonly id: EntryId }
  /** It came as an event; one's own as well. */
  | { readonly type: 'shown'; readonly id: EntryId }
  | View
  /** The whole history, oldest first. */
  | { readonly type: 'held'; readonly ids: readonly EntryId[] }
  | { readonly type: 'left' }
  /** Something that must not happen in any life. */
  | { readonly type: 'fault'; readonly what: string }

/** What a member believes; told whenever it changed. */
export interface View {
  readonly type: 'view'
  /** Linked to both neighbours. */
  readonly closed: boolean
  /** Names, in their order. */
  readonly members: readonly string[]
  readonly online: readonly string[]
}
