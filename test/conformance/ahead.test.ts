/** Where both stores show entries whose order is ahead of the time at which they came. */
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { EntryId, LogKey } from '#src/base/ids.js'
import { pick, SeededRandom, shuffled } from '#src/base/random.js'
import { encodeHeader } from '#src/crypto/entry.js'
import { memoryStore } from '#src/store/memory.js'
import type { DisplayCursor, Store, StoredEntry } from '#src/store/store.js'
import { batchOf, groupNamed, logOf, openIn, saying, temporaryFolder, textsOf } from '../support/store-cast.ts'

const group = groupNamed('friends')
const FAR = 1n << 62n
/** Nothing below this limit is ahead of the clock. */
const LIMIT = 1_000_000n

const stores: readonly (readonly [name: string, open: (context: TestContext) => Store])[] = [
  ['memory', () => memoryStore()],
  [
    'sqlite',
    context => {
      const store = openIn(temporaryFolder(context))
      context.after(() => store.close())
      return store
    },
  ],
]

/** Members that write, each in one log. */
class Writers {
  readonly #tips = new Map<LogKey, StoredEntry>()

  say(author: string, text: string, order: bigint, ...seen: readonly StoredEntry[]): StoredEntry {
    const log = logOf(author)
    const before = this.#tips.get(log)
    const seq = before === undefined ? 0 : before.seq + 1
    const entry = { ...saying(text, { log, seq, order }), header: headerOf(seq, order, before, seen) }
    this.#tips.set(log, entry)
    return entry
  }
}

function headerOf(
  seq: number,
  order: bigint,
  before: StoredEntry | undefined,
  seen: readonly StoredEntry[],
): Uint8Array {
  const parents = seen.map(entry => bytesOf(entry.entryId)).sort(Buffer.compare)
  const prev = before === undefined ? new Uint8Array(32) : bytesOf(before.entryId)
  const key = new Uint8Array(32).fill(1)
  const fields = { scheme: 1, kind: 1, group: key, author: key, signer: key, epoch: 0, log: 1n }
  return encodeHeader({ ...fields, seq, prev, parents, time: 0, order, commit: key, bodyLength: 16 })
}

const bytesOf = (id: EntryId) => new Uint8Array(Buffer.from(id, 'hex'))

const shown = (store: Store, upTo?: bigint) => textsOf(store.newest(group, undefined, 1000, upTo)).reverse()

/** The same, a few at a time. */
function paged(store: Store, size: number, upTo?: bigint): string[] {
  const all: StoredEntry[] = []
  for (let before: DisplayCursor | undefined; ; before = all.at(-1)) {
    const page = store.newest(group, before, size, upTo)
    all.push(...page)
    if (page.length < size) return textsOf(all).reverse()
  }
}

for (const [name, open] of stores) {
  describe(`the ${name} store`, () => {
    it('shows what is ahead of the clock after what its author had seen, and its answers below', context => {
      const store = open(context)
      const writers = new Writers()
      const question = writers.say('alice', 'question', 10n)
      const far = Array.from({ length: 20 }, (_, index) =>
        writers.say('mallory', `far ${index}`, FAR + BigInt(index), ...(index === 0 ? [question] : [])),
      )
      const unaware = writers.say('carol', 'unaware', 20n, question)
      const answer = writers.say('bob', 'answer', 30n, far.at(-1)!)
      store.commit([batchOf(group, [answer, ...far, unaware, question])])
      const expected = ['question', ...far.map((_, index) => `far ${index}`), 'unaware', 'answer']
      assert.deepEqual(shown(store, LIMIT), expected)
      // a clock for which nothing is ahead takes the word of who answered
      assert.deepEqual(shown(store), expected)
      for (const size of [1, 3, 7]) assert.deepEqual(paged(store, size, LIMIT), expected)
      const found = [...store.search(group, ['far'], undefined, 1000, undefined, false, LIMIT)].flat()
      assert.deepEqual(
        textsOf(found).reverse(),
        far.map((_, index) => `far ${index}`),
      )
      const before = [...store.search(group, ['e'], answer, 1000, undefined, false, LIMIT)].flat()
      assert.deepEqual(textsOf(before), ['unaware', 'question'])
    })

    it('forgets what is ahead with what it is shown after, and nothing before its log allows that', context => {
      const store = open(context)
      const writers = new Writers()
      const old = writers.say('alice', 'old', 10n)
      const far = writers.say('mallory', 'far', FAR, old)
      const recent = writers.say('alice', 'recent', 50n)
      const farther = writers.say('mallory', 'farther', FAR + 1n, recent)
      const signature = new Uint8Array(64).fill(1)
      store.commit([
        batchOf(
          group,
          [old, far, recent, farther].map(entry => ({ ...entry, signature })),
        ),
      ])
      const edges = (upTo: bigint, counted?: bigint) => textsOf(store.edges(group, upTo, counted)).sort()
      assert.deepEqual(edges(20n), ['old'])
      assert.deepEqual(edges(9n, LIMIT), [])
      assert.deepEqual(edges(20n, LIMIT), ['far', 'old'])
      assert.deepEqual(edges(60n, LIMIT), ['farther', 'recent'])
      while (store.shred(group, 20n, LIMIT));
      assert.deepEqual(shown(store, LIMIT), ['recent', 'farther'])
      assert.equal(store.get(group, far.entryId), undefined)
      while (store.shred(group, 60n, LIMIT));
      assert.deepEqual(shown(store, LIMIT), [])
    })

    it('moves an entry to its place whichever of it, what it had seen and who answers comes last', context => {
      const store = open(context)
      const writers = new Writers()
      const question = writers.say('alice', 'question', 10n)
      const far = writers.say('mallory', 'far', FAR, question)
      const farther = writers.say('mallory', 'farther', FAR + 1n)
      const answer = writers.say('bob', 'answer', 30n, farther)
      const expected = ['question', 'far', 'farther', 'answer']
      const entries = [question, far, farther, answer]
      for (const [at, order] of permutations(entries).entries()) {
        store.drop(group)
        for (const entry of order) {
          store.commit([batchOf(group, [entry])])
          shown(store, LIMIT)
          shown(store)
        }
        assert.deepEqual(shown(store, LIMIT), expected, `${at}`)
        assert.deepEqual(shown(store), expected, `${at}`)
      }
    })

    it('believes no claim to have seen an entry before that had seen what it names', context => {
      const store = open(context)
      const writers = new Writers()
      const said: StoredEntry[] = []
      for (let round = 0n; round < 100n; round += 1n) {
        const seen = said.slice(-1)
        said.push(writers.say(['alice', 'bob'][Number(round % 2n)]!, `${round}`, 100n + 10n * round, ...seen))
      }
      const liar = writers.say('mallory', 'liar', 555n, ...said.slice(-2))
      store.commit([batchOf(group, [...said, liar])])
      const expected = said.map((_, index) => `${index}`)
      assert.deepEqual(
        shown(store).filter(text => text !== 'liar'),
        expected,
      )
    })

    it('shows many that are ahead one after another, and those of a log in its order', context => {
      const store = open(context)
      const writers = new Writers()
      const first = writers.say('alice', 'first', 10n)
      const far = Array.from({ length: 20_000 }, (_, index) =>
        writers.say('mallory', `${index}`, FAR + BigInt(index), ...(index === 0 ? [first] : [])),
      )
      const last = writers.say('alice', 'last', 20n)
      store.commit([batchOf(group, [first, ...far, last])])
      const texts = shownAll(store)
      assert.equal(texts.length, 20_002)
      assert.deepEqual(texts, ['first', ...far.map((_, index) => `${index}`), 'last'])
    })
  })
}

