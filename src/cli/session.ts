/**
 * What a verb is given while it runs: where its lines go, what is typed to it, when to stop. The same whether it runs
 * for this process or for another one that asked over the socket; a verb must never know which.
 */
import type { Line } from './lines.js'

export interface Session {
  /** Resolves when there is room for more; never rejects when the reader has gone. */
  emit(line: Line): Promise<void>
  /** What `-` stood for; undefined when nothing was read. */
  readonly text: string | undefined
  /** What a person types into `chat`, already measured and decoded. */
  readonly input: AsyncIterable<TypedLine>
  /** Messages that `chat` shows before the live ones. */
  readonly recent: number
  /** The engine was started for this verb and must find the others first. */
  readonly fresh: boolean
  readonly signal: AbortSignal
}

export interface TypedLine {
  /** `command`: what stands after its slash. */
  readonly kind: 'text' | 'action' | 'command'
  readonly text: string
}
