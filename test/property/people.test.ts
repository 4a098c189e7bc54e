/** What members say of themselves, aside, and what they look away from: as it was, for any words and in either store. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { MAX_CUSTOM_TYPE_BYTES, MAX_STATUS_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import { openPrivate, sealPrivate } from '#src/crypto/private-message.js'
import { type Presence, parsePresence, signPresence } from '#src/group/presence.js'
import { nodeSuite } from '#src/node-suite.js'
import { decodeCustom, encodeCustom, isCustomType } from '#src/peer/content.js'
import { Ignored } from '#src/peer/ignored.js'
import { Roster } from '#src/peer/roster.js'
import { memoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/store.js'
import { groupNamed, openIn, temporaryFolder } from '../support/store-cast.ts'

const suite = nodeSuite()
const group = new Uint8Array(32).fill(3)
const utf8 = (text: string) => new TextEncoder().encode(text)
const words = fc.string({ unit: 'grapheme', maxLength: 300 })
const statusText = words.filter(text => utf8(text).length <= MAX_STATUS_BYTES)
const status = fc.constantFrom('online', 'away', 'busy')
const person = (byte: number) => {
  const linkSecret = new Uint8Array(32).fill(byte)
  return { member: new Uint8Array(32).fill(byte), linkSecret, linkKey: suite.x25519PublicKey(linkSecret) }
}
const [alice, bob, carol] = [person(1), person(2), person(3)]

test('whatever alice tells bob comes to him as it was, and to nobody else', () => {
  fc.assert(
    fc.property(words, fc.nat(255), fc.nat(), (text, kind, seed) => {
      const said = { kind, text: utf8(text) }
      const sealed = sealPrivate(suite, new SeededRandom(seed), group, alice, bob, said)
      assert.ok(sealed)
      for (const reader of [alice, bob]) {
        assert.deepEqual(openPrivate(suite, group, alice.member, reader, sealed), { to: bob.member, ...said })
      }
      assert.equal(openPrivate(suite, group, alice.member, carol, sealed), undefined)
    }),
    { numRuns: 50 },
  )
})

test('the data of a program and its type are the same on the other side, to the byte', () => {
  const anyType = fc.oneof(words, fc.constantFrom('\ufeffmarked', '\ud800', '', 'x'.repeat(MAX_CUSTOM_TYPE_BYTES)))
  fc.assert(
    fc.property(anyType, fc.uint8Array({ maxLength: 300 }), (type, data) => {
      if (!isCustomType(type)) return
      assert.deepEqual(decodeCustom(encodeCustom(type, data)), { type: 'custom', customType: type, data })
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      const read = decodeCustom(bytes)
      if (read !== undefined) assert.deepEqual(encodeCustom(read.customType, read.data), bytes)
    }),
  )
})

const stores: readonly [string, (context: TestContext) => (close: boolean) => Store][] = [
  [
    'in memory',
    () => {
      const store = memoryStore()
      return () => store
    },
  ],
  [
    'in SQLite',
    context => {
      const folder = temporaryFolder(context)
      let store = openIn(folder)
      context.after(() => store.close())
      return again => {
        if (again) store.close()
        if (again) store = openIn(folder)
        return store
      }
    },
  ],
]

for (const [where, open] of stores) {
  test(`${where} whom a member ignores is kept, whatever it changed its mind about`, context => {
    const at = open(context)
    const members = [1, 2, 3, 4].map(byte => memberIdOf(new Uint8Array(32).fill(byte)))
    let round = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 20 }), changes => {
        round += 1
        const home = groupNamed(`round ${round}`)
        const ignored = new Ignored()
        const wanted = new Set<MemberId>()
        for (const [index, on] of changes) {
          const member = members[index]!
          at(false).commit([{ group: home, entries: [], values: [ignored.set(member, on)] }])
          if (on) wanted.add(member)
          else wanted.delete(member)
        }
        const back = new Ignored()
        for (const [name, value] of at(round % 10 === 0).values(home)) assert.ok(back.restore(name, value), name)
        for (const member of members) {
          assert.equal(back.has(member), wanted.has(member))
          assert.equal(ignored.has(member), wanted.has(member))
        }
      }),
      { numRuns: 40 },
    )
  })

  test(`${where} what a member said of itself is kept, word for word`, context => {
    const at = open(context)
    const home = groupNamed('friends')
    const seed = new Uint8Array(32).fill(9)
    const member = memberIdOf(suite.ed25519PublicKey(seed))
    let incarnation = 0
    fc.assert(
      fc.property(status, statusText, fc.boolean(), (says, text, leaving) => {
        incarnation += 1
        const presence: Presence = {
          member,
          incarnation,
          leaving,
          addresses: [],
          status: says,
          statusText: text,
          removals: [],
        }
        const bytes = signPresence(suite, seed, group, presence)
        at(false).commit([{ group: home, entries: [], values: [[`presence/${member}`, bytes]] }])
        const kept = at(incarnation % 10 === 0)
          .values(home)
          .get(`presence/${member}`)
        const known = kept && new Roster(suite, group).news(kept)
        assert.deepEqual([known?.status, known?.statusText, known?.leaving], [says, text, leaving])
        assert.deepEqual(parsePresence(bytes)?.presence, presence)
      }),
      { numRuns: 40 },
    )
  })
}
