/**
 * What goes into a broadcast and what comes out: the vocabulary of broadcast.ts, and nothing that decides.
 */
import type { MemberId } from '../base/ids.js'
import type { Wake } from '../base/machine.js'
import type { Arc, Placed } from './arc.js'

/** A writable link. */
export interface Link extends Placed {
  /** How long its ack may take before it is unusual, in ms, the far side's commit included; 0 where nothing is known. */
  readonly patienceMs: number
}

export interface BroadcastOptions {
  readonly self: bigint
  /** Writable links, now. */
  readonly links: () => readonly Link[]
  /** Members believed online in the arc, linked or not. */
  readonly knownInside: (arc: Arc) => readonly Placed[]
  /** Members of the group, for the hop bound. */
  readonly memberCount: () => number
  /** False where members keep neighbours only: the item then walks the ring. */
  readonly fingers: boolean
}

export type BroadcastEvent =
  | { readonly type: 'publish'; readonly item: string; readonly size: number }
  /** A copy came, and was verified. `held`: it was here before, by whatever way. */
  | {
      readonly type: 'received'
      readonly from: MemberId
      readonly item: string
      readonly arc: Arc
      readonly hops: number
      readonly held: boolean
      readonly size: number
    }
  | { readonly type: 'ack'; readonly from: MemberId; readonly item: string; readonly dup: boolean }
  /** The delegate is pulling the body: slow, but alive. */
  | { readonly type: 'progress'; readonly from: MemberId; readonly item: string }
  | { readonly type: 'link-up'; readonly member: MemberId }
  | { readonly type: 'link-down'; readonly member: MemberId }
  | { readonly type: 'dial-failed'; readonly member: MemberId }
  /** The item is durable here: acks may leave. */
  | { readonly type: 'stored'; readonly item: string }
  | Wake

export type BroadcastEffect =
  | {
      readonly type: 'forward'
      readonly to: MemberId
      readonly item: string
      readonly arc: Arc
      readonly hops: number
      /** Send the name and the arc; the delegate pulls the body. */
      readonly announce: boolean
    }
  | {
      readonly type: 'ack'
      readonly to: MemberId
      readonly item: string
      readonly dup: boolean
      readonly afterStore: true
    }
  | { readonly type: 'dial'; readonly member: MemberId }
  /** No ack in time: its arc goes to others, and whether it lives is for others to find out. */
  | { readonly type: 'late'; readonly member: MemberId }
  /** Nothing is pending. `unreached`: arcs nobody took, left to repair. `silent`: delegates that did not answer. */
  | {
      readonly type: 'settled'
      readonly item: string
      readonly unreached: readonly Arc[]
      readonly silent: readonly MemberId[]
    }
