/** The piece in four acts: they meet, they talk, one dies and comes back, and all is compared. */
import type { Company } from './company.ts'
import type { Said } from './ledger.ts'
import { CAST, type Score } from './score.ts'
import type { Screen } from './screen.ts'
import { difference } from './verdict.ts'

/** So that a person can read along: the pauses together, and the longest of them. */
const READING_MS = 7000
const PAUSE_MS = 220
/** Proofs come within milliseconds of the delivery; what is not proven then is counted as not proven. */
const PROOF_MS = 3000
const GROUP = 'bell tower'

export interface Outcome {
  /** Undefined when all five hold the same. */
  readonly difference: string | undefined
  readonly catchUp: CatchUp
  readonly memoryBytes: readonly number[]
}

export interface CatchUp {
  readonly messages: number
  /** From the start of the process until its folder was open. */
  readonly openMs: number
  /** From then until it held everything. */
  readonly caughtUpMs: number
}

export async function play(score: Score, company: Company, screen: Screen): Promise<Outcome> {
  const { lines, absentee, killedAt, backAt } = score
  const pauseMs = screen.interactive ? Math.min(PAUSE_MS, READING_MS / lines.length) : 0
  const talk = async (from: number, to: number): Promise<void> => {
    screen.hopsHeading()
    for (const line of lines.slice(from, to)) {
      await say(line, company, screen)
      if (pauseMs > 0) await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }

  screen.heading('They meet')
  await meet(company, screen)
  screen.heading('They talk')
  await talk(0, killedAt)
  await company.within(PROOF_MS, () => company.ledger.proven === company.ledger.said.length)

  screen.heading(`${CAST[absentee]} is killed, the others go on`)
  await kill(absentee, company, screen)
  await talk(killedAt, backAt)
  screen.heading(`${CAST[absentee]} comes back from its folder`)
  const catchUp = await bringBack(absentee, company, screen)
  await talk(backAt, lines.length)

  await company.within(PROOF_MS, () => company.ledger.proven === company.ledger.said.length)
  return { catchUp, ...(await compare(company)) }
}

async function meet(company: Company, screen: Screen): Promise<void> {
  const began = performance.now()
  const addresses = await step(screen, 'starting', company.actors, async actor => (await actor.start()).address)
  const [founder, ...others] = company.actors
  if (founder === undefined) return
  const { ticket } = await founder.ask({ type: 'found', group: GROUP, uses: others.length }, 'founded')
  await step(screen, 'joining ', others, actor => actor.ask({ type: 'join', ticket }, 'joined'))
  await company.untilClosed()
  const seconds = inSeconds(performance.now() - began)
  screen.line()
  for (const [member, actor] of company.actors.entries()) {
    screen.line(`  ${screen.name(member)}  process ${actor.pid}  ${addresses[member]}`)
  }
  screen.line()
  screen.tell(
    `Every member is linked to both its neighbours, ${seconds} after the first start. As ${founder.name} sees it:`,
  )
  screen.line()
  await draw(company, 0, screen)
}

async function step<Item, Result>(
  screen: Screen,
  label: string,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  let done = 0
  screen.progress(label, done, items.length)
  return Promise.all(
    items.map(async item => {
      const result = await work(item)
      done += 1
      screen.progress(label, done, items.length)
      return result
    }),
  )
}

async function draw(company: Company, member: number, screen: Screen): Promise<void> {
  const { picture } = await company.actor(member).ask({ type: 'draw' }, 'drawn')
  screen.picture(picture.trimEnd())
}

/** Says the line and shows it once everyone who runs has heard it: the next speaker answers to what it has read. */
async function say(line: Score['lines'][number], company: Company, screen: Screen): Promise<void> {
  const { ledger } = company
  const { id } = await company.actor(line.speaker).ask({ type: 'say', text: line.text, kind: line.kind }, 'said')
  ledger.say(line, id)
  const message: Said = { ...line, id }
  const listeners = company.running
  await company.until(
    () => listeners.every(member => ledger.holds(message, member)),
    () =>
      `${CAST[listeners.find(member => !ledger.holds(message, member)) ?? 0]} to hear message ${ledger.said.length}`,
  )
  const cells = CAST.map((_, member) => cellOf(message, member, company))
  screen.message(line.speaker, line.kind, line.text, cells)
}

function cellOf(message: Said, member: number, { ledger }: Company): string {
  if (message.speaker === member) return '·'
  const way = ledger.wayOf(message.id, member)
  if (typeof way === 'number') return String(way)
  return way === undefined ? '-' : '+'
}

async function kill(absentee: number, company: Company, screen: Screen): Promise<void> {
  const actor = company.actor(absentee)
  const { pid } = actor
  const began = performance.now()
  await actor.kill()
  await company.untilClosed()
  const ms = Math.round(performance.now() - began)
  screen.tell(`SIGKILL to process ${pid}: no goodbye. The other four closed the ring again in ${ms} ms:`)
  screen.line()
  await draw(company, absentee === 0 ? 1 : 0, screen)
  screen.line()
}

async function bringBack(absentee: number, company: Company, screen: Screen): Promise<CatchUp> {
  const { ledger } = company
  const actor = company.actor(absentee)
  const total = ledger.missingAt(absentee).length
  const began = performance.now()
  const started = await actor.start()
  const opened = performance.now()
  screen.tell(
    `Process ${actor.pid} opened the folder: ${started.held.length} messages are in it, ${total} were said since.`,
  )
  let shown = -1
  await company.until(
    () => {
      const done = total - ledger.missingAt(absentee).length
      if (done !== shown) screen.progress('catching up', done, total)
      shown = done
      return done === total
    },
    () => `${actor.name} to catch up on ${ledger.missingAt(absentee).length} of ${total} messages`,
  )
  const caughtUp = performance.now()
  await company.untilClosed()
  screen.line()
  return { messages: total, openMs: opened - began, caughtUpMs: caughtUp - opened }
}

async function compare(company: Company): Promise<Omit<Outcome, 'catchUp'>> {
  const recounts = await Promise.all(company.actors.map(actor => actor.ask({ type: 'recount' }, 'recounted')))
  return {
    difference: difference(
      company.ledger.said,
      recounts.map(({ messages }) => messages),
    ),
    memoryBytes: recounts.map(({ memoryBytes }) => memoryBytes),
  }
}

export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
}
