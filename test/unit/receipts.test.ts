/** Receipts: what a member passes up, and what the author believes. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { type Holders, indicesOf, joined, soleHolder } from '#src/gossip/holders.js'
import { ReceiptBook } from '#src/gossip/receipt-book.js'
import { ReceiptTree } from '#src/gossip/receipts.js'

const cast = Array.from({ length: 8 }, (_, index) => memberIdOf(new Uint8Array(32).fill(index + 1)))
const [author, bob, carol, dave, erin] = cast as [MemberId, MemberId, MemberId, MemberId, MemberId]

function macOf(item: string, member: MemberId): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`${item} ${member}`).digest().subarray(0, 16))
}

function held(...members: readonly MemberId[]): Holders {
  const [first, ...rest] = members.map(member => {
    const claim = soleHolder('list', cast.indexOf(member), macOf('hello', member))
    assert.ok(claim)
    return claim
  })
  assert.ok(first)
  return rest.reduce((sum, claim) => {
    const both = joined(sum, claim)
    assert.ok(both)
    return both
  }, first)
}

function treeOf(self: MemberId, hops: number): ReceiptTree {
  const tree = new ReceiptTree({ levels: () => 5 })
  tree.handle({ type: 'delegated', item: 'hello', member: carol }, 0)
  tree.handle({ type: 'delegated', item: 'hello', member: dave }, 0)
  const mac = macOf('hello', self)
  tree.handle({ type: 'opened', item: 'hello', parent: author, hops, list: 'list', index: cast.indexOf(self), mac }, 0)
  tree.handle({ type: 'settled', item: 'hello' }, 0)
  return tree
}

function newBook(): ReceiptBook {
  const book = new ReceiptBook({ self: author, listOf: list => (list === 'list' ? cast : undefined), macOf })
  book.handle({ type: 'published', item: 'hello', members: cast.slice(0, 5) }, 0)
  book.handle({ type: 'neighbours', members: [bob, erin] }, 0)
  return book
}

test('a member tells its parent once all delegates have told it', () => {
  const tree = treeOf(bob, 1)
  assert.deepEqual(
    tree.handle({ type: 'receipt', from: carol, item: 'hello', holders: held(carol), complete: true }, 10),
    [],
  )
  const sent = tree.handle(
    { type: 'receipt', from: dave, item: 'hello', holders: held(dave, erin), complete: true },
    20,
  )
  assert.deepEqual(sent, [
    { type: 'send-receipt', to: author, item: 'hello', holders: held(bob, carol, dave, erin), complete: true },
  ])
})

test('when the time is up a partial receipt leaves, and after it only the complete one', () => {
  const tree = treeOf(bob, 1)
  tree.handle({ type: 'receipt', from: carol, item: 'hello', holders: held(carol), complete: true }, 10)
  const due = tree.deadline
  assert.ok(due !== undefined)
  assert.deepEqual(tree.handle({ type: 'wake' }, due - 1), [])
  const partial = tree.handle({ type: 'wake' }, due)
  assert.deepEqual(partial, [
    { type: 'send-receipt', to: author, item: 'hello', holders: held(bob, carol), complete: false },
  ])
  assert.equal(tree.deadline, undefined)
  assert.deepEqual(tree.handle({ type: 'wake' }, due + 9999), [])
  const last = { type: 'receipt', from: dave, item: 'hello', holders: held(dave), complete: true } as const
  assert.equal(tree.handle(last, due + 10).length, 1)
  assert.deepEqual(tree.handle(last, due + 11), [])
})

test('the deeper a member, the sooner its time is up', () => {
  assert.ok((treeOf(bob, 3).deadline ?? 0) < (treeOf(bob, 1).deadline ?? 0))
})

test('a receipt from somebody who was not asked is not passed on', () => {
  const tree = treeOf(bob, 1)
  tree.handle({ type: 'receipt', from: erin, item: 'hello', holders: held(erin), complete: true }, 10)
  const [partial] = tree.handle({ type: 'wake' }, tree.deadline ?? 0)
  assert.deepEqual(partial?.holders, held(bob))
})

test('claims that overlap are not joined, since their MACs would cancel out', () => {
  assert.equal(joined(held(bob, carol), held(carol, dave)), undefined)
  const tree = treeOf(bob, 1)
  tree.handle({ type: 'receipt', from: carol, item: 'hello', holders: held(carol, dave, erin), complete: true }, 10)
  const [sent] = tree.handle({ type: 'receipt', from: dave, item: 'hello', holders: held(dave), complete: true }, 20)
  assert.deepEqual(sent?.holders, held(bob, carol, dave, erin))
})

test('a delegate that has failed is not waited for', () => {
  const tree = treeOf(bob, 1)
  tree.handle({ type: 'receipt', from: carol, item: 'hello', holders: held(carol), complete: true }, 10)
  assert.equal(tree.handle({ type: 'released', item: 'hello', member: dave }, 20).length, 1)
})

test('the author counts only holders it can prove', () => {
  const book = newBook()
  const honest = held(bob)
  // mallory passes bob's MAC on and adds carol, who does not hold the item
  const forged = { ...honest, bitmap: held(bob, carol).bitmap }
  book.handle({ type: 'receipt', item: 'hello', holders: forged }, 1)
  assert.deepEqual(book.proven('hello'), [])
  book.handle({ type: 'receipt', item: 'hello', holders: { ...honest, list: 'other' } }, 1)
  book.handle({ type: 'receipt', item: 'hello', holders: { ...honest, bitmap: new Uint8Array(100_000).fill(255) } }, 1)
  assert.deepEqual(book.proven('hello'), [])
  book.handle({ type: 'receipt', item: 'hello', holders: honest }, 1)
  assert.deepEqual(book.proven('hello'), [bob])
  assert.deepEqual(book.missing('hello'), [carol, dave, erin])
})

test('a waiter hears when its target is reached, and no sooner', () => {
  const book = newBook()
  book.handle({ type: 'wait', item: 'hello', waiter: 'two', target: 2 }, 0)
  book.handle({ type: 'wait', item: 'hello', waiter: 'near', target: 'neighbours' }, 0)
  book.handle({ type: 'wait', item: 'hello', waiter: 'everyone', target: 'all' }, 0)
  const reached = (...members: readonly MemberId[]) =>
    book
      .handle({ type: 'receipt', item: 'hello', holders: held(...members) }, 1)
      .filter(effect => effect.type !== 'proven')
      .map(effect => (effect.type === 'reached' ? effect.waiter : effect.type))
  assert.deepEqual(reached(bob), [])
  assert.deepEqual(reached(carol), ['two'])
  assert.deepEqual(reached(erin), ['near'])
  // somebody outside the author's list does not stand in for dave
  assert.deepEqual(reached(cast[6] as MemberId), [])
  assert.deepEqual(reached(dave), ['everyone'])
  assert.equal(book.deadline, undefined)
})

test('what a neighbour says over its own link counts for it, and a waiter for neighbours follows the ring', () => {
  const book = newBook()
  book.handle({ type: 'wait', item: 'hello', waiter: 'near', target: 'neighbours' }, 0)
  const acked = book.handle({ type: 'acked', item: 'hello', member: bob }, 1)
  assert.deepEqual(acked, [{ type: 'proven', item: 'hello' }])
  // erin died; carol is the neighbour in her place
  assert.deepEqual(book.handle({ type: 'neighbours', members: [bob, carol] }, 2), [])
  const last = book.handle({ type: 'acked', item: 'hello', member: carol }, 3)
  assert.deepEqual(last.at(-1), { type: 'reached', item: 'hello', waiter: 'near', holders: 2 })
})

test('while somebody waits, each round probes for the missing; when nobody does, none', () => {
  const book = newBook()
  assert.equal(book.deadline, undefined)
  book.handle({ type: 'receipt', item: 'hello', holders: held(bob) }, 0)
  book.handle({ type: 'wait', item: 'hello', waiter: 'everyone', target: 'all' }, 0)
  for (let round = 0; round < 3; round += 1) {
    const due: number | undefined = book.deadline
    assert.ok(due !== undefined)
    assert.deepEqual(book.handle({ type: 'wake' }, due), [
      { type: 'probe', item: 'hello', missing: [carol, dave, erin] },
    ])
  }
  book.handle({ type: 'cancel', item: 'hello', waiter: 'everyone' }, 99)
  assert.equal(book.deadline, undefined)
})

test('a bitmap names the members it was made of', () => {
  assert.deepEqual(indicesOf(held(...cast)), [0, 1, 2, 3, 4, 5, 6, 7])
  assert.equal(soleHolder('list', 10_000, new Uint8Array(16)), undefined)
  assert.equal(soleHolder('list', 1, new Uint8Array(15)), undefined)
})

test('a claim over a list with an endless name is not kept', () => {
  const tree = treeOf(bob, 1)
  const claim = { ...held(carol), list: 'f'.repeat(65) }
  const carols = tree.handle({ type: 'receipt', from: carol, item: 'hello', holders: claim, complete: true }, 0)
  const daves = tree.handle({ type: 'receipt', from: dave, item: 'hello', holders: held(dave), complete: true }, 0)
  assert.deepEqual([...carols, ...daves], [])
})
