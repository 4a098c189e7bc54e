/** The rows of docs/encryption.md. Words only. */
import type { Verifying } from './history.ts'
import type { Hop } from './hop.ts'
import type { Change, Cost } from './trial.ts'

export const COST_HEAD = head(
  ...['scheme', 'N', '1 KiB message, bytes', 'seal, ms', 'open, ms'],
  ...['join: bytes (messages), CPU ms', 'removal: bytes (messages), CPU ms', 'rekey: bytes (messages), CPU ms'],
)
export const HOP_HEAD = head('scheme', 'messages to a signature', 'messages to a record', 'a second and core')
export const HISTORY_HEAD = head('10,000 messages', 'CPU, ms')

/** `cost`: or why there is none. */
export function costRow(scheme: string, members: number, cost: Cost | string): string {
  if (typeof cost === 'string') return row(scheme, members, cost, '', '', '', '', '')
  const { messageBytes, sealMs, openMs, join, removal, rekey } = cost
  return row(
    scheme,
    members,
    messageBytes,
    sealMs.toFixed(2),
    openMs.toFixed(2),
    ...[join, removal, rekey].map(changeText),
  )
}

function changeText({ bytes, messages, mostMs, eachMs }: Change): string {
  return `${bytes} (${messages}), ${mostMs.toFixed(1)} / ${eachMs.toFixed(1)}`
}

export function hopRow({ scheme, perSignature, perRecord, perSecond }: Hop): string {
  return row(scheme, perSignature, perRecord, Math.round(perSecond / 100) * 100)
}

export function historyRow({ way, cpuMs }: Verifying): string {
  return row(way, cpuMs.toFixed(0))
}

function head(...names: readonly string[]): string {
  return `${row(...names)}\n${row(...names.map(() => '---'))}`
}

function row(...cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
