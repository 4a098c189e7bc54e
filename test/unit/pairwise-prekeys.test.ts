import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import { decodeOwn, encodeOwn } from '#src/crypto/pairwise/own-at-rest.js'
import {
  FEW_PREKEYS,
  firstPrekeys,
  MAX_OLD_PREKEYS,
  MAX_ONE_TIME_PREKEYS,
  OLD_PREKEY_MS,
  ONE_TIME_PREKEYS,
  type OwnPrekeys,
  oneTimePrekey,
  prekeysDeadline,
  published,
  RENEW_PREKEY_MS,
  signedPrekey,
  TOP_UP_MS,
  tended,
  USED_PREKEY_MS,
  withUsed,
} from '#src/crypto/pairwise/prekeys.js'
import { nodeSuite } from '#src/node-suite.js'

const suite = nodeSuite()
const random = new SeededRandom(1)
const NOW = 1_700_000_000_000
const start = firstPrekeys(suite, random, NOW)
const tend = (own: OwnPrekeys, now: number) => tended(suite, random, own, now)

/** `own` after newcomers took so many. */
function used(own: OwnPrekeys, count: number, now: number): OwnPrekeys {
  const free = own.oneTime.filter(prekey => prekey.usedMs === undefined).slice(0, count)
  return free.reduce((left, prekey) => withUsed(left, left.oneTime.find(({ key }) => key === prekey.key)!, now), own)
}

test('a signed prekey is renewed after a week, and the old one serves for two more', () => {
  assert.equal(prekeysDeadline(start), NOW + RENEW_PREKEY_MS)
  assert.equal(tend(start, NOW + RENEW_PREKEY_MS - 1).own, start)
  const [old] = start.signed
  const renewed = tend(start, NOW + RENEW_PREKEY_MS)
  assert.equal(renewed.publish, true)
  assert.equal(renewed.own.renewals, 1)
  assert.notDeepEqual(published(renewed.own).signed, old!.key)
  assert.equal(signedPrekey(renewed.own, old!.key)?.secret, old!.secret)

  let later = renewed.own
  for (let now = NOW + RENEW_PREKEY_MS; now < NOW + RENEW_PREKEY_MS + OLD_PREKEY_MS; now = prekeysDeadline(later)) {
    assert.ok(signedPrekey(later, old!.key) !== undefined)
    later = tend(later, now).own
  }
  later = tend(later, NOW + RENEW_PREKEY_MS + OLD_PREKEY_MS).own
  assert.equal(signedPrekey(later, old!.key), undefined)
})

test('who was away for long renews at once, and its old prekey still serves for two weeks from then', () => {
  const back = NOW + 20 * RENEW_PREKEY_MS
  const { own } = tend(start, back)
  assert.ok(signedPrekey(own, start.signed[0]!.key) !== undefined)
  assert.equal(tend(own, back + OLD_PREKEY_MS).own.signed.length, 2)
})

test('however the clock jumps, no more than a few prekeys are kept', () => {
  let own = start
  for (let jump = 1; jump < 20; jump += 1) {
    const past = { ...own, signed: own.signed.map((prekey, at) => (at === 0 ? { ...prekey, madeMs: 0 } : prekey)) }
    own = used(tend(past, NOW).own, 10, NOW)
    assert.ok(own.signed.length <= 1 + MAX_OLD_PREKEYS)
    assert.ok(own.oneTime.length <= MAX_ONE_TIME_PREKEYS)
  }
})

test('a used one-time prekey is not published, serves for ten minutes more, and is gone', () => {
  const [first] = start.oneTime
  const own = withUsed(start, first!, NOW)
  assert.equal(published(own).oneTime.includes(first!.key), false)
  assert.equal(prekeysDeadline(own), NOW + USED_PREKEY_MS)
  assert.ok(oneTimePrekey(tend(own, NOW + USED_PREKEY_MS - 1).own, first!.key) !== undefined)
  assert.equal(oneTimePrekey(tend(own, NOW + USED_PREKEY_MS).own, first!.key), undefined)
  // a second use does not begin its time anew
  const again = withUsed(own, own.oneTime[0]!, NOW + USED_PREKEY_MS - 1)
  assert.equal(oneTimePrekey(tend(again, NOW + USED_PREKEY_MS).own, first!.key), undefined)
})

test('one-time prekeys are topped up when few are left, once an hour at most', () => {
  const late = NOW + 2 * TOP_UP_MS
  const enough = used(start, ONE_TIME_PREKEYS - FEW_PREKEYS, late)
  assert.equal(tend(enough, late).publish, false)
  const few = used(enough, 1, late)
  const { own, publish } = tend(few, late)
  assert.equal(publish, true)
  assert.equal(published(own).oneTime.length, ONE_TIME_PREKEYS)

  const drained = used(own, ONE_TIME_PREKEYS, late + 1)
  assert.equal(tend(drained, late + TOP_UP_MS - 1).publish, false, 'whoever drains them has us publish no more often')
  assert.equal(tend(drained, late + TOP_UP_MS).publish, true)
})

test('prekeys come back from rest as they were, and a damaged value as nothing', () => {
  const own = used(tend(start, NOW + RENEW_PREKEY_MS).own, 3, NOW + RENEW_PREKEY_MS)
  const bytes = encodeOwn(own)
  assert.deepEqual(decodeOwn(bytes), own)
  for (let length = 0; length < bytes.length; length += 1) assert.equal(decodeOwn(bytes.subarray(0, length)), undefined)
  assert.equal(decodeOwn(new Uint8Array([...bytes, 0])), undefined)
})
