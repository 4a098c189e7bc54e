/**
 * What seeds have for another member's ratchet, until that has taken them in. Serves docs/protocol.md, "Sender keys".
 * Bounded by number and by author: whoever drives one out has its owner ask for a ratchet, and no more.
 */
import type { MemberId } from '../../base/ids.js'
import { MAX_AUTHOR_SECRETS, MAX_MEMBER_SECRETS, type MemberSecret, type Peer } from './state.js'

type Secrets = Peer['secrets']

export function withSecret(secrets: Secrets, seedName: string, secret: MemberSecret): Secrets {
  if (secrets.has(seedName)) return secrets
  const all = new Map(secrets).set(seedName, secret)
  const ofAuthor = [...all].filter(([, other]) => other.author === secret.author)
  if (ofAuthor.length > MAX_AUTHOR_SECRETS) all.delete(ofAuthor[0]![0])
  for (const oldest of all.keys()) {
    if (all.size <= MAX_MEMBER_SECRETS) break
    all.delete(oldest)
  }
  return all
}

/** Without those that a step with these acks took in, and those of the same authors before them. */
export function withoutAcked(secrets: Secrets, acks: readonly string[]): Secrets {
  const newest = new Map<MemberId, string>()
  for (const seedName of acks) {
    const author = secrets.get(seedName)?.author
    if (author !== undefined) newest.set(author, seedName)
  }
  if (newest.size === 0) return secrets
  const left = new Map<string, MemberSecret>()
  const passed = new Set<MemberId>()
  for (const [seedName, secret] of secrets) {
    const ack = newest.get(secret.author)
    if (ack === undefined || passed.has(secret.author)) left.set(seedName, secret)
    if (ack === seedName) passed.add(secret.author)
  }
  return left
}
