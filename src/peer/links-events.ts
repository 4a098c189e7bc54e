/** What the links of a group are given and what they tell. Data only. */
import type { MemberId } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { Ends } from '../crypto/handshake.js'
import type { Suite } from '../crypto/suite.js'
import type { Frame } from '../wire/generated/link.js'
import type { PeerEffect } from './events.js'

export interface LinksOptions {
  readonly suite: Suite
  readonly random: Random
  readonly self: MemberId
  /** Keys for a handshake with this member; its static key is undefined when it is not in the member list. */
  readonly ends: (member: MemberId) => Ends
  readonly addresses: (member: MemberId) => readonly string[]
  /** A member took our dial and gave no link. */
  readonly turnedAway: (member: MemberId, now: number) => void
  /** Whether it was a member once, and is none now. */
  readonly isOut: (member: MemberId) => boolean
  readonly nextDial: () => number
  /** Whether the member runs twice now, so that each run needs a link. */
  readonly isCloned?: ((member: MemberId, now: number) => boolean) | undefined
  /** What our clock reads, in ms since the epoch. */
  readonly wall: (now: number) => number
}

export type LinkNotice =
  /** A link is there; once more when another stream took its place. */
  | { readonly type: 'up'; readonly member: MemberId }
  /** `released`: neither side wanted the link any more, so that its end says nothing about the member. */
  | { readonly type: 'down'; readonly member: MemberId; readonly released: boolean }
  | { readonly type: 'dial-failed'; readonly member: MemberId }
  /** It was to be dialled and is refused: no link comes of it, and nothing is known of the member. */
  | { readonly type: 'dial-refused'; readonly member: MemberId }
  /** Its link ends over a record that no honest member seals. */
  | { readonly type: 'bad-record'; readonly member: MemberId }
  /** A dial goes on and takes longer than others do. */
  | { readonly type: 'dial-slow'; readonly member: MemberId }
  | { readonly type: 'frame'; readonly member: MemberId; readonly frame: Frame }

export interface LinksResult {
  readonly effects: readonly PeerEffect[]
  readonly notices: readonly LinkNotice[]
}
