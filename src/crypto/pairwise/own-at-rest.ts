/** The own prekeys as one saved value. Serves docs/protocol.md, "Channels". What is read is ours or damaged, and never throws. */
import { joinBytes } from '../../base/bytes.js'
import { FieldReader, time, u8, u32 } from './fields.js'
import { MAX_OLD_PREKEYS, MAX_ONE_TIME_PREKEYS, type OwnPrekeys } from './prekeys.js'

export const OWN_NAME = 'channels/own'
const FORMAT = 1
const KEY_BYTES = 32

/** format ‖ published ‖ renewals ‖ signed (secret, key, made, replaced) … ‖ one-time (secret, key, used) … */
export function encodeOwn({ signed, oneTime, publishedMs, renewals }: OwnPrekeys): Uint8Array {
  return joinBytes(
    u8(FORMAT),
    time(publishedMs),
    u32(renewals),
    u8(signed.length),
    ...signed.flatMap(({ secret, key, madeMs, replacedMs }) => [secret, key, time(madeMs), time(replacedMs)]),
    u8(oneTime.length),
    ...oneTime.flatMap(({ secret, key, usedMs }) => [secret, key, time(usedMs)]),
  )
}

export function decodeOwn(bytes: Uint8Array): OwnPrekeys | undefined {
  const reader = new FieldReader(bytes)
  if (reader.u8() !== FORMAT) return undefined
  const publishedMs = reader.time() ?? 0
  const renewals = reader.u32()
  const signed = reader.list(reader.count(MAX_OLD_PREKEYS + 1), () => ({
    secret: reader.take(KEY_BYTES),
    key: reader.take(KEY_BYTES),
    madeMs: reader.time() ?? 0,
    replacedMs: reader.time(),
  }))
  const oneTime = reader.list(reader.count(MAX_ONE_TIME_PREKEYS), () => ({
    secret: reader.take(KEY_BYTES),
    key: reader.take(KEY_BYTES),
    usedMs: reader.time(),
  }))
  return reader.done && signed.length > 0 ? { signed, oneTime, publishedMs, renewals } : undefined
}
