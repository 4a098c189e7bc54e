/**
 * `npm run bench:membership`: how long a membership log takes to reduce. A thousand entries of everyday life, the same with
 * their signatures unseen, and the worst that moderators can do: removals that all reach back. Medians of 31.
 */
import { type Person, Roll } from '../test/support/rolls.ts'

const ENTRIES = 1000
const RUNS = 31

const everyday = everydayLog()
report(`${everyday.entries.length} entries of everyday life, signatures checked when they came`, 50, times(everyday))
const reaching = reachingLog()
report(`${reaching.entries.length} entries, 120 removals that each reach back`, undefined, times(reaching))

function everydayLog(): Roll {
  const roll = new Roll()
  const moderators = [roll.member('ann', 'moderator'), roll.member('ben', 'moderator')]
  const people = Array.from({ length: 240 }, (_, index) => roll.member(`member ${index}`))
  for (let turn = 0; roll.entries.length < ENTRIES; turn += 1) {
    const person = people[turn % people.length]!
    const moderator = moderators[turn % 2]!
    act(roll, turn, person, moderator)
  }
  return roll
}

function act(roll: Roll, turn: number, person: Person, moderator: Person): void {
  const cut = person.cut()
  switch (turn % 6) {
    case 0:
      roll.write(person, { type: 'rename', name: `other ${turn}` })
      return
    case 1:
      roll.write(moderator, { type: 'topic', text: `topic ${turn}` })
      return
    case 2:
      roll.write(roll.founder, { type: 'role', member: person.key, role: 'observer', cut })
      return
    case 3:
      roll.write(roll.founder, { type: 'role', member: person.key, role: 'member', cut })
      return
    case 4: {
      const invite = new Uint8Array(32).fill(turn % 250)
      roll.write(person, { type: 'invite', invite, uses: 1, expiresMs: 1e9, approve: false })
      return
    }
    default:
      roll.remove(moderator, person)
  }
}

function reachingLog(): Roll {
  const roll = new Roll()
  const people = Array.from({ length: 120 }, (_, index) => roll.member(`member ${index}`))
  const from = roll.order
  for (let turn = 0; turn < 400; turn += 1) {
    roll.write(people[turn % people.length]!, { type: 'rename', name: `other ${turn}` }, from + turn)
  }
  for (const [index, person] of people.entries()) roll.remove(roll.founder, person, [], from + 1000 + index)
  return roll
}

function times(roll: Roll): number[] {
  roll.state()
  return Array.from({ length: RUNS }, () => {
    const began = performance.now()
    roll.state()
    return performance.now() - began
  }).sort((one, other) => one - other)
}

function report(what: string, boundMs: number | undefined, sorted: readonly number[]): void {
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const verdict = boundMs === undefined ? '' : `, bound ${boundMs} ms: ${median <= boundMs ? 'met' : 'MISSED'}`
  process.stdout.write(`${what}: ${median.toFixed(1)} ms (worst ${sorted.at(-1)?.toFixed(1)})${verdict}\n`)
}
