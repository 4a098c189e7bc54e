/**
 * Who keeps everything: states of sender keys in which nothing that was ever known is forgotten. An honest member drops a
 * ratchet that it cannot follow, and keys that are used; a hostile client has no reason to.
 */
import type { MemberId } from '#src/base/ids.js'
import type { Peer, SenderKeys } from '#src/crypto/sender-keys/state.js'

/** What `after` knows, and what `before` knew besides. */
export function remembering(before: SenderKeys, after: SenderKeys): SenderKeys {
  const peers = new Map<MemberId, Peer>(after.peers)
  for (const [member, was] of before.peers) {
    const is = peers.get(member)
    if (is === undefined) {
      peers.set(member, was)
      continue
    }
    const { chain } = is.receiving
    peers.set(member, {
      ...is,
      present: true,
      ratchet: is.ratchet ?? was.ratchet,
      secrets: new Map([...was.secrets, ...is.secrets]),
      receiving: {
        chain: chain ?? was.receiving.chain,
        skipped: new Map([...was.receiving.skipped, ...is.receiving.skipped]),
        skippedMs: undefined,
      },
      ended: chain === undefined && was.receiving.chain !== undefined ? [] : is.ended,
    })
  }
  const known = new Set(after.own.keys.map(({ tag }) => tag))
  const keys = [...before.own.keys.filter(({ tag }) => !known.has(tag)), ...after.own.keys]
  return { ...after, peers, own: { ...after.own, keys } }
}
