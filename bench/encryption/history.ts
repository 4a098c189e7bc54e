/**
 * What it costs to verify 10,000 messages of history, by ten authors, in three ways: signed one by one, in full bursts, and by
 * hash from one live signature of each author down its chain. Serves docs/encryption.md. The third is no way that sync takes:
 * whoever skipped a signature could not serve its burst to others, who would find the liar in it.
 */
import { type Burst, checkBurst, type LogTip, tipAfter, writeBurst } from '#src/crypto/burst.js'
import { sameBytes } from '#src/crypto/same.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'

export interface Verifying {
  readonly way: string
  /** CPU of all 10,000, in ms. */
  readonly cpuMs: number
}

const MESSAGES = 10_000
const AUTHORS = 10
/** A line or two of text. */
const TEXT_BYTES = 100
const ROUNDS = 5
const suite = nodeSuite()
const GROUP = suite.sha256(Uint8Array.of(0x6e))

export function verifying(): Verifying[] {
  const alone = logs(1)
  const full = logs(8)
  return [
    { way: 'signed one by one', cpuMs: best(() => each(suite, alone)) },
    { way: 'bursts of eight', cpuMs: best(() => each(suite, full)) },
    { way: 'by hash from one signature of each author', cpuMs: best(() => fromHeads(full)) },
  ]
}

function best(work: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...rounds)
}

/** Each author's bursts, oldest first. */
function logs(perSignature: number): Burst[][] {
  return Array.from({ length: AUTHORS }, (_, author) => {
    const seed = suite.sha256(Uint8Array.of(author))
    let tip: LogTip = {
      ...{ scheme: 1, group: GROUP, author: suite.ed25519PublicKey(seed), log: 1n },
      ...{ nextSeq: 0, prev: new Uint8Array(32), order: 0n },
    }
    return Array.from({ length: MESSAGES / AUTHORS / perSignature }, () => {
      const drafts = Array.from({ length: perSignature }, (_, at) => ({
        ...{ kind: 1, epoch: 0, parents: [], time: 0, order: tip.order + BigInt(at) + 1n },
        salt: seed.subarray(0, 16),
        plaintext: new Uint8Array(TEXT_BYTES),
      }))
      const { entries, signature, ...burst } = writeBurst(suite, seed, drafts, tip)
      tip = tipAfter({ entries, signature })
      return { ...burst, signature, entries: entries.map(({ header, body }) => ({ header, body })) }
    })
  })
}

function each(by: Suite, bursts: readonly (readonly Burst[])[]): void {
  for (const burst of bursts.flat()) if ('reason' in checkBurst(by, GROUP, burst)) throw new Error('refused')
}

/** All that is below a head that was signed, and fits to it by its hash, is its author's. */
function fromHeads(all: readonly (readonly Burst[])[]): void {
  const hashed: Suite = { ...suite, verify: () => true }
  for (const bursts of all) {
    let above: Uint8Array | undefined
    for (const burst of bursts.toReversed()) {
      const checked = checkBurst(above === undefined ? suite : hashed, GROUP, burst)
      if ('reason' in checked) throw new Error(`refused: ${checked.reason}`)
      if (above !== undefined && !sameBytes(checked.entries.at(-1)!.hash, above)) throw new Error('the chain is broken')
      above = checked.entries[0]!.fields.prev
    }
  }
}
