/** What every store must do. The same sentences run against memory and SQLite. */
import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { memoryStore } from '#src/store/memory.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { DisplayCursor, ReadText, Store, StoredEntry } from '#src/store/store.js'
import { batchOf, entryNamed, groupNamed, logOf, saying, temporaryFolder, textsOf } from '../support/store-cast.ts'

const group = groupNamed('friends')
const other = groupNamed('work')
const control = logOf('alice', 2n)

const stores: readonly (readonly [name: string, open: (context: TestContext) => Store])[] = [
  ['memory', () => memoryStore()],
  [
    'sqlite',
    context => {
      const masterKey = new Uint8Array(32).fill(7)
      const folder = temporaryFolder(context)
      const store = openSqliteStore({ folder, masterKey, suite: nobleSuite(), random: new SeededRandom(1) })
      context.after(() => store.close())
      return store
    },
  ],
]

const names = (entries: readonly StoredEntry[]) => entries.map(entry => new TextDecoder().decode(entry.body).slice(8))

/** What long lists are compared by: the difference of 300 whole entries takes minutes to print. */
const ids = (entries: readonly StoredEntry[]) => entries.map(entry => entry.entryId)

const found = (store: Store, words: readonly string[], limit = 1000, before?: DisplayCursor): StoredEntry[] =>
  [...store.search(group, words, before, limit)].flat()

/** In as many steps as it takes. */
function shredded(store: Store, upTo: bigint): void {
  let steps = 0
  while (store.shred(group, upTo)) steps += 1
  assert.ok(steps < 10)
}

