/**
 * The JSON lines a verb prints, an owner answers with and a renderer reads: one vocabulary, docs/cli.md. Shapes, and how
 * a line becomes text; nothing here decides what is printed.
 */
import type { MemberId } from '../base/ids.js'
import type { ClosingInfo, JoinEvent } from '../chat/join-surface.js'
import type {
  BadKeyMessageEvent,
  ChangeEvent,
  ClockEvent,
  ClockInfo,
  CloneEvent,
  CustomEvent,
  ForkEvent,
  InviteInfo,
  KeyChangedEvent,
  LiarEvent,
  Member,
  MemberEvent,
  MessageEvent,
  MissingEntries,
  ReceiptEvent,
  RekeyedEvent,
  RemovalEvent,
  Ring,
  Safety,
  SyncEvent,
  TopicInfo,
  UnopenedEvent,
  UnreadEvent,
  WaitingInfo,
} from '../chat/surface.js'

interface Versioned<Type extends string> {
  readonly v: 1
  readonly type: Type
  /** In `chat`: the slash command that this answers. */
  readonly command?: string
  readonly shown?: Shown
}

/** By field: what a person is shown there, where the name that it holds could be taken for another's, or shows nothing. */
export type Shown = Readonly<Record<string, string>>

export interface IdentityLine extends Versioned<'identity'> {
  readonly peerId: string
  readonly name: string
  /** What it now says of itself; from `away`, `busy` and `back` only. */
  readonly status?: string
  readonly statusText?: string
}

export interface GroupLine extends Versioned<'group'> {
  readonly id: string
  readonly name: string
  readonly encryption: string
  /** Whether a message proves who wrote it. */
  readonly notarised: boolean
  readonly history: string
  /** How long messages live; absent where they stay. */
  readonly expireMs?: number | undefined
  readonly members: number
  readonly online: number
  /** False for a group that was left; what was said in it can still be read. */
  readonly joined: boolean
  /** Why one is not in it any more. */
  readonly closing?: (ClosingInfo & { readonly shown?: Shown }) | undefined
  /** One's own. */
  readonly role: string
  /** Absent while none was set; its text is empty once it was taken away. */
  readonly topic: TopicInfo | undefined
  /** How many wait to be let in. */
  readonly waiting: number
  /** From `create` only. */
  readonly loopbackOnly?: boolean
}

export interface InviteLine extends Versioned<'invite'>, InviteInfo {
  readonly group: string
  /** From `invite` only: nobody can see it later. Then also whether its addresses are of this machine's loopback alone. */
  readonly ticket?: string
  readonly loopbackOnly?: boolean
  readonly state: 'open' | 'expired' | 'used-up' | 'revoked'
}

/** Somebody who waits for a moderator. */
export interface WaitingLine extends Versioned<'waiting'>, WaitingInfo {
  readonly group: string
  readonly byName: string
  /** From `decline`. */
  readonly declined?: true
}

/** A join that goes on by itself, or what became of it. */
export interface JoinLine extends Versioned<'join'>, Omit<JoinEvent, 'type'> {
  /** ISO 8601; from `joins` only. */
  readonly since?: string
  readonly expires?: string
}

export interface SettingLine extends Versioned<'setting'> {
  readonly group: string
  readonly name: string
  readonly value: string
}

/** In `chat`: a slash command is done, or was refused and why. `command` is `send` for a line that could not be sent. */
export interface AnswerLine extends Versioned<'answer'> {
  readonly command: string
  readonly exitCode: number
  readonly code?: string
  readonly message?: string
}

export interface MemberLine extends Versioned<'member'>, MemberEvent {
  readonly self?: boolean
  /** ISO 8601; absent when never seen. */
  readonly lastSeen?: string | undefined
  readonly verified?: Member['verified']
  readonly ignored?: boolean
  /** With `by`: what that one calls itself. */
  readonly byName?: string
  readonly banned?: boolean
  readonly removal?: Member['removal']
}

export interface SafetyLine extends Versioned<'safety'>, Safety {
  readonly group: string
}

/** A removal that not all have applied yet. */
export interface Removing {
  readonly member: MemberId
  readonly name: string
  readonly by: MemberId
  readonly byName: string
  readonly applied: number
  readonly members: number
  readonly shown?: Shown
}

