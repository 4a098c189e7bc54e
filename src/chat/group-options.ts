/** The options of a group's calls that are nobody else's. Shapes only; nothing here decides. */
import type { MessageKind } from '../peer/content.js'

export interface SendOptions {
  /** `action` is what `/me` says; `text` when left out. */
  readonly kind?: MessageKind | undefined
}

export interface SetVerifiedOptions {
  /** The number that was compared: only if it is still that one. */
  readonly digits?: string | undefined
}

export interface LeaveOptions {
  /** What the others are told; at most 256 bytes of UTF-8. */
  readonly message?: string | undefined
}
