/**
 * `npm run sim -- --members 10000`: one swarm, one failure, one message, and what came of it. The real ring, gossip and
 * history machines, one shared member list, links that are not sealed.
 */
import { parseArgs } from 'node:util'
import { trial } from './measure.ts'

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '1000' },
    seeds: { type: 'string', default: '1' },
    crash: { type: 'string', default: '0' },
    how: { type: 'string', default: 'silent' },
    drop: { type: 'string', default: '0' },
    stale: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
})

/** Percents on the command line, shares inside. */
function share(percent: string, name: string): number {
  const value = Number(percent)
  if (!(value >= 0 && value <= 90)) fail(`--${name} takes a percentage of 0 to 90, not ${percent}`)
  return value / 100
}

function count(text: string, name: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most)
    fail(`--${name} takes a number of 1 to ${most}, not ${text}`)
  return value
}

function fail(reason: string): never {
  process.stderr.write(`sim: ${reason}\n`)
  process.exit(1)
}

if (values.how !== 'silent' && values.how !== 'closed') fail(`--how takes silent or closed, not ${values.how}`)
const members = count(values.members, 'members', 10_000)
for (let seed = 1; seed <= count(values.seeds, 'seeds', 1000); seed += 1) {
  const began = process.hrtime.bigint()
  const outcome = trial({
    members,
    seed,
    crash: values.how,
    crashShare: share(values.crash, 'crash'),
    dropShare: share(values.drop, 'drop'),
    staleShare: share(values.stale, 'stale'),
  })
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ members, seed, ...outcome, seconds })}\n`)
    continue
  }
  const { deliveries, expected, sends, duplicates, hops, deliveredRounds, ringRounds } = outcome
  const per = (counted: number) => (counted / Math.max(1, deliveries)).toFixed(3)
  process.stdout.write(
    [
      `${members} members, seed ${seed}: ${deliveries} of ${expected} have it after ${deliveredRounds?.toFixed(2) ?? 'never all'} rounds`,
      `  sends per delivery ${per(sends)}, duplicates ${per(duplicates)}`,
      `  hops: mean ${hops.mean.toFixed(2)}, worst ${hops.worst} (log2 N = ${Math.log2(members).toFixed(2)})`,
      `  ring perfect after ${ringRounds?.toFixed(1) ?? 'more than 30'} rounds; ${seconds.toFixed(1)} s of this machine, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
      '',
    ].join('\n'),
  )
}
