/**
 * How large a membership entry of each kind may be, and which kinds a group has at all. Serves docs/protocol.md, "Budgets". Every
 * member keeps every membership entry, so that one which nobody needs is refused by everybody, by the entry alone.
 */
import { MAX_KEY_MESSAGE } from '../crypto/schemes/group-cipher.js'
import { ControlKind, type Encryption } from './control.js'

/** Names, topics, keys and signatures; the largest is a topic of 1,024 bytes. A kind that this version does not know is held to it, too. */
export const MAX_ENTRY_BYTES = 2 * 1024
/** With a cut: a line of some 50 bytes for each of 1,024 logs. */
export const MAX_CUT_ENTRY_BYTES = 64 * 1024

const WITH_CUT: ReadonlySet<number> = new Set([
  ControlKind.leave,
  ControlKind.remove,
  ControlKind.ban,
  ControlKind.role,
])

/** Whether a group of this encryption has entries of this kind with so many bytes of plaintext. */
export function isWithinBounds(kind: number, bytes: number, encryption: Encryption): boolean {
  if (kind === ControlKind.keys) return encryption !== 'per-peer' && bytes <= MAX_KEY_MESSAGE
  return bytes <= (WITH_CUT.has(kind) ? MAX_CUT_ENTRY_BYTES : MAX_ENTRY_BYTES)
}
