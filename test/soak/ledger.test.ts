/** The judge of a chaos run, told of what it must see: a judge that finds nothing is worth what it would have found. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entryIdOf } from '#src/base/ids.js'
import type { EntryId } from '#src/index.js'
import { Ledger } from '../../chaos/ledger.ts'

const [one, two, three] = [1, 2, 3].map(byte => entryIdOf(new Uint8Array(32).fill(byte))) as [EntryId, EntryId, EntryId]

function kinds(ledger: Ledger, histories: Readonly<Record<string, readonly EntryId[]>>): readonly string[] {
  return ledger.judge(new Map(Object.entries(histories))).map(({ type, member }) => `${member} ${type}`)
}

test('all that was reported is held by all in one order: nothing is found', () => {
  const ledger = new Ledger()
  for (const message of [one, two, three]) ledger.stored('alice', message)
  assert.deepEqual(kinds(ledger, { alice: [one, two, three], bob: [one, two, three] }), [])
})

test('a message that alice reported and nobody holds is missing with both', () => {
  const ledger = new Ledger()
  for (const message of [one, two]) ledger.stored('alice', message)
  assert.deepEqual(kinds(ledger, { alice: [one], bob: [one] }), ['alice missing', 'bob missing'])
})

test('a message that alice was killed before she could report, and only she holds, is missing with bob', () => {
  const ledger = new Ledger()
  ledger.stored('alice', one)
  assert.deepEqual(kinds(ledger, { alice: [one, two], bob: [one] }), ['bob missing'])
})

test('a message that bob was shown and no longer holds is missing', () => {
  const ledger = new Ledger()
  ledger.shown('bob', [one])
  assert.deepEqual(kinds(ledger, { bob: [] }), ['bob missing'])
})

test('two orders are found, and what one lacks is no other order', () => {
  const ledger = new Ledger()
  assert.deepEqual(kinds(ledger, { alice: [one, two, three], bob: [one, three, two] }), ['bob order'])
  assert.deepEqual(kinds(ledger, { alice: [one, two, three], bob: [one, three] }), ['bob missing'])
})

test('a message twice in a history is found', () => {
  assert.ok(kinds(new Ledger(), { alice: [one, one], bob: [one] }).includes('alice twice'))
})

test('a message shown as new in two lives is found', () => {
  const ledger = new Ledger()
  ledger.shown('bob', [one, two])
  ledger.shown('bob', [two])
  assert.deepEqual(
    ledger.found.map(({ type, member }) => `${member} ${type}`),
    ['bob twice'],
  )
})
