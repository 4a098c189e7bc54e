/**
 * What we keep to talk to one member in private, as one value. Serves docs/protocol.md, "Storage". What is read is ours or
 * damaged, and never throws: what is damaged is begun anew.
 */
import { joinBytes } from '../base/bytes.js'
import { encodeWhole, readWhole } from './pairwise/at-rest.js'
import { FieldReader, flag, u8 } from './pairwise/fields.js'
import { type Correspondent, MAX_PRIVATE_SESSIONS } from './private-sessions.js'

/** heard u64 ‖ stale u8 ‖ count u8 ‖ for each: ours u8 ‖ ephemeral key ‖ prekey's id ‖ session. */
export function encodeCorrespondent({ heard, isStale, sessions }: Correspondent): Uint8Array {
  const order = new Uint8Array(8)
  new DataView(order.buffer).setBigUint64(0, heard)
  return joinBytes(
    order,
    flag(isStale),
    u8(sessions.length),
    ...sessions.flatMap(({ isOurs, ephemeral, prekeyId, session }) => [
      flag(isOurs),
      ephemeral,
      prekeyId,
      encodeWhole(session),
    ]),
  )
}

export function decodeCorrespondent(bytes: Uint8Array): Correspondent | undefined {
  const reader = new FieldReader(bytes)
  const order = reader.take(8)
  const heard = new DataView(order.buffer, order.byteOffset).getBigUint64(0)
  const isStale = reader.flag()
  const sessions = reader.list(reader.count(MAX_PRIVATE_SESSIONS), () => ({
    isOurs: reader.flag(),
    ephemeral: reader.take(32),
    prekeyId: reader.take(4),
    session: readWhole(reader),
  }))
  return reader.done ? { heard, isStale, sessions } : undefined
}
