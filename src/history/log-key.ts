/** What a log's key says of it, without parsing the number. Serves docs/protocol.md, "Names and keys". */
import type { LogKey, MemberId } from '../base/ids.js'

export function authorOf(log: LogKey): MemberId {
  return log.slice(0, log.indexOf('/')) as MemberId
}

/** Bit 0 of the number, which is hex: 1 is a content log, 0 a control log. */
export function isContentLog(log: LogKey): boolean {
  return '13579bdf'.includes(log.at(-1) ?? '')
}

/** The log's number, in hex. */
export function numberOf(log: LogKey): string {
  return log.slice(log.indexOf('/') + 1)
}

/** Bit 1 of the number, with bit 0 clear: a log that introduces the key which signs it. Only where content is deniable. */
export function isKeyLog(log: LogKey): boolean {
  return '26ae'.includes(log.at(-1) ?? '')
}
