/**
 * Another member's chain of message keys, and those of its keys that were passed over. Serves docs/protocol.md, "Sender
 * keys". A key is given out once. Passing over is bounded by the length of a chain, what is kept by number and by time.
 */
import type { Suite } from '../suite.js'
import { type Chain, messageKey, nextOf } from './key-schedule.js'
import { MAX_ENDED_CHAINS, MAX_PASSED_OVER, type Peer, type Receiving } from './state.js'

export interface Found {
  readonly key: Uint8Array
  /** Without that key. */
  readonly receiving: Receiving
}

/** The message key of this place; undefined when it was used, is too old, or is in no chain that we have. */
export function keyAt(
  suite: Suite,
  receiving: Receiving,
  chainName: string,
  place: number,
  now: number,
): Found | undefined {
  const kept = receiving.skipped.get(placeName(chainName, place))
  if (kept !== undefined) {
    const skipped = new Map(receiving.skipped)
    skipped.delete(placeName(chainName, place))
    return { key: kept, receiving: { ...receiving, skipped } }
  }
  const { chain } = receiving
  if (chain === undefined || chain.name !== chainName || place < chain.next) return undefined
  const ahead = passOver(suite, receiving, chain, place, now)
  return { key: messageKey(suite, ahead.chain), receiving: { ...ahead.receiving, chain: nextOf(suite, ahead.chain) } }
}

/** The chain ends after `sent` messages: what is left of it is kept as keys, so that nothing later can be made from it. */
export function ended(suite: Suite, peer: Peer, sent: number, now: number): Pick<Peer, 'receiving' | 'ended'> {
  const { receiving } = peer
  if (receiving.chain === undefined) return { receiving, ended: peer.ended }
  const { receiving: left } = passOver(suite, receiving, receiving.chain, sent, now)
  return {
    receiving: { ...left, chain: undefined },
    ended: [...peer.ended, receiving.chain.name].slice(-MAX_ENDED_CHAINS),
  }
}

function passOver(
  suite: Suite,
  receiving: Receiving,
  from: Chain,
  until: number,
  now: number,
): { readonly chain: Chain; readonly receiving: Receiving } {
  if (until <= from.next) return { chain: from, receiving }
  const skipped = new Map(receiving.skipped)
  let chain = from
  while (chain.next < until) {
    skipped.set(placeName(chain.name, chain.next), messageKey(suite, chain))
    chain = nextOf(suite, chain)
  }
  for (const oldest of skipped.keys()) {
    if (skipped.size <= MAX_PASSED_OVER) break
    skipped.delete(oldest)
  }
  return { chain, receiving: { chain, skipped, skippedMs: now } }
}

function placeName(chainName: string, place: number): string {
  return `${chainName}/${place}`
}
