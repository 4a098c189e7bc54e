/** docs/protocol.md says what the source does: its numbers are the constants', its worked bytes come out again. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { joinBytes, label } from '#src/base/bytes.js'
import { entryIdOf, groupIdOf, hexOf, memberIdOf } from '#src/base/ids.js'
import type { Random } from '#src/base/random.js'
import { writeBurst } from '#src/crypto/burst.js'
import { groupTag, Initiator, Responder } from '#src/crypto/handshake.js'
import { HoldingKeys } from '#src/crypto/holding.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { sealPrivately } from '#src/crypto/private-channel.js'
import { sealPrivate } from '#src/crypto/private-message.js'
import { NOBODY } from '#src/crypto/private-sessions.js'
import { safetyNumber } from '#src/crypto/safety-number.js'
import { signPresence } from '#src/group/presence.js'
import { inviteStatement, memberStatement } from '#src/group/statements.js'
import { encodeTicket } from '#src/group/ticket.js'
import { positionOf } from '#src/ring/position.js'

const root = join(import.meta.dirname, '..', '..')
const page = readFileSync(join(root, 'docs', 'protocol.md'), 'utf8')

/** Every numeric constant of the source by name, as its expression; more than one where a name is used twice. */
const constants = new Map<string, string[]>()
for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.ts') || path.includes('generated')) continue
  const source = readFileSync(join(root, 'src', path), 'utf8')
  for (const [, name, expression] of source.matchAll(/^(?:export )?const ([A-Z][A-Z0-9_]*) = ([A-Z0-9_ *+]+)$/gm)) {
    constants.set(name!, [...(constants.get(name!) ?? []), expression!])
  }
}

/** Sums of products of numbers and names: all that our constants are. */
function amountOf(expression: string): number {
  return expression
    .split('+')
    .map(term => term.split('*').map(factor => factorOf(factor.trim())))
    .map(factors => factors.reduce((product, factor) => product * factor, 1))
    .reduce((sum, term) => sum + term, 0)
}

function factorOf(factor: string): number {
  if (/^\d/.test(factor)) return Number(factor.replaceAll('_', ''))
  const [expression, ...others] = constants.get(factor) ?? []
  assert.ok(expression !== undefined && others.length === 0, `${factor} is one constant of the source`)
  return amountOf(expression)
}

const named = [...page.matchAll(/`([A-Z][A-Z0-9_]*) = (\d+)`/g)].map(
  ([, name, value]) => [name!, Number(value)] as const,
)

test('a number that the page names is the one in the source', () => {
  assert.ok(named.length >= 20)
  assert.deepEqual(
    named.map(([name]) => [name, factorOf(name)]),
    named.map(([name, value]) => [name, value]),
  )
})

test('every bound of limits.ts is on the page', () => {
  const limits = readFileSync(join(root, 'src', 'base', 'limits.ts'), 'utf8')
  const names = [...limits.matchAll(/^export const ([A-Z_]+) =/gm)].map(([, name]) => name)
  assert.ok(names.length > 10)
  assert.deepEqual(
    names.filter(name => !named.some(([known]) => known === name)),
    [],
  )
})

/** `name = value` of the section, the value over as many lines as it takes. */
function workedBytes(): Map<string, string> {
  const section = page.split('\n## Worked bytes\n')[1]?.split('\n## ')[0] ?? ''
  const found = new Map<string, string>()
  let last = ''
  for (const line of section.split('\n').filter(line => line.startsWith('    '))) {
    const [, name, value] = /^ {4}([a-z][a-zA-Z ]*?) += (\S+)$/.exec(line) ?? []
    last = name ?? last
    found.set(last, (name === undefined ? (found.get(last) ?? '') : '') + (value ?? line.trim()))
  }
  return found
}

const suite = nobleSuite()
const fill = (byte: number, length = 32) => new Uint8Array(length).fill(byte)
const group = fill(0x6e)
const seedA = fill(0xa1)
const memberA = suite.ed25519PublicKey(seedA)
const memberB = suite.ed25519PublicKey(fill(0xb1))
const staticA = fill(0xa2)
const staticB = fill(0xb2)

/** Gives the same secret each time: whoever needs several asks for them with several of these. */
function fixed(...bytes: readonly number[]): Random {
  const left = [...bytes]
  return { bytes: length => fill(left.shift()!, length), next: () => 0 }
}

function link(): Record<string, Uint8Array> {
  const ends = { group, ownMember: memberA, ownStaticSecret: staticA, peerMember: memberB }
  const a = new Initiator(suite, fixed(0xa3, 0xa4), { ...ends, peerStaticKey: suite.x25519PublicKey(staticB) })
  const b = new Responder(suite, fixed(0xb3), {
    group,
    ownMember: memberB,
    ownStaticSecret: staticB,
    peerMember: memberA,
    peerStaticKey: suite.x25519PublicKey(staticA),
  })
  const answer = b.receiveHello(a.hello)
  assert.equal(answer.type, 'reply')
  if (answer.type !== 'reply') return {}
  const done = a.receive(answer.reply, 0)
  assert.equal(done.type, 'confirmed')
  if (done.type !== 'confirmed') return {}
  const first = done.link.seal(label('one'), 0)!
  done.link.requestStep()
  const step = done.link.seal(label('two'), 0)!
  const third = done.link.seal(label('three'), 0)!
  const tag = groupTag(suite, group, memberA, memberB)
  return { tag, hello: a.hello, reply: answer.reply, confirm: done.confirm, first, step, third }
}

