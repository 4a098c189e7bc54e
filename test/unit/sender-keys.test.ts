/** One cipher of many: what each member can open, and who is told what. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { nodeSuite } from '#src/node-suite.js'
import { KeyGroup } from '../support/key-group.ts'

const suite = nodeSuite()

test('everyone reads what anyone says, sealed once for all', () => {
  const group = new KeyGroup(senderKeys, suite, 1)
  group.found(['alice', 'bob', 'carol'])
  const said = group.get('alice').say('hello')
  assert.equal(group.get('bob').reads(said), 'waits')
  group.settle()
  for (const name of ['bob', 'carol']) assert.equal(group.get(name).reads(said), 'hello')
  const answer = group.get('bob').say('hello alice')
  group.settle()
  for (const name of ['alice', 'carol']) assert.equal(group.get(name).reads(answer), 'hello alice')
  assert.deepEqual(
    group.notices.filter(n => n.type !== 'rekeyed'),
    [],
  )
})
