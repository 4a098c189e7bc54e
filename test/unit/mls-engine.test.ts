/** The engine under the `mls` scheme: what it takes, what it refuses, and what a key once used can still open. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeGroupState, decodeMlsMessage } from 'ts-mls'
import { createConfirmationTag } from 'ts-mls/framedContent.js'
import { initializeEpoch } from 'ts-mls/keySchedule.js'
import { joinBytes } from '#src/base/bytes.js'
import { TocsinError } from '#src/base/errors.js'
import { SeededRandom } from '#src/base/random.js'
import {
  type Entered,
  MAX_AHEAD,
  MAX_OVERTAKEN,
  type Made,
  type MlsSelf,
  messagesOf,
  type SignedCommit,
} from '#src/crypto/mls/engine.js'
import { mlsProvider } from '#src/mls-engine/provider.js'
import { mlsEngine } from '#src/mls-engine.js'
import { nodeSuite } from '#src/node-suite.js'

const suite = nodeSuite()
const engine = mlsEngine()
const GROUP = new Uint8Array(32).fill(7)
const random = new SeededRandom(1)
const fresh = () => random.bytes(32)
const BODY = Buffer.from('a body')

/** Frozen: whoever changes one of these can no longer talk to those who did not. */
const BOOK = {
  founding: 'dfa0c28906ba524d',
  joining: '6607e544ce4e2b03',
  joined: '8598e70081484721',
  removal: 'ed807845444f3e7e',
  alone: '3f5f0f6984c102e8',
  epoch: 'a1ce2c10a7f74141',
  ratchet: '19d1c4e589ad6c549ac24629c5bdc306bf2eefbdd819d40e5072d2a38c9b2a36000000000000',
  nextRatchet: '40fa0b4325e7bb25bb21d4a721059892b202a1961e093ea0767858900864f2f7000000010000',
  sealed:
    '32485e72208220267f03096049f924d70f5228c35c27f045cf46eaa743b0cda29744f3ef428b2542969822942296947d241f8a89e226d22f9c5d44fe1bce2a2b17b4d5d7e07e88ea929484a3928a6a44a3a725ce5aba642bda9822b97d0a9ee435f9a9e7530e5855f905c13209c9ad022dedbf48',
}

interface Member {
  readonly self: MlsSelf
  at: Entered
}

function selfOf(name: string): MlsSelf {
  const seed = suite.sha256(Buffer.from(name))
  return { seed, identityKey: suite.ed25519PublicKey(seed) }
}

const [alice, bob, carol] = [selfOf('alice'), selfOf('bob'), selfOf('carol')]

function joined(tree: Parameters<typeof engine.join>[0], groupInfo: Uint8Array, self: MlsSelf, seed = fresh()): Made {
  const made = engine.join(tree, groupInfo, self, false, seed)
  assert.ok(made.type === 'made', made.type === 'refused' ? made.reason : '')
  return made
}

function received(at: Entered, message: SignedCommit, groupInfo: Uint8Array): Entered {
  const result = engine.receive(at.epoch, message, groupInfo)
  assert.ok(result.type === 'entered' && result.flaw === undefined, JSON.stringify(result))
  return result.entered
}

function treeOf(groupInfo: Uint8Array) {
  const seen = engine.tree(GROUP, groupInfo)
  assert.ok(seen.type === 'seen')
  return seen.tree
}

/** Alice founds, the others come in one after the other; all in one epoch. */
function groupOf(...selves: readonly MlsSelf[]): Member[] {
  const [founder, ...others] = selves
  let last = engine.found(GROUP, founder!, fresh())
  let tree = treeOf(last.groupInfo)
  const members: Member[] = [{ self: founder!, at: last }]
  for (const self of others) {
    const made = joined(tree, last.groupInfo, self)
    const commit = { commit: made.commit, from: self.identityKey }
    for (const member of members) member.at = received(member.at, commit, made.groupInfo)
    members.push({ self, at: made })
    const seen = engine.follow(tree, [commit])
    assert.ok(seen.type === 'seen')
    ;[last, tree] = [made, seen.tree]
  }
  return members
}

