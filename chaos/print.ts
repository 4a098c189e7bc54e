/** The end of a run as a person reads it. It computes nothing. */
import type { Outcome } from './chaos.ts'
import { lineOf } from './ledger.ts'
import type { ChaosOptions } from './options.ts'
import { LEAST_JUDGED_MS, shownAs } from './samples.ts'

export function summaryOf(outcome: Outcome, options: ChaosOptions): string {
  const { deeds, processes, stored, deliveries, doubts, wholeAfterMs, findings } = outcome
  const { members, seconds, seed, rate } = options
  const whole = wholeAfterMs === undefined ? 'never' : `${(wholeAfterMs / 1000).toFixed(1)} s after the last harm`
  const rows: readonly (readonly [string, string])[] = [
    ['run', `${members} members, ${seconds} s, seed ${seed}, ${rate} messages a second each`],
    [
      'harm',
      Object.entries(deeds)
        .map(([deed, count]) => `${count} ${deed}`)
        .join(', '),
    ],
    ['processes', String(processes)],
    ['messages', `${stored} reported as stored, ${deliveries} shown`],
    ['doubts', `${doubts} times a member got no answer and doubted another for it`],
    ['whole', whole],
    ...trendRows(outcome, options),
  ]
  const table = rows.map(([title, text]) => `  ${title.padEnd(14)}${text}`).join('\n')
  const verdict =
    findings.length === 0
      ? 'Everyone holds everything, once, in one order; no log forked.'
      : `${findings.length} findings:\n${findings.map(finding => `  ${lineOf(finding)}`).join('\n')}`
  return `\n${table}\n\n${verdict}\n`
}

/** Members that kept one process: middle third → last third. */
function trendRows({ trends }: Outcome, { seconds }: ChaosOptions): (readonly [string, string])[] {
  const judged = seconds * 1000 >= LEAST_JUDGED_MS
  const rows = [...Map.groupBy(trends, ({ member }) => member)].map(([member, theirs]) => {
    const text = theirs.map(
      ({ what, middle, last, flat }) =>
        `${what} ${shownAs(what, middle)} → ${shownAs(what, last)}${judged && !flat ? ' GREW' : ''}`,
    )
    return [member, text.join(', ')] as const
  })
  return judged ? rows : [...rows, ['', `memory is not judged in runs below ${LEAST_JUDGED_MS / 1000} s`] as const]
}