function shownAll(store: Store): string[] {
  return textsOf(store.newest(group, undefined, 100_000, LIMIT)).reverse()
}

it('both stores show random histories with wrong clocks and liars in one order, and none before what its author had seen', context => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = new SeededRandom(seed)
    const { entries, named } = history(random)
    const [memory, sqlite] = [memoryStore(), openIn(temporaryFolder(context))]
    const limit = seed % 2 === 0 ? LIMIT : undefined
    for (const entry of shuffled(random, entries)) {
      for (const store of [memory, sqlite]) store.commit([batchOf(group, [entry])])
      if (random.next() < 0.2) assert.deepEqual(shown(sqlite, LIMIT), shown(memory, LIMIT), `seed ${seed}`)
    }
    const expected = shown(memory, limit)
    assert.deepEqual(shown(sqlite, limit), expected, `seed ${seed}`)
    assert.deepEqual(paged(sqlite, 3, limit), expected, `seed ${seed}`)
    assert.deepEqual(paged(memory, 4, limit), expected, `seed ${seed}`)
    const found = [...sqlite.search(group, ['1'], undefined, 1000, undefined, false, limit)].flat()
    const sought = [...memory.search(group, ['1'], undefined, 1000, undefined, false, limit)].flat()
    assert.deepEqual(textsOf(found), textsOf(sought))
    for (const [text, seen] of named) {
      for (const one of seen) assert.ok(expected.indexOf(one) < expected.indexOf(text), `seed ${seed}: ${one} ${text}`)
    }
    sqlite.close()
  }
})

/** Clocks may be so far apart. */
const WINDOW = 100n

/** Of four honest members, one far ahead and one that says what it likes; and what each honest entry names. */
function history(random: SeededRandom): { entries: StoredEntry[]; named: Map<string, string[]> } {
  const writers = new Writers()
  const entries: StoredEntry[] = []
  const named = new Map<string, string[]>()
  const told = new Map<string, Set<StoredEntry>>()
  let clock = 1000n
  for (let count = 0; count < 60; count += 1) {
    clock += BigInt(Math.floor(random.next() * 60))
    const author = pick(random, ['alice', 'bob', 'carol', 'dave', 'early', 'liar'])!
    const seen = entries.filter(entry => told.get(author)?.has(entry) || random.next() < 0.4)
    told.set(author, new Set(seen))
    const counted = seen.map(({ order }) => order).filter(order => order <= clock + WINDOW)
    const next = counted.reduce((one, other) => (one > other ? one : other), clock) + 1n
    const own = entries.findLast(entry => entry.log === logOf(author))?.order ?? 0n
    const far = random.next() < 0.5 ? FAR : next + WINDOW + BigInt(Math.floor(random.next() * 2000))
    const wrong = author === 'early' ? far : BigInt(Math.floor(random.next() * Number(clock)))
    const isHonest = author !== 'early' && author !== 'liar'
    const order = isHonest ? next : own > wrong ? own + 1n : wrong
    const names = shuffled(
      random,
      seen.filter(({ log }) => log !== logOf(author)),
    ).slice(0, 8)
    const entry = writers.say(author, `${author} ${count}`, order > own ? order : own + 1n, ...names)
    if (isHonest) named.set(`${author} ${count}`, textsOf(names))
    entries.push(entry)
  }
  return { entries, named }
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map(rest => [item, ...rest]))
}