function leafOf(at: Entered, { identityKey }: MlsSelf): number {
  return at.leaves.findIndex(key => key !== undefined && Buffer.compare(key, identityKey) === 0)
}

function ratchetOf(at: Entered, self: MlsSelf): Uint8Array {
  return at.ratchets[leafOf(at, self)]!
}

test('the same seeds make the same bytes', () => {
  const made = [1, 2].map(() => {
    const first = engine.found(GROUP, alice, new Uint8Array(32).fill(1))
    const second = joined(treeOf(first.groupInfo), first.groupInfo, bob, new Uint8Array(32).fill(2))
    const third = engine.commit(second.epoch, [0], false, new Uint8Array(32).fill(3))
    return [first, second, third].flatMap(({ commit, groupInfo, ratchets }) => [commit, groupInfo, ...ratchets])
  })
  assert.deepEqual(made[0], made[1])
})

test('the bytes are those of the book', () => {
  const seed = (byte: number) => new Uint8Array(32).fill(byte)
  const self = (byte: number) => ({ seed: seed(byte), identityKey: suite.ed25519PublicKey(seed(byte)) })
  const first = engine.found(seed(0x6e), self(0xa1), seed(1))
  const seen = engine.tree(seed(0x6e), first.groupInfo)
  assert.ok(seen.type === 'seen')
  const second = joined(seen.tree, first.groupInfo, self(0xb1), seed(2))
  const third = engine.commit(second.epoch, [0], true, seed(3))
  const { sealed, ratchet } = engine.seal(second.epoch, second.ratchets[1]!, seed(5), Buffer.from('hello'))
  const hashes = {
    founding: first.groupInfo,
    joining: second.commit,
    joined: second.groupInfo,
    removal: third.commit,
    alone: third.groupInfo,
    epoch: engine.encode(third.epoch),
  }
  for (const [name, bytes] of Object.entries(hashes)) {
    assert.equal(Buffer.from(suite.sha256(bytes)).toString('hex').slice(0, 16), BOOK[name as keyof typeof hashes], name)
  }
  assert.equal(Buffer.from(second.ratchets[1]!).toString('hex'), BOOK.ratchet)
  assert.equal(Buffer.from(ratchet).toString('hex'), BOOK.nextRatchet)
  assert.equal(Buffer.from(sealed).toString('hex'), BOOK.sealed)
})

test('an epoch stays what it was, whatever comes of it', () => {
  const [a, b, c] = groupOf(alice, bob, carol)
  const before = engine.encode(c!.at.epoch)
  const one = engine.commit(a!.at.epoch, [], false, fresh())
  const other = engine.commit(b!.at.epoch, [leafOf(b!.at, alice)], false, fresh())
  for (const [made, self] of [
    [one, alice],
    [other, bob],
  ] as const) {
    const at = received(c!.at, { commit: made.commit, from: self.identityKey }, made.groupInfo)
    const entryId = fresh()
    const { sealed } = engine.seal(made.epoch, ratchetOf(made, self), entryId, BODY)
    const opened = engine.open(at.epoch, leafOf(at, self), ratchetOf(at, self), entryId, sealed)
    assert.ok(opened.type === 'opened')
    assert.deepEqual(Buffer.from(opened.body), BODY)
  }
  assert.deepEqual(engine.encode(c!.at.epoch), before)
})

