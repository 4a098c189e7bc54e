/**
 * Who of the five says what, and who is away for which part: a chat log turned into the demo's piece. Pure.
 */
import { type LogLine, spoken } from '../chat-log.ts'

export const CAST: readonly string[] = ['alice', 'bob', 'carol', 'dave', 'erin']

export interface Line {
  /** Index in CAST. */
  readonly speaker: number
  readonly kind: 'text' | 'action'
  readonly text: string
}

export interface Score {
  readonly lines: readonly Line[]
  /** Index in CAST of who is killed. */
  readonly absentee: number
  /** The absentee is killed before this line … */
  readonly killedAt: number
  /** … and brought back before this one. */
  readonly backAt: number
}

/** Killed half way, back after three quarters: whoever has least to say in between; the next in the cast stands in. */
export function scoreOf(log: readonly LogLine[]): Score {
  const spokenLines = castLines(log)
  const killedAt = Math.floor(spokenLines.length / 2)
  const backAt = Math.floor((spokenLines.length * 3) / 4)
  const between = spokenLines.slice(killedAt, backAt)
  const said = CAST.map((_, member) => between.filter(({ speaker }) => speaker === member).length)
  const absentee = said.indexOf(Math.min(...said))
  const lines = spokenLines.map((line, index) => {
    const away = line.speaker === absentee && index >= killedAt && index < backAt
    return away ? { ...line, speaker: (absentee + 1) % CAST.length } : line
  })
  return { lines, absentee, killedAt, backAt }
}

/** Nicks that are in the cast keep their part; the others share the parts out in the order they first speak. */
function castLines(log: readonly LogLine[]): Line[] {
  const parts = new Map<string, number>()
  let next = 0
  const lines: Line[] = []
  for (const line of log) {
    if (line.kind === 'rename') {
      const part = parts.get(line.nick)
      if (part !== undefined) parts.set(line.to, part)
    }
    if (line.kind !== 'message') continue
    const own = CAST.indexOf(line.nick)
    const speaker = parts.get(line.nick) ?? (own >= 0 ? own : next++ % CAST.length)
    parts.set(line.nick, speaker)
    lines.push({ speaker, ...spoken(line.text) })
  }
  return lines
}
