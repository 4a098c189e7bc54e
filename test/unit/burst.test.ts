import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Burst, type CheckedBurst, checkBurst, writeBurst } from '#src/crypto/burst.js'
import { type EntryHeader, encodeHeader } from '#src/crypto/entry.js'
import { aliceSeed, burstOf, draft, emptyLog, group, suite, tipAfter } from '../support/bursts.ts'

function check(burst: Burst): CheckedBurst {
  const checked = checkBurst(suite, group, burst)
  assert.ok('entries' in checked, 'reason' in checked ? checked.reason : '')
  return checked
}

function refused(burst: Burst, reason: string, inGroup = group): void {
  assert.deepEqual(checkBurst(suite, inGroup, burst), { reason })
}

/** The burst with the last header changed and signed again by alice: only the rules can refuse it. */
function resigned(count: number, change: Partial<EntryHeader>): Burst {
  const burst = burstOf(count)
  const last = burst.entries.at(-1)!
  const header = encodeHeader({ ...last.fields, ...change })
  const id = suite.sha256(new TextEncoder().encode('entry'), header)
  const signature = suite.sign(aliceSeed, new Uint8Array([...new TextEncoder().encode('sig'), ...id]))
  return { entries: [...burst.entries.slice(0, -1), { header, body: last.body }], signature }
}

test('a burst reads back as it was written, with its ids', () => {
  for (const count of [1, 8]) {
    const burst = burstOf(count)
    assert.deepEqual(check({ entries: burst.entries, signature: burst.signature }), burst)
  }
})

test('a second burst continues where the first ended', () => {
  const second = check(burstOf(2, tipAfter(burstOf(3))))
  assert.deepEqual(
    second.entries.map(entry => entry.fields.seq),
    [3, 4],
  )
})

test('a genesis is checked against the group that is its own id', () => {
  const genesis = burstOf(1, { ...emptyLog, group: new Uint8Array(32) })
  const id = genesis.entries[0]!.hash
  assert.ok('entries' in checkBurst(suite, id, genesis))
  assert.deepEqual(tipAfter(genesis).group, id)
  refused(genesis, 'another group')
})

test('a burst of another group is refused', () => {
  refused(burstOf(1), 'another group', new Uint8Array(32).fill(1))
})

test('no entries and nine entries are refused', () => {
  refused({ entries: [], signature: new Uint8Array(64) }, 'number of entries')
  const eight = burstOf(8)
  refused({ ...eight, entries: [...eight.entries, eight.entries[0]!] }, 'number of entries')
  assert.throws(() => burstOf(9), { code: 'bug' })
  assert.throws(() => burstOf(0), { code: 'bug' })
})

test('an entry left out, doubled, swapped or cut from the end is refused', () => {
  const burst = burstOf(3)
  const [first, second, third] = [burst.entries[0]!, burst.entries[1]!, burst.entries[2]!]
  refused({ ...burst, entries: [first, third] }, 'chain')
  refused({ ...burst, entries: [first, second, second, third] }, 'chain')
  refused({ ...burst, entries: [second, first, third] }, 'chain')
  refused({ ...burst, entries: [first, second] }, 'signature')
})

test('a rightly signed burst that breaks a rule of the chain is refused', () => {
  check(resigned(3, {}))
  refused(resigned(3, { order: 2n }), 'chain')
  refused(resigned(3, { seq: 3 }), 'chain')
  refused(resigned(3, { log: 5n }), 'chain')
  refused(resigned(3, { author: new Uint8Array(32).fill(1) }), 'chain')
  refused(resigned(3, { signer: new Uint8Array(32).fill(1) }), 'chain')
  refused(resigned(3, { prev: new Uint8Array(32).fill(1) }), 'chain')
  refused(resigned(3, { bodyLength: 16 }), 'body')
  refused(resigned(3, { commit: new Uint8Array(32).fill(1) }), 'body')
})

test('mallory cannot sign for the signer that the header names', () => {
  const burst = burstOf(1)
  const mallory = new Uint8Array(32).fill(0x3a)
  const message = new Uint8Array([...new TextEncoder().encode('sig'), ...burst.entries[0]!.hash])
  refused({ ...burst, signature: suite.sign(mallory, message) }, 'signature')
  refused({ ...burst, signature: new Uint8Array(0) }, 'signature')
})

test('an author cannot write an order that does not rise', () => {
  assert.throws(() => writeBurst(suite, aliceSeed, [draft(2n), draft(2n)], emptyLog), { code: 'bug' })
  assert.throws(() => writeBurst(suite, aliceSeed, [draft(4n)], { ...emptyLog, order: 4n }), { code: 'bug' })
})