test('a message opens once, for its entry, from its author, and not when a byte is altered', () => {
  const [a, b] = groupOf(alice, bob, carol)
  const entryId = fresh()
  const leaf = leafOf(b!.at, alice)
  const ratchet = ratchetOf(b!.at, alice)
  const { sealed } = engine.seal(a!.at.epoch, ratchetOf(a!.at, alice), entryId, BODY)
  const opened = engine.open(b!.at.epoch, leaf, ratchet, entryId, sealed)
  assert.ok(opened.type === 'opened')
  assert.equal(engine.open(b!.at.epoch, leaf, opened.ratchet, entryId, sealed).type, 'refused', 'twice')
  assert.equal(engine.open(b!.at.epoch, leaf, ratchet, fresh(), sealed).type, 'refused', 'another entry')
  const carolsLeaf = leafOf(b!.at, carol)
  assert.equal(engine.open(b!.at.epoch, carolsLeaf, ratchetOf(b!.at, carol), entryId, sealed).type, 'refused')
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Uint8Array.from(sealed)
    altered[at]! ^= 1 << (at % 8)
    assert.equal(engine.open(b!.at.epoch, leaf, ratchet, entryId, altered).type, 'refused', `byte ${at}`)
  }
  for (const length of [0, 1, 27, 28, 29, sealed.length - 1]) {
    assert.equal(engine.open(b!.at.epoch, leaf, ratchet, entryId, sealed.subarray(0, length)).type, 'refused')
  }
})

test('messages open in any order, and the keys of those on their way open nothing that was opened', () => {
  const [a, b] = groupOf(alice, bob)
  const said: { entryId: Uint8Array; sealed: Uint8Array }[] = []
  let own = ratchetOf(a!.at, alice)
  for (let count = 0; count < 6; count += 1) {
    const entryId = fresh()
    const { sealed, ratchet } = engine.seal(a!.at.epoch, own, entryId, BODY)
    said.push({ entryId, sealed })
    own = ratchet
  }
  assert.equal(messagesOf(own), 6)
  const first = ratchetOf(b!.at, alice)
  let ratchet = first
  const secrets: Uint8Array[] = []
  for (const at of [5, 0, 3, 1, 4, 2]) {
    const { entryId, sealed } = said[at]!
    const opened = engine.open(b!.at.epoch, leafOf(b!.at, alice), ratchet, entryId, sealed)
    assert.ok(opened.type === 'opened', `message ${at}`)
    ratchet = opened.ratchet
    secrets.push(ratchet)
  }
  // the secret that all six come from is in none of them, though the first were passed over when the last was opened
  const root = Buffer.from(first.subarray(0, 32))
  for (const kept of secrets) assert.equal(Buffer.from(kept).includes(root), false)
  assert.equal(ratchet.length, 32 + 4 + 2, 'nothing is kept of what was used')
})

test('of what was passed over a bounded part is kept, and nothing far ahead is looked for', () => {
  const [a, b] = groupOf(alice, bob)
  const leaf = leafOf(b!.at, alice)
  const skipTo = (generation: number) => {
    const ratchet = Uint8Array.from(ratchetOf(a!.at, alice))
    let own: Uint8Array = ratchet
    const sealed = new Map<number, { entryId: Uint8Array; sealed: Uint8Array }>()
    for (let count = 0; count <= generation; count += 1) {
      const entryId = new Uint8Array(32).fill(count % 251)
      const made = engine.seal(a!.at.epoch, own, entryId, BODY)
      own = made.ratchet
      sealed.set(count, { entryId, sealed: made.sealed })
    }
    return sealed
  }
  const said = skipTo(MAX_OVERTAKEN + 2)
  const openAt = (ratchet: Uint8Array, count: number) => {
    const { entryId, sealed } = said.get(count)!
    return engine.open(b!.at.epoch, leaf, ratchet, entryId, sealed)
  }
  const last = openAt(ratchetOf(b!.at, alice), MAX_OVERTAKEN + 2)
  assert.ok(last.type === 'opened')
  assert.equal(last.ratchet.length, 38 + MAX_OVERTAKEN * (4 + 32 + 12))
  assert.equal(openAt(last.ratchet, 1).type, 'refused', 'the oldest went')
  assert.equal(openAt(last.ratchet, 2).type, 'opened')

  // a member that claims a generation far ahead: as if the reader were so far behind
  const behind = Uint8Array.from(ratchetOf(b!.at, alice))
  const far = joinBytes(ratchetOf(a!.at, alice).subarray(0, 32), Uint8Array.of(0, 0, 0x40, 0x01, 0, 0))
  assert.equal(messagesOf(far), MAX_AHEAD + 1)
  const entryId = fresh()
  const { sealed } = engine.seal(a!.at.epoch, far, entryId, BODY)
  const refused = engine.open(b!.at.epoch, leaf, behind, entryId, sealed)
  assert.deepEqual(refused, { type: 'refused', reason: 'its key was used, or is too far back or ahead' })
})

