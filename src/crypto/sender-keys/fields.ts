/** Lists, chains and values by name, as they are at rest. What is read may be damaged, and is undefined then. */
import { joinBytes } from '../../base/bytes.js'
import { bytesOfHex, hexOf } from '../../base/ids.js'
import { FieldReader, flag, u16 } from '../pairwise/fields.js'
import type { Chain } from './key-schedule.js'
import { KEY_BYTES, NAME_BYTES } from './messages.js'

/** count u16 ‖ items. */
export function encodeList<Item>(items: readonly Item[], encode: (item: Item) => Uint8Array): Uint8Array {
  return joinBytes(u16(items.length), ...items.map(encode))
}

export function readList<Item>(reader: FieldReader, limit: number, read: () => Item): Item[] {
  return reader.list(reader.wideCount(limit), read)
}

/** flag ‖ [name ‖ key ‖ next u16]. */
export function encodeChain(chain: Chain | undefined): Uint8Array {
  return chain === undefined ? flag(false) : joinBytes(flag(true), bytesOfHex(chain.name), chain.key, u16(chain.next))
}

export function readChain(reader: FieldReader): Chain | undefined {
  if (!reader.flag()) return undefined
  return { name: hexOf(reader.take(NAME_BYTES)), key: reader.take(KEY_BYTES), next: reader.wideCount(0xffff) }
}

/** What is read of a value, if that is all there is in it. */
export function readWhole<Value>(
  bytes: Uint8Array | undefined,
  read: (reader: FieldReader) => Value | undefined,
): Value | undefined {
  if (bytes === undefined) return undefined
  const reader = new FieldReader(bytes)
  const value = read(reader)
  return reader.done ? value : undefined
}

/** All values whose names begin so, by the rest of their names; undefined when one of them is damaged. */
export function wholeValues<Value>(
  prefix: string,
  saved: ReadonlyMap<string, Uint8Array>,
  read: (reader: FieldReader) => Value | undefined,
): Map<string, Value> | undefined {
  const values = new Map<string, Value>()
  for (const [name, bytes] of saved) {
    if (!name.startsWith(prefix)) continue
    const value = readWhole(bytes, read)
    if (value === undefined) return undefined
    values.set(name.slice(prefix.length), value)
  }
  return values
}