export interface StatusLine extends Versioned<'status'>, Pick<IdentityLine, 'peerId' | 'name'> {
  readonly data: string
  readonly pid: number
  readonly addresses: readonly string[]
  readonly groups: readonly {
    readonly id: string
    readonly name: string
    readonly members: number
    readonly online: number
    readonly role: string
    readonly topic: TopicInfo | undefined
    readonly waiting: number
    readonly removals: readonly Removing[]
    /** Members that run in two places now, this one perhaps. */
    readonly clones?: readonly { readonly member: string; readonly name: string; readonly self: boolean }[]
    /** Logs that their authors continued twice. */
    readonly forks?: number
    readonly encryption: string
    readonly notarised: boolean
    /** Rises with each rekey of what this member writes; the last one's time, ISO 8601, absent before the first. */
    readonly epoch: number
    readonly rekeyed: string | undefined
    /** Bursts of messages that came before their keys. */
    readonly unread: number
    readonly closed: boolean
    readonly have: number
    readonly missing: number
    readonly caughtUp: boolean
    /** What is missing, and why. */
    readonly missingEntries: readonly (MissingEntries & { readonly name: string })[]
    /** By how much this machine's clock is off, as the others agree; absent while it is right. */
    readonly clock?: ClockInfo | undefined
  }[]
}

export interface RingLine extends Versioned<'ring'>, Omit<Ring, 'draw'> {
  readonly group: string
  /** What `tocsin ring` prints; `chat` leaves it out. */
  readonly picture?: string
}

export interface ReadyLine extends Versioned<'ready'> {
  readonly peerId: string
  readonly addresses: readonly string[]
  readonly loopbackOnly: boolean
}

export interface LaggedLine extends Versioned<'lagged'> {
  readonly group: string
  readonly missed: number
  readonly since: string | undefined
}

/** Something a person may want to know and a script need not: stderr, and nowhere with --quiet. */
export interface NoteLine extends Versioned<'note'> {
  readonly message: string
}

export interface ErrorLine extends Versioned<'error'> {
  readonly code: string
  readonly message: string
  readonly exitCode: number
}

/** What programs say to each other. */
export interface CustomLine extends Versioned<'custom'>, Omit<CustomEvent, 'type' | 'data'> {
  /** Base64. */
  readonly data: string
}

export type MessageLine = Versioned<'message'> & MessageEvent & { readonly toName?: string | undefined }
export type SyncLine = Versioned<'sync'> & SyncEvent
export type ReceiptLine = Versioned<'receipt'> & ReceiptEvent
export type ForkLine = Versioned<'fork'> & ForkEvent & { readonly name: string }
/** `self`: it is this member that runs in two places. */
export type CloneLine = Versioned<'clone'> & CloneEvent & { readonly self?: true }
export type ClockLine = Versioned<'clock'> & ClockEvent
export type KeyChangedLine = Versioned<'key-changed'> & KeyChangedEvent

export interface LiarLine extends Versioned<'liar'>, LiarEvent {
  /** What it calls itself. */
  readonly name: string
}

export interface ChangeLine extends Versioned<'change'>, ChangeEvent {
  /** What the member it is about calls itself; empty where it is about none, or one that only waits. */
  readonly memberName: string
}

export type RekeyedLine = Versioned<'rekeyed'> & RekeyedEvent
export type UnreadLine = Versioned<'unread'> & UnreadEvent
export type UnopenedLine = Versioned<'unopened'> & UnopenedEvent
export type BadKeyMessageLine = Versioned<'bad-key-message'> & BadKeyMessageEvent

export interface RemovalLine extends Versioned<'removal'>, RemovalEvent {
  /** What whoever removed it calls itself. */
  readonly byName: string
}

export type Line =
  | IdentityLine
  | GroupLine
  | InviteLine
  | MemberLine
  | StatusLine
  | RingLine
  | ReadyLine
  | LaggedLine
  | NoteLine
  | ErrorLine
  | MessageLine
  | CustomLine
  | SyncLine
  | ReceiptLine
  | ForkLine
  | CloneLine
  | LiarLine
  | SafetyLine
  | KeyChangedLine
  | ClockLine
  | ChangeLine
  | WaitingLine
  | JoinLine
  | SettingLine
  | AnswerLine
  | RemovalLine
  | RekeyedLine
  | UnreadLine
  | BadKeyMessageLine
  | UnopenedLine

export function note(message: string): NoteLine {
  return { v: 1, type: 'note', message }
}

/** Everything outside printable ASCII that steers a terminal: the controls JSON leaves alone, bidi marks, tags, odd spaces. */
const STEERING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/** One line of JSON that is also safe on a terminal: what steers is escaped, so nothing is lost. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value).replace(STEERING, escaped)}\n`
}

function escaped(character: string): string {
  let text = ''
  for (let unit = 0; unit < character.length; unit += 1) {
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`
  }
  return text
}

/** With the names as they are shown. Text only: JSON has both. */
export function named<Named extends object>(part: Named & { readonly shown?: Shown | undefined }): Named {
  return { ...part, ...part.shown }
}
