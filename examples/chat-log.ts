/**
 * Chat logs as JSON lines, the shape of published IRC corpora: `minute`, `kind` (`message`, `join`, `leave`, `rename`),
 * `nick`, `text` of a message (an action begins with `/me `), `to` of a rename.
 */
import { readFileSync } from 'node:fs'

export type LogLine =
  | { readonly kind: 'message'; readonly minute: number; readonly nick: string; readonly text: string }
  | { readonly kind: 'join' | 'leave'; readonly minute: number; readonly nick: string }
  | { readonly kind: 'rename'; readonly minute: number; readonly nick: string; readonly to: string }

/** The first `limit` lines of the file. Throws an Error that names the file and line where it is not such a log. */
export function readChatLog(file: string, limit = Number.POSITIVE_INFINITY): LogLine[] {
  const lines: LogLine[] = []
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (lines.length >= limit) break
    if (text.trim() === '') continue
    const line = logLine(text)
    if (line === undefined) throw new Error(`${file}:${index + 1} is not a line of a chat log`)
    lines.push(line)
  }
  return lines
}

const ACTION = '/me '

/** What the message says, and whether it is something its author does. */
export function spoken(text: string): { readonly kind: 'text' | 'action'; readonly text: string } {
  return text.startsWith(ACTION) ? { kind: 'action', text: text.slice(ACTION.length) } : { kind: 'text', text }
}

function logLine(json: string): LogLine | undefined {
  const fields = fieldsOf(json)
  const { minute, kind, nick, text, to } = fields
  if (typeof minute !== 'number' || typeof nick !== 'string' || nick === '') return undefined
  if (kind === 'join' || kind === 'leave') return { kind, minute, nick }
  if (kind === 'message' && typeof text === 'string' && text !== '') return { kind, minute, nick, text }
  if (kind === 'rename' && typeof to === 'string' && to !== '') return { kind, minute, nick, to }
  return undefined
}

function fieldsOf(json: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
