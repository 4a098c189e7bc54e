/** What lies are made of: bursts with a changed byte, and another text under a number that is taken. Never in place. */
import { joinBytes, label } from '#src/base/bytes.js'
import { signedBytes } from '#src/crypto/burst.js'
import { commitmentOf, decodeHeader, encodeHeader, entryHash } from '#src/crypto/entry.js'
import type { Suite } from '#src/crypto/suite.js'
import type { Burst, LogEntry } from '#src/wire/generated/link.js'
import { isContentHeader } from './frame-meter.ts'

const AUTHOR_AT = 35
const KEY_BYTES = 32
/** In the clock: what a liar would change, and no bound refuses. */
const TIME_AT = 153

/** The identity key that a header names. */
export function authorOf(header: Uint8Array | undefined): Uint8Array | undefined {
  return header?.subarray(AUTHOR_AT, AUTHOR_AT + KEY_BYTES)
}

export function isOfControl(burst: Burst | undefined): boolean {
  const header = burst?.entries[0]?.header
  return header !== undefined && !isContentHeader(header)
}

/** The last byte of each body is another. */
export function altered(burst: Burst): Burst {
  return {
    ...burst,
    entries: burst.entries.map(entry => ({ ...entry, body: flipped(entry.body, entry.body.length - 1) })),
  }
}

/** Body, signature and header in turn. */
export function forged(burst: Burst, turn: number): Burst {
  if (turn % 3 === 0) return altered(burst)
  if (turn % 3 === 1) return { ...burst, signature: flipped(burst.signature, 5) }
  const [first, ...rest] = burst.entries
  return first === undefined
    ? burst
    : { ...burst, entries: [{ ...first, header: flipped(first.header, TIME_AT) }, ...rest] }
}

/** The same burst, rightly signed, whose last text goes on otherwise. */
export function retold(suite: Suite, seed: Uint8Array, burst: Burst): Burst {
  const last = burst.entries.at(-1)
  const fields = last === undefined ? undefined : decodeHeader(last.header)
  if (last === undefined || fields === undefined) return burst
  const body = joinBytes(last.body, label(', or not'))
  const header = encodeHeader({ ...fields, commit: commitmentOf(suite, body), bodyLength: body.length })
  const entry: LogEntry = { header, body }
  const signature = suite.sign(seed, signedBytes(entryHash(suite, header)))
  return { entries: [...burst.entries.slice(0, -1), entry], signature }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
}
