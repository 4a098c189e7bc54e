import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemberId, memberIdOf } from '#src/base/ids.js'
import { type LookingContext, Queries } from '#src/peer/queries.js'

const alice = memberIdOf(new Uint8Array(32).fill(1))
const bob = memberIdOf(new Uint8Array(32).fill(2))
const carol = memberIdOf(new Uint8Array(32).fill(3))

function looking() {
  const linked = new Set<MemberId>()
  const asked: MemberId[] = []
  const dialled: MemberId[] = []
  const answers: [MemberId, boolean | undefined][] = []
  const context: LookingContext = {
    links: { get: member => (linked.has(member) ? {} : undefined) },
    dial: member => dialled.push(member),
    send: (to, frame) => {
      answers.push([to, frame.livenessAnswer?.alive])
      return true
    },
  }
  return { queries: new Queries(context, member => asked.push(member)), linked, asked, dialled, answers }
}

test('one dial answers all who look for a member', () => {
  const { queries, dialled, answers } = looking()
  queries.asked(alice, carol)
  queries.asked(bob, carol)
  assert.deepEqual(dialled, [carol])
  assert.equal(queries.settled(carol, false), true)
  assert.deepEqual(answers, [
    [alice, false],
    [bob, false],
  ])
  assert.equal(queries.settled(carol, true), false, 'nobody is answered twice')
})

test('a linked member is asked, and dialled when its link ends before it has said anything', () => {
  const { queries, linked, asked, dialled, answers } = looking()
  linked.add(carol)
  queries.asked(alice, carol)
  assert.deepEqual([asked, dialled], [[carol], []])
  linked.delete(carol)
  queries.linkDown(carol)
  assert.deepEqual(dialled, [carol])
  queries.settled(carol, true)
  assert.deepEqual(answers, [[alice, true]])
})

test('the end of a link that nobody looks over dials nobody', () => {
  const { queries, dialled } = looking()
  queries.linkDown(carol)
  assert.deepEqual(dialled, [])
})
