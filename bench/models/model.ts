/**
 * What a model of another protocol is asked and what it answers: one group, one failure, messages at that very moment.
 * All models answer the same question over the same kind of network, so that their figures stand beside those of `sim/`.
 */

export interface ModelRun {
  readonly members: number
  /** Share of members that die, silently, at the moment of publishing: their connections stay open, nothing answers. */
  readonly crashShare: number
  /** The same seed gives the same run. */
  readonly seed: number
  /** One way, in ms, uniform over pairs. */
  readonly latencyMs: readonly [number, number]
  /** How many are published at once, all by one living author. */
  readonly messages: number
  readonly roundMs: 1000
  /** A run ends here. What is on its way then does not count as delivered. */
  readonly limitRounds: number
}

export interface ModelResult {
  /** To living members other than the author. */
  readonly deliveries: number
  /** What `deliveries` would be if everyone living had every message. */
  readonly expected: number
  /** Copies of messages sent, those to the dead too. */
  readonly sends: number
  /** Copies that reached a living member that had the message. */
  readonly duplicates: number
  /** Frames that the messages and the repair of the overlay caused, until the limit. Keep-alives are left out everywhere. */
  readonly control: number
  /** Of first copies, the author's neighbours being one hop away. */
  readonly hops: { readonly mean: number; readonly worst: number }
  /** Ms until the last living member had the last message; undefined when somebody never did. */
  readonly fullAtMs: number | undefined
  /** `deliveries` / `expected`, 0 to 1. */
  readonly reach: number
}

export type Model = (run: ModelRun) => ModelResult
