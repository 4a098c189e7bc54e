/**
 * `npm run bench:sync`: what it costs on the wire, besides the entries, to bring one member up to date that was away: two real
 * sync machines, real frames, no network. All bytes of frames in both directions count, from the link-up on, but those of
 * headers, bodies and signatures; so every message missing is a burst of its own, the dearest case. Seals, and what links pad
 * before they seal, are beside it.
 */
import { bytesOfHex, entryIdOf, hexOf, type LogKey, logKeyOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { pick, type Random, SeededRandom } from '#src/base/random.js'
import { decodeHeader, encodeHeader, entryHash } from '#src/crypto/entry.js'
import { serialiseLog } from '#src/history/log-codec.js'
import { LogIndex } from '#src/history/log-index.js'
import type { StoredEntry } from '#src/history/stored.js'
import { Sync } from '#src/history/sync.js'
import type { SyncEvent } from '#src/history/sync-messages.js'
import { nodeSuite } from '#src/node-suite.js'
import { LinkNames } from '#src/peer/link-names.js'
import { unpackBursts } from '#src/peer/packed-bursts.js'
import { takeAnswer } from '#src/peer/range-answers.js'
import { RangeReads, type RangeStep } from '#src/peer/range-reads.js'
import { framesOfSync, syncOfFrame } from '#src/peer/sync-wire.js'
import { Frame, Record } from '#src/wire/generated/link.js'

const AUTHORS = 200
const MESSAGES = 1_000_000
const SEEDS = [1, 2, 3, 4, 5]
const LATENCY_MS = 25
/** Half a round later a member that was told an old root would ask. */
const WATCHED_MS = 700

interface Case {
  readonly name: string
  readonly missing: number
  readonly target: string
}

const CASES: readonly Case[] = [
  { name: 'nothing missing', missing: 0, target: '64 B' },
  { name: '100 missing', missing: 100, target: '25 B per message' },
  { name: '10,000 missing', missing: 10_000, target: '3 B per message' },
]

const suite = nodeSuite()
const group = new Uint8Array(32).fill(7)
const authors = Array.from({ length: AUTHORS }, (_, at) => suite.sha256(Uint8Array.of(at)))

class Side {
  readonly member: MemberId
  readonly index: LogIndex
  readonly sync: Sync
  readonly reads: RangeReads
  readonly names: LinkNames
  readonly rows = new Map<LogKey, StoredEntry[]>()
  caughtUp = false
  readonly #stored = new Set<string>()
  #read = 0

  constructor(key: Uint8Array, other: MemberId, random: Random) {
    this.member = memberIdOf(key)
    this.index = new LogIndex(entryId => this.#stored.has(entryId))
    const neighbours = () => [other]
    this.sync = new Sync({ index: this.index, suite, random, neighbours, unlinked: () => [], mayRead: () => 0n })
    this.names = new LinkNames(this.sync.names)
    this.reads = new RangeReads(this.index, () => {
      this.#read += 1
      return this.#read
    })
  }

  take(row: StoredEntry, prev: string): void {
    const { log, seq, entryId } = row
    this.index.add({ log, firstSeq: seq, lastSeq: seq, prev, ids: [entryId] })
    this.#stored.add(entryId)
    const rows = this.rows.get(log) ?? []
    this.rows.set(log, rows)
    rows.push(row)
  }
}

interface Log {
  readonly author: Uint8Array
  readonly number: bigint
  readonly log: LogKey
}

/** Two that hold the same and know it; then one is away while the other hears so many more. */
class Story {
  readonly home: Side
  readonly away: Side
  overhead = 0
  now = 1_000_000
  #queue: { readonly at: number; readonly to: Side; readonly bytes: Uint8Array }[] = []

  constructor(seed: number, missing: number) {
    const random = new SeededRandom(seed)
    const [home, away] = [authors[0]!, authors[1]!]
    this.home = new Side(home, memberIdOf(away), random)
    this.away = new Side(away, memberIdOf(home), random)
    const logs = authors.map((author, at): Log => {
      const number = BigInt(2 * at + 3)
      return { author, number, log: logKeyOf(memberIdOf(author), number) }
    })
    const heads = new Map(logs.map(({ log }) => [log, this.#filled(log, MESSAGES / AUTHORS, random)]))
    this.#filled(logKeyOf(memberIdOf(home), 2n), AUTHORS, random)
    for (const [side, member] of this.#sides()) this.#tell(side, { type: 'link-up', member })
    this.#run(WATCHED_MS)
    for (const [side, member] of this.#sides()) this.#tell(side, { type: 'link-down', member })
    for (let count = 0; count < missing; count += 1) {
      const log = pick(random, logs)!
      heads.set(log.log, this.#said(log, heads.get(log.log)!))
    }
    this.#tell(this.home, { type: 'traffic' })
    this.now += 3_600_000
    this.#queue = []
    this.overhead = 0
    this.#tell(this.away, { type: 'came-online' })
    for (const [side, member] of this.#sides()) this.#tell(side, { type: 'link-up', member })
    this.#run(WATCHED_MS)
    while (!this.away.caughtUp) this.#run(10)
    for (const { log } of logs) {
      if (this.away.index.next(log) !== this.home.index.next(log)) throw new Error('not everything came')
    }
  }

  #sides(): readonly (readonly [Side, MemberId])[] {
    return [
      [this.home, this.away.member],
      [this.away, this.home.member],
    ]
  }

  /** Both hold so many entries of a log; the id of the last. */
  #filled(log: LogKey, count: number, random: Random): string {
    const end = entryIdOf(suite.sha256(random.bytes(32)))
    const prev = '0'.repeat(64)
    const state = { base: { seq: 0, prev }, intervals: [{ from: 0, to: count - 1, prev, end }], fork: undefined }
    for (const [side] of this.#sides()) side.index.restore(log, serialiseLog(state))
    return end
  }

  #said({ author, number, log }: Log, prev: string): string {
    const seq = this.home.index.next(log)
    const header = encodeHeader({
      scheme: 1,
      kind: 1,
      group,
      author,
      signer: author,
      epoch: 0,
      log: number,
      seq,
      prev: bytesOfHex(prev),
      parents: [],
      time: 1_700_000_000_000,
      order: BigInt(seq + 1),
      commit: suite.sha256(bytesOfHex(prev)),
      bodyLength: 60,
    })
    const entryId = entryIdOf(entryHash(suite, header))
    const row = {
      entryId,
      log,
      seq,
      order: BigInt(seq + 1),
      header,
      body: new Uint8Array(60),
      signature: new Uint8Array(64),
    }
    this.home.take(row, prev)
    return entryId
  }

  #tell(side: Side, event: SyncEvent): void {
    const other = side === this.home ? this.away : this.home
    for (const effect of side.sync.handle(event, this.now)) {
      if (effect.type === 'caught-up') side.caughtUp = true
      if (effect.type === 'liar') throw new Error(`a liar: ${effect.reason}`)
      if (effect.type === 'send') for (const frame of framesOfSync(side.names, effect.message)) this.#send(other, frame)
      if (effect.type === 'read-ranges') this.#step(side, other, side.reads.begin(effect))
    }
  }

  #step(side: Side, other: Side, first: RangeStep): void {
    let step: RangeStep | undefined = first
    while (step?.type === 'read') {
      const { log, fromSeq, limit } = step.query
      const rows = (side.rows.get(log) ?? []).filter(({ seq }) => seq >= fromSeq).slice(0, limit)
      step = side.reads.done(step.read, rows)
    }
    if (step === undefined) return
    this.#send(other, step.frame)
    this.#tell(side, { type: 'range-served', to: step.to, requestId: step.requestId })
  }

  #send(to: Side, frame: Partial<Frame>): void {
    const bytes = Frame.encode(frame)
    const record = Record.encode({ frames: [Frame.decode(bytes)] })
    const bursts = unpackBursts(frame.rangeAnswer?.bursts ?? new Uint8Array(0)) ?? []
    const entries = bursts.flatMap(burst => burst.entries)
    const carried = entries.reduce((sum, { header, body }) => sum + header.length + body.length, 0)
    const signed = bursts.reduce((sum, { signature }) => sum + signature.length, 0)
    this.overhead += record.length - carried - signed
    this.#queue.push({ at: this.now + LATENCY_MS, to, bytes })
  }

  #run(forMs: number): void {
    const end = this.now + forMs
    for (;;) {
      const next = this.#queue[0]
      const due = [this.home, this.away].map(side => side.sync.deadline ?? end + 1)
      const at = Math.min(next?.at ?? end + 1, ...due)
      if (at > end) break
      this.now = Math.max(this.now, at)
      if (next !== undefined && next.at <= this.now) this.#receive(this.#queue.shift()!)
      else this.#tell(due[0]! <= due[1]! ? this.home : this.away, { type: 'wake' })
    }
    this.now = end
  }

  #receive({ to, bytes }: { readonly to: Side; readonly bytes: Uint8Array }): void {
    const from = to === this.home ? this.away.member : this.home.member
    const frame = Frame.decode(bytes)
    const message = syncOfFrame(to.names, frame)
    if (message !== undefined) this.#tell(to, { type: 'message', from, message })
    if (frame.rangeAnswer === undefined) return
    const book: Parameters<typeof takeAnswer>[0]['book'] = {
      take: burst => {
        for (const { header, body } of burst.entries) this.#took(to, header, body, burst.signature)
        return { type: 'no-room' }
      },
      isOver: () => false,
      floors: { own: undefined, judge: () => 'unproven' },
    }
    const options = { suite, book, stored: () => undefined, wrong: () => undefined }
    this.#tell(to, takeAnswer(options, from, frame.rangeAnswer, this.now))
  }

  #took(to: Side, header: Uint8Array, body: Uint8Array, signature: Uint8Array): void {
    const fields = decodeHeader(header)
    if (fields === undefined) throw new Error('an entry that does not decode')
    const { author, log, seq, order, prev } = fields
    const entryId = entryIdOf(entryHash(suite, header))
    to.take({ entryId, log: logKeyOf(memberIdOf(author), log), seq, order, header, body, signature }, hexOf(prev))
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!
}

for (const { name, missing, target } of CASES) {
  const found = SEEDS.map(seed => new Story(seed, missing).overhead)
  const bytes = median(found)
  const each = missing === 0 ? '' : ` ${(bytes / missing).toFixed(2)} B per message`
  process.stdout.write(`${name.padEnd(16)} ${bytes} B${each} (target ${target}; ${found.join(', ')})\n`)
}
