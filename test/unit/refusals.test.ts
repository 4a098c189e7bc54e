/** What refusing a member does to the links, without a group around them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LinkPair } from '../support/link-pair.ts'

function typesOf({ alice }: LinkPair): string[] {
  return alice.notices.map(({ type }) => type)
}

test('the link of a member that is refused ends, and no other takes its place', () => {
  const pair = new LinkPair()
  pair.dial(pair.alice)
  assert.equal(pair.alice.ups, 1)
  pair.alice.links.refuse(pair.bob.member)
  pair.run(1)
  // between the two the far side says whether it wants the link
  assert.deepEqual(
    typesOf(pair).filter(type => type !== 'frame'),
    ['up', 'down'],
  )
  pair.dial(pair.bob)
  pair.run(1)
  assert.equal(pair.alice.ups, 1)
  assert.equal([...pair.alice.links.all()].length, 0)
})

test('a dial of a member that is refused is told to have come to nothing, and nothing of the member', () => {
  const pair = new LinkPair()
  pair.alice.links.refuse(pair.bob.member)
  const { effects } = pair.alice.links.dial(pair.bob.member)
  assert.deepEqual(effects, [])
  pair.run(1)
  assert.deepEqual(typesOf(pair), ['dial-refused'])
})

test('a dial under way to a member that is refused ends in no link and no evidence', () => {
  const pair = new LinkPair()
  const { effects } = pair.alice.links.dial(pair.bob.member)
  pair.alice.links.refuse(pair.bob.member)
  const [open] = effects
  assert.ok(open?.type === 'open')
  pair.take(pair.alice, pair.alice.links.opened(open.dial, 1, pair.now))
  pair.run(1)
  assert.deepEqual(typesOf(pair), ['dial-refused'])
  assert.deepEqual(pair.alice.closed, [1])
})

test('who is let in again gets a link', () => {
  const pair = new LinkPair()
  pair.alice.links.refuse(pair.bob.member)
  pair.alice.links.refusals.delete(pair.bob.member)
  pair.dial(pair.bob)
  assert.equal(pair.alice.ups, 1)
})
