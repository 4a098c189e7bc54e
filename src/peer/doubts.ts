/** Doubts about members as frames and back. Serves docs/protocol.md, "Liveness". Translation only. */
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { Doubt, Frame } from '../wire/generated/link.js'

export interface Doubted {
  readonly member: MemberId
  readonly incarnation: number
}

/** For the receiver alone. `by`: the key of whoever says it. */
export function doubtFrame({ member, incarnation }: Doubted, offline: boolean, by: Uint8Array): Partial<Frame> {
  const doubt = { member: publicKeyOf(member)!, incarnation: BigInt(incarnation), offline, by }
  return { forward: { arc: undefined, hops: 1, doubt } }
}

/** Whom it is about; undefined when that cannot be. */
export function doubtedIn(doubt: Doubt): Doubted | undefined {
  const incarnation = Number(doubt.incarnation)
  if (doubt.member.length !== 32 || !Number.isSafeInteger(incarnation)) return undefined
  return { member: memberIdOf(doubt.member), incarnation }
}