test('the same generation for two entries uses no key twice', () => {
  const [a] = groupOf(alice, bob)
  const own = ratchetOf(a!.at, alice)
  const one = fresh()
  const other = joinBytes(one.subarray(0, 31), Uint8Array.of(one[31]! ^ 1))
  const [first, second] = [one, other].map(entryId => engine.seal(a!.at.epoch, own, entryId, BODY).sealed.subarray(28))
  // the two ids begin alike, so that the nonces are the same: under one key the bodies would be alike as well
  assert.notDeepEqual(first!.subarray(0, 8), second!.subarray(0, 8))
})

test('whoever was removed by the last one left has no way into what comes', async () => {
  const [a, b] = groupOf(alice, bob)
  for (const [stays, goes] of [
    [a!, b!],
    [b!, a!],
  ] as const) {
    const made = engine.commit(stays.at.epoch, [leafOf(stays.at, goes.self)], false, fresh())
    const verdict = engine.receive(goes.at.epoch, { commit: made.commit, from: stays.self.identityKey }, made.groupInfo)
    assert.equal(verdict.type, 'removed')
    // nobody was sent a path secret: with nothing but the init secret, as ts-mls alone has it, the removed would follow
    const [state] = decodeGroupState(engine.encode(goes.at.epoch), 0)!
    const [message] = decodeMlsMessage(made.groupInfo, 0)!
    assert.ok(message.wireformat === 'mls_group_info')
    const { groupContext, confirmationTag } = message.groupInfo
    const provider = mlsProvider(suite, 3, () => new Uint8Array())
    const zeros = new Uint8Array(32)
    const guess = await initializeEpoch(state.keySchedule.initSecret, zeros, groupContext, zeros, provider.kdf)
    const tag = await createConfirmationTag(
      guess.keySchedule.confirmationKey,
      groupContext.confirmedTranscriptHash,
      provider.hash,
    )
    assert.notDeepEqual(tag, confirmationTag)
  }
})

test('a commit of somebody else, or for another epoch, or altered, is refused', () => {
  const [a, b, c] = groupOf(alice, bob, carol)
  const made = engine.commit(a!.at.epoch, [], false, fresh())
  const receive = (at: Entered, commit: Uint8Array, from = alice) =>
    engine.receive(at.epoch, { commit, from: from.identityKey }, made.groupInfo).type
  assert.equal(receive(b!.at, made.commit, carol), 'refused')
  const next = received(c!.at, { commit: made.commit, from: alice.identityKey }, made.groupInfo)
  assert.equal(receive(next, made.commit), 'refused', 'again')
  for (let at = 0; at < made.commit.length; at += 7) {
    const altered = Uint8Array.from(made.commit)
    altered[at]! ^= 0x10
    assert.equal(receive(b!.at, altered), 'refused', `byte ${at}`)
  }
  for (const length of [0, 1, 40, made.commit.length - 1]) {
    assert.equal(receive(b!.at, made.commit.subarray(0, length)), 'refused')
  }
  assert.equal(receive(b!.at, joinBytes(made.commit, Uint8Array.of(0))), 'refused')
})

