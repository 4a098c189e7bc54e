/** A line typed into `chat`, or piped into it → a message, a command, or the end. Only here a slash means something. */
import type { TypedLine } from './session.js'

/** Undefined for what says nothing. A line that begins with two slashes is sent with one. */
export function typedLine(line: string): TypedLine | 'quit' | undefined {
  if (line === '') return undefined
  if (line.trimEnd() === '/quit') return 'quit'
  if (line.startsWith('//')) return { kind: 'text', text: line.slice(1) }
  return line.startsWith('/') ? { kind: 'command', text: line.slice(1) } : { kind: 'text', text: line }
}