/** To B, in the second slot. */
function privateMessage(): Uint8Array | undefined {
  const random: Random = { bytes: length => (length === 1 ? fill(0, 1) : drawn.shift()!), next: () => 0 }
  const drawn = [fill(0xa5), fill(0xa6)]
  const a = { member: memberA, linkKey: suite.x25519PublicKey(staticA) }
  const b = { member: memberB, linkKey: suite.x25519PublicKey(staticB) }
  return sealPrivate(suite, random, group, a, b, { kind: 1, text: label('hello') })
}

/** To B, who has not answered yet: the random bytes are drawn in this order. */
function privateOnce(): Uint8Array | undefined {
  const drawn = [fill(0xa5), fill(0xa6), fill(0xa7), fill(0xa8)]
  const random: Random = { bytes: () => drawn.shift()!, next: () => 0 }
  const a = { member: memberA, linkKey: suite.x25519PublicKey(staticA), linkSecret: staticA, prekeys: [] }
  const prekey = suite.x25519PublicKey(fill(0xb9))
  const b = { member: memberB, linkKey: suite.x25519PublicKey(staticB), prekey, beginsAt: 1n }
  return sealPrivately(suite, random, group, a, b, NOBODY, { kind: 1, text: label('hello') })?.plaintext
}

function burst() {
  const tip = { scheme: 1, group, author: memberA, log: 3n, nextSeq: 0, prev: fill(0), order: 0n }
  const draft = { kind: 1, epoch: 0, parents: [fill(9)], time: 1_700_000_000_000, order: 111_411_200_000_000_000n }
  return writeBurst(suite, seedA, [{ ...draft, salt: fill(0x5a, 16), plaintext: label('hello') }], tip)
}

function recomputed(): Map<string, string> {
  const { tag, hello, reply, confirm, first, step, third } = link()
  const { entries, signature } = burst()
  const presence = {
    member: memberIdOf(memberA),
    incarnation: 1_700_000_000_000,
    leaving: false,
    addresses: ['/ip4/127.0.0.1/tcp/4001'],
    status: 'away',
    statusText: 'back by six',
    removals: [],
  } as const
  const ticket = {
    group: groupIdOf(group),
    name: 'friends',
    inviteSeed: fill(2),
    inviteEntry: entryIdOf(fill(3)),
    expiresMs: 1_800_000_000_000,
    contacts: [{ member: memberIdOf(memberA), addresses: ['/ip4/127.0.0.1/tcp/4001'] }],
  }
  const holder = new HoldingKeys(suite, group, memberB, staticB)
  const linkKeyB = suite.x25519PublicKey(staticB)
  const bytes: Record<string, Uint8Array | undefined> = {
    'position of A': positionBytes(positionOf(suite, group, memberA, fill(4))),
    tag,
    hello,
    reply,
    confirm,
    'first record': first,
    'second record': step,
    'third record': third,
    header: entries[0]!.header,
    body: entries[0]!.body,
    id: entries[0]!.hash,
    signature,
    'invite signature': suite.sign(fill(2), inviteStatement(group, memberB, fill(4))),
    'member signature': suite.sign(
      fill(0xb1),
      memberStatement(group, { nonce: fill(4), linkKey: linkKeyB, name: 'bob' }),
    ),
    'newcomer signature': suite.sign(
      fill(0xb1),
      memberStatement(group, { nonce: fill(4), linkKey: linkKeyB, name: 'bob', prekey: fill(9) }),
    ),
    presence: signPresence(suite, seedA, group, presence),
    'private plaintext': privateMessage(),
    'private once': privateOnce(),
    mac: holder.macFor({ member: memberA, staticKey: suite.x25519PublicKey(staticA) }, fill(5)),
  }
  const found = new Map(Object.entries(bytes).map(([name, value]) => [name, hexOf(value ?? joinBytes())]))
  const ofA = { member: memberA, linkKey: suite.x25519PublicKey(staticA) }
  const { digits, words } = safetyNumber(suite, group, ofA, { member: memberB, linkKey: linkKeyB })
  found.set('safety digits', digits.replaceAll(' ', '')).set('safety words', words.replaceAll(' ', '-'))
  return found.set('member A', memberIdOf(memberA)).set('ticket', encodeTicket(suite, ticket))
}

function positionBytes(position: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, position)
  return bytes
}

test('the worked bytes of the page come out of the source', () => {
  assert.deepEqual(Object.fromEntries(workedBytes()), Object.fromEntries(recomputed()))
})