test('a newcomer takes its own former place and nobody else’s, and no place that is not there', () => {
  const [a] = groupOf(alice, bob)
  const last = engine.commit(a!.at.epoch, [], true, fresh())
  const again = joined(treeOf(last.groupInfo), last.groupInfo, bob)
  const message = { commit: again.commit, from: bob.identityKey }
  assert.equal(engine.receive(last.epoch, message, again.groupInfo).type, 'entered')
  // the Remove of leaf 1 stands in the commit as 00 03, the type, and 00000001, the leaf
  const at = Buffer.from(again.commit).indexOf(Buffer.from('01000300000001', 'hex'))
  assert.ok(at > 0)
  for (const leaf of [0, 2, 3, 1000, 0x7fffffff]) {
    const altered = Uint8Array.from(again.commit)
    new DataView(altered.buffer).setUint32(at + 3, leaf)
    const refused = engine.receive(last.epoch, { ...message, commit: altered }, again.groupInfo)
    assert.ok(refused.type === 'refused')
    const reason = leaf === 0 ? /may only take its own/ : /removes nobody/
    assert.match(refused.reason, reason)
    assert.equal(engine.follow(last.epoch, [{ ...message, commit: altered }]).type, 'refused')
  }
})

test('a GroupInfo by which nobody could come in is a flaw of its commit', () => {
  const [a, b] = groupOf(alice, bob)
  const made = engine.commit(a!.at.epoch, [], false, fresh())
  const others = engine.commit(a!.at.epoch, [], false, fresh())
  const message = { commit: made.commit, from: alice.identityKey }
  for (const groupInfo of [others.groupInfo, made.groupInfo.subarray(1), new Uint8Array()]) {
    const result = engine.receive(b!.at.epoch, message, groupInfo)
    assert.ok(result.type === 'entered' && result.flaw !== undefined)
  }
  for (let at = 0; at < made.groupInfo.length; at += 5) {
    const altered = Uint8Array.from(made.groupInfo)
    altered[at]! ^= 0x10
    const result = engine.receive(b!.at.epoch, message, altered)
    assert.ok(result.type === 'entered' && result.flaw !== undefined, `byte ${at}`)
  }
})

test('a tree in which somebody never came in is not taken, nor one of another group', () => {
  const [a] = groupOf(alice, bob)
  const made = engine.commit(a!.at.epoch, [], true, fresh())
  assert.equal(engine.tree(GROUP, made.groupInfo).type, 'seen')
  assert.equal(engine.tree(new Uint8Array(32).fill(8), made.groupInfo).type, 'refused')
  for (let at = 0; at < made.groupInfo.length; at += 2) {
    const altered = Uint8Array.from(made.groupInfo)
    altered[at]! ^= 0x04
    const seen = engine.tree(GROUP, altered)
    if (seen.type === 'seen')
      assert.equal(engine.join(seen.tree, altered, carol, false, fresh()).type, 'refused', `${at}`)
  }
})

test('what is at rest comes back, for its owner, and damaged bytes do not', () => {
  const [a, b] = groupOf(alice, bob)
  const bytes = engine.encode(a!.at.epoch)
  assert.equal(Buffer.from(bytes).includes(Buffer.from(alice.seed)), false, 'the identity is not in it')
  const back = engine.decode(bytes, alice)
  assert.ok(back)
  assert.deepEqual(back.leaves, a!.at.leaves)
  const entryId = fresh()
  const { sealed } = engine.seal(back.epoch, ratchetOf(a!.at, alice), entryId, BODY)
  assert.equal(engine.open(b!.at.epoch, leafOf(b!.at, alice), ratchetOf(b!.at, alice), entryId, sealed).type, 'opened')
  assert.equal(engine.decode(bytes, bob), undefined)
  assert.equal(engine.decode(bytes.subarray(0, -1), alice), undefined)
  assert.equal(engine.decode(new Uint8Array(), alice), undefined)
})

test('a handle that was given back is not taken any more', () => {
  const made = engine.found(GROUP, alice, fresh())
  engine.release(made.epoch)
  assert.throws(
    () => engine.encode(made.epoch),
    (error: unknown) => error instanceof TocsinError && error.code === 'worker-failed',
  )
})
