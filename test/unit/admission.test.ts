import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOfHex, hexOf } from '#src/base/ids.js'
import { MAX_RECORD_BYTES } from '#src/base/limits.js'
import { SeededRandom } from '#src/base/random.js'
import type { Burst } from '#src/crypto/burst.js'
import type { ControlBody } from '#src/group/control.js'
import { type AdmissionResult, Admitter, Bearer, type BearerResult, type Gate, pins } from '#src/peer/admission.js'
import { founded, identityOf, type Keeper, NOW, suite } from '../support/books.ts'

const inviteSeed = new Uint8Array(32).fill(0x77)
const invite = suite.ed25519PublicKey(inviteSeed)
const bob = identityOf(2)

interface Options {
  readonly uses?: number
  readonly expiresMs?: number
  readonly presences?: readonly Uint8Array[]
  readonly bursts?: (own: readonly Burst[]) => readonly Burst[]
  /** The admitter has not heard of the invite. */
  readonly unknown?: boolean
  readonly usedUp?: boolean
}

interface Played {
  readonly alice: Keeper
  readonly bearer: BearerResult
  readonly admitter: AdmissionResult
  readonly admitted: (ControlBody & { type: 'join' })[]
  /** Sizes of the records that the bearer got. */
  readonly records: readonly number[]
  readonly pinned: boolean
}

/** Bob shows alice his ticket. */
function played({
  uses = 5,
  expiresMs = NOW + 1000,
  presences = [],
  bursts = own => own,
  unknown,
  usedUp,
}: Options = {}): Played {
  const alice = founded()
  const written = alice.book.writeControl({ type: 'invite', invite, uses, expiresMs, approve: false }, NOW)
  const inviteEntry = written.burst.entries[0]!.entryId
  const admitted: (ControlBody & { type: 'join' })[] = []
  const gate: Gate = {
    group: bytesOfHex(alice.group),
    membership: () => {
      const { membership } = alice.book
      if (membership === undefined) return undefined
      const invites = [...membership.invites].filter(() => unknown !== true)
      const seen = invites.map(([key, known]) => [key, { ...known, used: usedUp === true ? known.uses : 0 }] as const)
      return { ...membership, invites: new Map(seen) }
    },
    refusal: (body, wallMs) => alice.book.roll.refusal(alice.member, body, wallMs),
    admit: body => {
      admitted.push(body)
      alice.book.writeControl(body, NOW)
    },
    handOver: () => ({ bursts: bursts(alice.book.controlBursts()), presences }),
  }
  const ticket = { group: alice.group, name: 'friends', inviteSeed, inviteEntry, expiresMs, contacts: [] }
  const admitter = new Admitter(suite, new SeededRandom(3), bob.member, group =>
    hexOf(group) === alice.group ? gate : undefined,
  )
  const bearer = new Bearer(suite, bob, 'bob', ticket)
  const records: number[] = []
  let atBearer: BearerResult = { type: 'waiting', replies: [bearer.hello] }
  let atAdmitter: AdmissionResult = { type: 'waiting', replies: [] }
  for (let turns = 0; turns < 10 && atBearer.type === 'waiting' && atBearer.replies.length > 0; turns += 1) {
    for (const bytes of atBearer.replies) atAdmitter = admitter.receive(bytes, NOW)
    records.push(...atAdmitter.replies.map(reply => reply.length))
    for (const bytes of atAdmitter.replies) atBearer = bearer.receive(bytes)
  }
  const pinned = atBearer.type === 'admitted' && pins(ticket, atBearer.bursts, suite)
  return { alice, bearer: atBearer, admitter: atAdmitter, admitted, records, pinned }
}

test('the bearer of a ticket is admitted and gets the membership log with its own join in it', () => {
  const { bearer, admitter, admitted, alice, pinned } = played()
  assert.equal(admitter.type, 'done')
  assert.equal(bearer.type, 'admitted')
  assert.equal(admitted.length, 1)
  assert.equal(alice.book.membership?.members.get(bob.member)?.name, 'bob')
  assert.ok(pinned)
})

test('a hand-over of any size comes in records below their bound', () => {
  const presences = Array.from({ length: 3000 }, (_, at) => new Uint8Array(2000).fill(at))
  const { bearer, records } = played({
    presences,
    bursts: own => [...own, ...Array.from({ length: 700 }, () => large(20_000)), large(1_000_000), large(1_000_000)],
  })
  assert.ok(bearer.type === 'admitted')
  assert.equal(bearer.bursts.length, 3 + 702)
  assert.deepEqual(bearer.presences, presences)
  assert.ok(Math.max(...records) < MAX_RECORD_BYTES)
  assert.ok(records.length > 60)
})

test('small bursts share a record', () => {
  const { bearer, records } = played({ bursts: own => [...own, ...Array.from({ length: 500 }, () => large(10))] })
  assert.ok(bearer.type === 'admitted')
  assert.ok(records.length <= 4, `${records.length} records`)
})

test('an invite that is unknown, expired or used up is refused with its own code, and nobody is admitted', () => {
  const refused = (options: Options): string | undefined => {
    const { bearer, admitted } = played(options)
    assert.equal(admitted.length, 0)
    return bearer.type === 'refused' ? bearer.error.code : bearer.type
  }
  assert.equal(refused({ unknown: true }), 'invite-unknown')
  assert.equal(refused({ expiresMs: NOW - 1 }), 'invite-expired')
  assert.equal(refused({ usedUp: true }), 'invite-used-up')
})

test('an admitter that never ends is cut off', () => {
  const { bearer } = played({ bursts: own => [...own, ...Array.from({ length: 100 }, () => large(1_000_000))] })
  assert.equal(bearer.type === 'refused' ? bearer.error.code : bearer.type, 'bad-frame')
})

test('bytes that are no join message are refused', () => {
  const alice = founded()
  const admitter = new Admitter(suite, new SeededRandom(3), bob.member, () => undefined)
  assert.equal(admitter.receive(Uint8Array.of(0, 0, 0, 3, 255, 255, 255), NOW).type, 'refused')
  const endless = new Admitter(suite, new SeededRandom(3), bob.member, () => undefined)
  assert.equal(endless.receive(Uint8Array.of(255, 0, 0, 0), NOW).type, 'refused')
  assert.ok(alice.book.membership !== undefined)
})

/** Only its size matters here. */
function large(bytes: number): Burst {
  return { entries: [{ header: new Uint8Array(198), body: new Uint8Array(bytes) }], signature: new Uint8Array(64) }
}
