/**
 * What stands in a log that is signed by a key of its author's making: the key's introduction to the members, and which
 * content logs are over. Serves docs/protocol.md, "Signing keys". Changes nothing of who is in, and never stands in a log
 * that an identity signs: that would prove what these keys leave deniable.
 */
import { bytesEqual } from '../base/bytes.js'
import { MAX_MEMBERS } from '../base/limits.js'
import { type Introduction, SLOT_BYTES } from '../crypto/authorship/introduction.js'
import { decoded } from '../wire/decoded.js'
import { Retirement, Introduction as WireIntroduction } from '../wire/generated/control.js'

/** The header's `kind` of each. */
export const SigningKind = { introduction: 50, retirement: 51 } as const

/** A content log that is over, and from now on signed for by whoever likes. */
export interface RetiredLog {
  readonly log: bigint
  /** Of the Ed25519 key that signed it. */
  readonly seed: Uint8Array
  /** The last entry. */
  readonly seq: number
  readonly entry: Uint8Array
}

export type SigningBody =
  | ({ readonly type: 'introduction' } & Introduction)
  /** All of the author's that are over, not the latest alone: the logs that said so before are dropped. */
  | { readonly type: 'retirement'; readonly logs: readonly RetiredLog[] }

export function encodeSigning(body: SigningBody): { readonly kind: number; readonly plaintext: Uint8Array } {
  return { kind: SigningKind[body.type], plaintext: plaintextOf(body) }
}

/** Undefined when it is malformed, out of bounds, or no such entry. */
export function decodeSigning(kind: number, plaintext: Uint8Array): SigningBody | undefined {
  const body =
    kind === SigningKind.introduction
      ? decodeIntroduction(plaintext)
      : kind === SigningKind.retirement
        ? decodeRetirement(plaintext)
        : undefined
  return body !== undefined && bytesEqual(plaintextOf(body), plaintext) ? body : undefined
}

function plaintextOf(body: SigningBody): Uint8Array {
  return body.type === 'introduction'
    ? WireIntroduction.encode(body)
    : Retirement.encode({ logs: body.logs.map(log => ({ ...log })) })
}

function decodeIntroduction(plaintext: Uint8Array): SigningBody | undefined {
  const body = decoded(WireIntroduction, plaintext)
  if (body === undefined || body.ephemeral.length !== 32) return undefined
  const { length } = body.slots
  return length % SLOT_BYTES === 0 && length <= SLOT_BYTES * MAX_MEMBERS ? { type: 'introduction', ...body } : undefined
}

/** Content logs only, each once and ascending. */
function decodeRetirement(plaintext: Uint8Array): SigningBody | undefined {
  const body = decoded(Retirement, plaintext)
  if (body === undefined) return undefined
  let before = -1n
  for (const { log, seed, entry } of body.logs) {
    if (log <= before || (log & 1n) === 0n || seed.length !== 32 || entry.length !== 32) return undefined
    before = log
  }
  return { type: 'retirement', logs: body.logs }
}