for (const [name, open] of stores) {
  describe(`the ${name} store`, () => {
    it('gives back an entry as it was stored, even when the caller reuses its array', context => {
      const store = open(context)
      const entry = entryNamed('a', { seq: 2, order: (1n << 64n) - 1n })
      const body = entry.body.slice()
      store.commit([batchOf(group, [{ ...entry, body }])])
      body.fill(0)
      assert.deepEqual(store.get(group, entry.entryId), entry)
      assert.equal(store.has(group, entry.entryId), true)
      assert.equal(store.has(other, entry.entryId), false)
      assert.equal(store.get(group, entryNamed('b').entryId), undefined)
    })

    it('keeps an entry it holds when it is committed again', context => {
      const store = open(context)
      store.commit([batchOf(group, [entryNamed('a'), entryNamed('a')])])
      store.commit([batchOf(group, [entryNamed('a', { body: 'another body', order: 9n })])])
      assert.deepEqual(names(store.newest(group, undefined, 10)), ['a'])
      assert.equal(store.since(group, 0, 10).length, 1)
      assert.equal(store.readLog(group, logOf('alice'), 0, 10, 1000).length, 1)
    })

    it('pages through display order, newest first, each entry once, ties by author and id', context => {
      const store = open(context)
      const authors = [logOf('alice'), logOf('bob'), logOf('bob', 3n), logOf('carol')]
      const entries = Array.from({ length: 60 }, (_, index) =>
        entryNamed(`${index}`, { log: authors[index % 4] ?? logOf('alice'), seq: index, order: BigInt(index % 7) }),
      )
      store.commit([batchOf(group, entries)])
      const key = (entry: StoredEntry) => `${entry.order} ${entry.log.split('/')[0]} ${entry.entryId}`
      const expected = entries.map(key).sort().reverse()
      for (const size of [1, 7, 100]) {
        const shown: StoredEntry[] = []
        for (;;) {
          const page = store.newest(group, shown.at(-1), size)
          if (page.length === 0) break
          shown.push(...page)
        }
        assert.deepEqual(shown.map(key), expected)
      }
    })

    it('compares a cursor it does not hold by order alone', context => {
      const store = open(context)
      store.commit([batchOf(group, [entryNamed('a', { order: 1n }), entryNamed('b', { order: 2n })])])
      const stranger = entryNamed('stranger').entryId
      assert.deepEqual(names(store.newest(group, { order: 2n, entryId: stranger }, 5)), ['a'])
      assert.deepEqual(names(store.newest(group, { order: 3n, entryId: stranger }, 5)), ['b', 'a'])
      assert.deepEqual(store.newest(group, undefined, 0), [])
    })

    it('replays arrivals strictly after the cursor, in order, per group', context => {
      const store = open(context)
      store.commit([batchOf(group, [entryNamed('late', { order: 9n }), entryNamed('early')])])
      store.commit([batchOf(other, [entryNamed('elsewhere')]), batchOf(group, [entryNamed('last')])])
      const all = store.since(group, 0, 10)
      assert.deepEqual(names(all), ['late', 'early', 'last'])
      assert.deepEqual(names(store.since(group, all[0]?.arrival ?? 0, 1)), ['early'])
      assert.deepEqual(store.since(group, all[2]?.arrival ?? 0, 10), [])
    })

    it('knows where in the order of arrival an entry stands, and for no entry that it does not hold', context => {
      const store = open(context)
      store.commit([batchOf(group, [entryNamed('late', { order: 9n }), entryNamed('control', { log: control })])])
      store.commit([batchOf(group, [entryNamed('early')])])
      for (const { entryId, arrival } of store.since(group, 0, 10)) {
        assert.equal(store.arrivalOf(group, entryId), arrival)
      }
      assert.equal(store.since(group, 0, 10).length, 3)
      assert.equal(store.arrivalOf(group, entryNamed('stranger').entryId), undefined)
      assert.equal(store.arrivalOf(other, entryNamed('late').entryId), undefined)
    })

    it('shows and counts content only, and replays control entries as well', context => {
      const store = open(context)
      const joined = entryNamed('joined', { log: control, order: 2n })
      store.commit([batchOf(group, [entryNamed('a'), joined, entryNamed('b', { log: logOf('bob', 7n), order: 3n })])])
      assert.deepEqual(names(store.newest(group, undefined, 10)), ['b', 'a'])
      assert.deepEqual(names(store.newest(group, undefined, 1)), ['b'])
      assert.deepEqual(names(store.newest(group, joined, 10)), ['a'])
      assert.deepEqual(names(store.since(group, 0, 10)), ['a', 'joined', 'b'])
      assert.deepEqual([store.count(group), store.count(other)], [2, 0])
      store.drop(group)
      assert.equal(store.count(group), 0)
    })

    it('finds the texts that have every word, newest first, whatever their case and accents', context => {
      const store = open(context)
      const texts = ['The Old Mill', 'old news', 'an OLD mill again', 'Caf\u00e9 by the mill', 'STRASSE']
      const entries = texts.map((text, index) => saying(text, { seq: index, order: BigInt(index) }))
      store.commit([batchOf(group, [...entries, saying('old mill, left', { log: control, order: 9n })])])
      const search = (...words: string[]) => textsOf(found(store, words))
      assert.deepEqual(search('old', 'mill'), ['an OLD mill again', 'The Old Mill'])
      assert.deepEqual(search('MILL', 'cafe\u0301'), ['Caf\u00e9 by the mill'])
      assert.deepEqual(search('strasse', 'nowhere'), [])
      assert.deepEqual([search(), search('')], [[], []])
      assert.deepEqual([...store.search(other, ['old'], undefined, 5)].flat(), [])
    })

    it('forgets a log that is dropped, and keeps the others', context => {
      const store = open(context)
      const [one, other] = [logOf('alice'), logOf('bob')]
      const entries = [saying('gone', { log: one, seq: 0 }), saying('stays', { log: other, seq: 0 })]
      store.commit([batchOf(group, entries)])
      store.commit([{ ...batchOf(group, []), dropped: [one, logOf('nobody')] }])
      assert.deepEqual(textsOf(store.readLog(group, one, 0, 10, 1_000_000)), [])
      assert.equal(store.has(group, entries[0]!.entryId), false)
      assert.deepEqual(textsOf(store.since(group, 0, 10)), ['stays'])
      store.commit([batchOf(group, [saying('after', { log: other, seq: 1 })])])
      assert.deepEqual(textsOf(store.readLog(group, other, 0, 10, 1_000_000)), ['stays', 'after'])
    })

    it('searches the text alone: not its salt, nor a byte of the header', context => {
      const store = open(context)
      store.commit([batchOf(group, [saying('nothing')])])
      assert.deepEqual(found(store, ['salt']), [])
      assert.deepEqual(found(store, ['header']), [])
    })

    it('searches the text that a reader makes of an entry, and what it hides takes no place among the found', context => {
      const store = open(context)
      const keyOf = (seq: number) => new Uint8Array(32).fill(seq)
      const texts = ['mill one', 'aside', 'mill two', 'mill three', 'mill four']
      store.commit([
        batchOf(
          group,
          texts.map((text, seq) => ({ ...saying(text, { seq, order: BigInt(seq) }), contentKey: keyOf(seq) })),
        ),
      ])
      const seen: string[] = []
      const read: ReadText = ({ log, seq, order, header, body, contentKey }) => {
        assert.deepEqual(contentKey, keyOf(seq), 'a private message is read by its key')
        const [text = ''] = textsOf([entryNamed('', { body: new TextDecoder().decode(body) })])
        seen.push(text)
        assert.deepEqual([log, BigInt(seq)], [logOf('alice'), order])
        assert.ok(new TextDecoder().decode(header).startsWith(`header of ${text}`))
        if (text === 'aside') return 'the other MILL'
        return text === 'mill three' ? undefined : text
      }
      const search = (limit: number, word = 'mill') =>
        textsOf([...store.search(group, [word], undefined, limit, read)].flat())
      assert.deepEqual(search(10), ['mill four', 'mill two', 'aside', 'mill one'])
      assert.deepEqual(search(2), ['mill four', 'mill two'])
      assert.deepEqual(search(10, 'other'), ['aside'])
      assert.deepEqual(new Set(seen), new Set(texts))
    })

    it('searches in display order however the history arrived, page by page', context => {
      const store = open(context)
      const seeded = new SeededRandom(3)
      const entries = Array.from({ length: 900 }, (_, index) =>
        saying(`${index} ${index % 3 === 0 ? 'river' : 'stone'} ${'x'.repeat(400)}`, {
          log: logOf(`member ${index % 5}`),
          seq: Math.floor(index / 5),
          order: BigInt(Math.floor(index / 2)),
        }),
      )
      // each author's history in one go, as a member that returns pulls it
      const pulled = entries.toSorted((left, right) => (left.log < right.log ? -1 : Number(left.log > right.log)))
      for (let start = 0; start < 900; start += 90) store.commit([batchOf(group, pulled.slice(start, start + 90))])
      const expected = store.newest(group, undefined, 1000).filter(entry => textsOf([entry])[0]?.includes('river'))
      assert.equal(expected.length, 300)
      assert.deepEqual(ids(found(store, ['RIVER'])), ids(expected))
      for (const limit of [1 + Math.floor(seeded.next() * 20), 100]) {
        const shown: StoredEntry[] = []
        for (let page = found(store, ['river'], limit); page.length > 0 && shown.length < expected.length; ) {
          assert.ok(page.length <= limit)
          shown.push(...page)
          page = found(store, ['river'], limit, page.at(-1))
        }
        assert.deepEqual(ids(shown), ids(expected))
      }
    })

    it('ends a search when its group is dropped under way', context => {
      const store = open(context)
      const entries = Array.from({ length: 600 }, (_, seq) =>
        saying(`mill ${'x'.repeat(400)}`, { seq, order: BigInt(seq) }),
      )
      store.commit([batchOf(group, entries)])
      const steps = store.search(group, ['mill'], undefined, 1000)
      const first = steps.next()
      assert.ok(first.done !== true && first.value.length < 600)
      store.drop(group)
      const rest = [...steps].flat()
      assert.ok(first.value.length + rest.length < 600)
    })

    it('reads a log ascending from a seq, bounded by count and bytes but never empty for its size', context => {
      const store = open(context)
      const entries = [4, 2, 3, 1].map(seq => entryNamed(`${seq}`, { seq, order: BigInt(seq) }))
      store.commit([batchOf(group, [...entries, entryNamed('bob', { log: logOf('bob') })])])
      const size = 'header of 1body of 1'.length
      const read = (from: number, limit: number, bytes: number) =>
        names(store.readLog(group, logOf('alice'), from, limit, bytes))
      assert.deepEqual(read(2, 10, 1000), ['2', '3', '4'])
      assert.deepEqual(read(1, 2, 1000), ['1', '2'])
      assert.deepEqual(read(1, 10, size * 2), ['1', '2'])
      assert.deepEqual(read(1, 10, size * 2 - 1), ['1'])
      assert.deepEqual(read(1, 10, 0), ['1'])
      assert.deepEqual(read(5, 10, 1000), [])
      assert.deepEqual(store.readLog(group, logOf('dave'), 0, 10, 1000), [])
    })

    it('keeps both sides of a fork', context => {
      const store = open(context)
      const sides = [entryNamed('left', { seq: 5 }), entryNamed('right', { seq: 5 })]
      store.commit([batchOf(group, sides)])
      const read = store.readLog(group, logOf('alice'), 5, 10, 1000)
      assert.deepEqual(read.map(entry => entry.entryId).sort(), sides.map(entry => entry.entryId).sort())
    })

    it('keeps, replaces and deletes named values, by name', context => {
      const store = open(context)
      const value = (text: string) => new TextEncoder().encode(text)
      store.commit([
        batchOf(
          group,
          [],
          [
            ['b', value('1')],
            ['a', value('2')],
            ['c', value('')],
          ],
        ),
      ])
      store.commit([
        batchOf(
          group,
          [],
          [
            ['b', value('3')],
            ['c', undefined],
            ['d', undefined],
          ],
        ),
      ])
      assert.deepEqual(
        [...store.values(group)],
        [
          ['a', value('2')],
          ['b', value('3')],
        ],
      )
      assert.deepEqual([...store.values(other)], [])
    })

    it('forgets a dropped group whole and no other, and may be given it anew', context => {
      const store = open(context)
      const batch = (of: typeof group) => batchOf(of, [entryNamed('a')], [['name', Uint8Array.of(1)]])
      store.commit([batch(group), batch(other)])
      const last = store.since(group, 0, 1)[0]?.arrival ?? 0
      store.drop(group)
      assert.deepEqual(store.groups(), [other])
      assert.equal(store.has(group, entryNamed('a').entryId), false)
      assert.equal(store.values(group).size, 0)
      assert.deepEqual(names(store.newest(other, undefined, 5)), ['a'])
      store.commit([batch(group)])
      assert.deepEqual(names(store.since(group, last, 5)), ['a'])
      assert.deepEqual(store.groups(), [group, other].sort())
    })

    it('shreds content up to an order and nothing else: not what is newer, nor control entries, nor another group', context => {
      const store = open(context)
      const bob = logOf('bob')
      const entries = [
        entryNamed('a', { seq: 2, order: 1n }),
        entryNamed('joined', { log: control, seq: 2, order: 2n }),
        entryNamed('b', { log: bob, seq: 2, order: 3n }),
        entryNamed('c', { seq: 4, order: 5n }),
      ]
      store.commit([batchOf(group, entries, [['name', Uint8Array.of(1)]]), batchOf(other, [entries[0]!])])
      shredded(store, 3n)
      assert.deepEqual(names(store.since(group, 0, 10)), ['joined', 'c'])
      assert.deepEqual(names(store.newest(group, undefined, 10)), ['c'])
      assert.deepEqual(names(store.readLog(group, logOf('alice'), 0, 10, 1000)), ['c'])
      assert.deepEqual(store.readLog(group, bob, 0, 10, 1000), [])
      assert.equal(store.get(group, entries[0]!.entryId), undefined)
      assert.equal(store.has(group, entries[2]!.entryId), false)
      assert.equal(store.arrivalOf(group, entries[0]!.entryId), undefined)
      assert.deepEqual(found(store, ['a']), [])
      assert.deepEqual([store.count(group), store.count(other), store.values(group).size], [1, 1, 1])
      assert.equal(store.shred(groupNamed('nobody'), 9n), false)
      shredded(store, 9n)
      assert.deepEqual(names(store.since(group, 0, 10)), ['joined'])
      store.commit([batchOf(group, [entryNamed('after', { seq: 6, order: 11n })])])
      assert.deepEqual(names(store.since(group, 0, 10)), ['joined', 'after'])
    })

    it('shreds no part of a burst: up to the last signed entry of each log, and on both sides of a fork', context => {
      const store = open(context)
      // seqs that are even are signed: 1-2, 3-4 and 5-6 are bursts
      const entries = [1, 2, 3, 4, 5, 6].map(seq => entryNamed(`${seq}`, { seq, order: BigInt(10 * seq) }))
      const side = entryNamed('side of 2', { seq: 2, order: 25n })
      store.commit([batchOf(group, [...entries, side, entryNamed('bob', { log: logOf('bob'), seq: 1, order: 1n })])])
      assert.deepEqual(store.edges(group, 5n), [])
      assert.deepEqual(names(store.edges(group, 35n)).length, 1)
      assert.deepEqual(store.edges(group, 35n)[0]?.seq, 2)
      assert.deepEqual(names(store.edges(group, 40n)), ['4'])
      shredded(store, 22n)
      assert.deepEqual(names(store.readLog(group, logOf('alice'), 0, 10, 1000)), ['side of 2', '3', '4', '5', '6'])
      shredded(store, 55n)
      assert.deepEqual(names(store.readLog(group, logOf('alice'), 0, 10, 1000)), ['5', '6'])
      assert.deepEqual(names(store.readLog(group, logOf('bob'), 0, 10, 1000)), ['bob'])
      assert.deepEqual(names(store.edges(group, 60n)), ['6'])
    })

    it('keeps to the byte what is not shredded of 2,500 entries, and goes on with it', context => {
      const store = open(context)
      const entries = Array.from({ length: 2500 }, (_, seq) =>
        entryNamed(`${seq}`, {
          log: seq % 50 === 0 ? control : logOf('alice'),
          seq: 2 * seq,
          order: BigInt(seq),
          body: `${seq} ${'x'.repeat(300)}`,
        }),
      )
      for (let start = 0; start < 2500; start += 250) store.commit([batchOf(group, entries.slice(start, start + 250))])
      const arrivals = store.since(group, 0, 5000).map(({ entryId, arrival }) => [entryId, arrival] as const)
      shredded(store, 1700n)
      const kept = entries.filter(({ log, order }) => log === control || order > 1700n)
      assert.deepEqual(ids(store.since(group, 0, 5000)), ids(kept))
      assert.deepEqual(
        store.since(group, 0, 5000).map(({ arrival, ...entry }) => entry),
        kept,
      )
      for (const [entryId, arrival] of arrivals) {
        assert.equal(store.arrivalOf(group, entryId), store.has(group, entryId) ? arrival : undefined)
      }
      assert.equal(store.shred(group, 1700n), false)
      store.commit([batchOf(group, [saying('the mill again', { seq: 6000, order: 9000n })])])
      assert.deepEqual(textsOf(found(store, ['mill'])), ['the mill again'])
      assert.equal(store.count(group), kept.filter(({ log }) => log !== control).length + 1)
    })

    it('gives the same bytes after 2,500 entries as after one', context => {
      const store = open(context)
      const body = 'x'.repeat(300)
      const entries = Array.from({ length: 2500 }, (_, seq) =>
        entryNamed(`${seq}`, { seq, order: BigInt(seq), body: `${seq} ${body}` }),
      )
      for (let start = 0; start < 2500; start += 250) store.commit([batchOf(group, entries.slice(start, start + 250))])
      assert.deepEqual(store.readLog(group, logOf('alice'), 0, 2500, 10_000_000), entries)
      assert.deepEqual(store.newest(group, undefined, 2500), entries.toReversed())
      for (const entry of [entries[0], entries[999], entries[1000], entries[2499]]) {
        assert.deepEqual(entry && store.get(group, entry.entryId), entry)
      }
    })
  })
}
