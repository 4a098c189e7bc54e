/** Bursts by alice, written the same way in every run. */
import { type CheckedBurst, type Draft, type LogTip, tipAfter, writeBurst } from '#src/crypto/burst.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'

export const suite = nobleSuite()
export const aliceSeed = new Uint8Array(32).fill(0xa1)
export const alice = suite.ed25519PublicKey(aliceSeed)
export const group = new Uint8Array(32).fill(0x6e)

export const emptyLog: LogTip = {
  scheme: 1,
  group,
  author: alice,
  log: 3n,
  nextSeq: 0,
  prev: new Uint8Array(32),
  order: 0n,
}

export function draft(order: bigint, text = `message ${order}`): Draft {
  return {
    kind: 1,
    epoch: 0,
    parents: [new Uint8Array(32).fill(9)],
    time: 1_700_000_000_000,
    order,
    salt: new Uint8Array(16).fill(Number(order % 251n)),
    plaintext: new TextEncoder().encode(text),
  }
}

/** `count` entries on top of `tip`. */
export function burstOf(count: number, tip: LogTip = emptyLog): CheckedBurst {
  const drafts = Array.from({ length: count }, (_, index) => draft(tip.order + BigInt(index + 1)))
  return writeBurst(suite, aliceSeed, drafts, tip)
}

export { tipAfter }
