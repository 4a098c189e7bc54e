/**
 * Where a member's part of a log begins, shown by the entry before it. Serves docs/protocol.md, "Ranges". Orders rise
 * within a log, so that one signed header with an order not above a floor proves that nothing below it is either; it
 * must never carry a body, which the asker may not read.
 */
import { bytesEqual } from '../base/bytes.js'
import { hexOf, type LogKey, logKeyOf, type MemberId, memberIdOf } from '../base/ids.js'
import { type Burst, signedBytes } from '../crypto/burst.js'
import { decodeHeader, type EntryHeader, entryHash } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import type { Base } from '../history/log-state.js'
import type { LogBase } from '../history/sync-messages.js'

/**
 * `ours`: nothing below it is for us. `theirs`: it is true of the member that said so, whose floor is higher, and says
 * nothing of ours. `unproven`: nobody has shown it. `wrong`: it is not so.
 */
export type BaseVerdict = 'ours' | 'theirs' | 'unproven' | 'wrong'

export interface Floors {
  readonly own: bigint | undefined
  readonly theirs: bigint | undefined
}

const ZEROS = '0'.repeat(64)

export function judgeBase(
  suite: Suite,
  group: Uint8Array,
  log: LogKey,
  base: Base,
  floors: Floors,
  signs: (fields: EntryHeader) => boolean,
): BaseVerdict {
  if (base.seq === 0) return base.prev === ZEROS ? 'ours' : 'wrong'
  if (base.proof === undefined) return 'unproven'
  const { header, signature } = base.proof
  const fields = decodeHeader(header)
  if (fields === undefined || fields.seq !== base.seq - 1 || !bytesEqual(fields.group, group)) return 'wrong'
  if (logOf(fields) !== log || !signs(fields)) return 'wrong'
  const hash = entryHash(suite, header)
  if (hexOf(hash) !== base.prev || !suite.verify(fields.signer, signedBytes(hash), signature)) return 'wrong'
  if (floors.own !== undefined && fields.order <= floors.own) return 'ours'
  return floors.theirs !== undefined && fields.order <= floors.theirs ? 'theirs' : 'wrong'
}

/** The base right after this burst, which is verified and ends at or below a floor. */
export function baseAfter(suite: Suite, burst: Burst): (LogBase & { readonly log: LogKey }) | undefined {
  const header = burst.entries.at(-1)?.header
  const fields = header === undefined ? undefined : decodeHeader(header)
  if (header === undefined || fields === undefined) return undefined
  const proof = { header: Uint8Array.from(header), signature: Uint8Array.from(burst.signature) }
  return { log: logOf(fields), seq: fields.seq + 1, prev: hexOf(entryHash(suite, header)), proof }
}

/** The log that a header names. */
export function logOfHeader(header: Uint8Array): LogKey | undefined {
  const fields = decodeHeader(header)
  return fields === undefined ? undefined : logOf(fields)
}

function logOf(fields: EntryHeader): LogKey {
  const author: MemberId = memberIdOf(fields.author)
  return logKeyOf(author, fields.log)
}
