/**
 * Membership logs written by hand: a cast whose entries say what the test wants them to say, also what no honest member
 * would. Signatures of joins hold; those of entries are the book's business and not looked at here.
 */
import { bytesOfHex, entryIdOf, hexOf, type MemberId, memberIdOf, publicKeyOf } from '#src/base/ids.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import type { ControlBody, CutLine } from '#src/group/control.js'
import type { ControlEntry, Membership } from '#src/group/membership.js'
import { reduceMembership } from '#src/group/reduce.js'
import { inviteStatement, memberStatement } from '#src/group/statements.js'

export const suite = nobleSuite()
export const group = new Uint8Array(32).fill(9)
const INVITE_SEED = new Uint8Array(32).fill(200)
export const INVITE = suite.ed25519PublicKey(INVITE_SEED)
const signed = new Map<string, Uint8Array>()

/** Signing in noble costs more than a story; the same statement is signed once. */
function signature(seed: Uint8Array, statement: Uint8Array): Uint8Array {
  const key = hexOf(seed) + hexOf(suite.sha256(statement))
  const made = signed.get(key) ?? suite.sign(seed, statement)
  signed.set(key, made)
  return made
}

export class Person {
  readonly name: string
  readonly seed: Uint8Array
  readonly key: Uint8Array
  readonly member: MemberId
  /** Its one control log. */
  readonly log: bigint
  seq = 0
  readonly written: ControlEntry[] = []

  constructor(number: number, name: string) {
    this.name = name
    this.seed = new Uint8Array(32).fill(number)
    this.key = suite.ed25519PublicKey(this.seed)
    this.member = memberIdOf(this.key)
    this.log = BigInt(2 * number)
  }

  /** What stands of its log when the first `count` entries do. */
  cut(count = this.written.length): CutLine[] {
    const last = this.written[count - 1]
    return last === undefined ? [] : [{ log: this.log, seq: last.seq, entry: bytesOfHex(last.entryId) }]
  }
}

const people: Person[] = []
/** The same person for the same number: keys are made once. */
function personOf(number: number, name: string): Person {
  people[number] ??= new Person(number, name)
  const { seed, key, member, log } = people[number]
  return Object.assign(Object.create(Person.prototype), { name, seed, key, member, log, seq: 0, written: [] })
}

export class Roll {
  readonly entries: ControlEntry[] = []
  readonly founder: Person
  #order = 1
  #people = 0
  #nonces = 0

  constructor(history: 'none' | 'from-join' | 'all' = 'from-join') {
    this.founder = this.person('alice')
    const nonce = new Uint8Array(32)
    const { key: linkKey } = this.founder
    const create = { type: 'create', name: 'friends', encryption: 'per-peer', history, linkKey, nonce } as const
    const entryId = entryIdOf(group)
    const body: ControlBody = { ...create, founderName: 'alice', expire: 0, deniable: false }
    this.entries.push({ entryId, author: this.founder.member, log: '0', seq: 0, order: 0n, time: 0, body })
    this.write(this.founder, { type: 'invite', invite: INVITE, uses: 1000, expiresMs: 1e9, approve: false })
  }

  get order(): number {
    return this.#order
  }

  person(name: string): Person {
    this.#people += 1
    return personOf(this.#people, name)
  }

  /** Whoever writes writes after all there is; `order` says otherwise. */
  write(author: Person, body: ControlBody, order = this.#order): ControlEntry {
    this.#order = Math.max(this.#order, order) + 1
    const { member, log, seq } = author
    const entryId = entryIdOf(
      suite.sha256(author.key, Uint8Array.of(seq >> 8, seq), new TextEncoder().encode(body.type)),
    )
    const entry = { entryId, author: member, log: log.toString(16), seq, order: BigInt(order), time: order, body }
    author.seq += 1
    author.written.push(entry)
    this.entries.push(entry)
    return entry
  }

  joinBody(
    newcomer: Person,
    type: 'join' | 'knock' = 'join',
    invite = INVITE_SEED,
  ): ControlBody & { type: 'join' | 'knock' } {
    this.#nonces += 1
    const nonce = new Uint8Array(32).fill(this.#nonces)
    const { key: member, name } = newcomer
    return {
      type,
      member,
      linkKey: member,
      name,
      nonce,
      invite: suite.ed25519PublicKey(invite),
      inviteSignature: signature(invite, inviteStatement(group, member, nonce)),
      memberSignature: signature(newcomer.seed, memberStatement(group, { nonce, linkKey: member, name })),
    }
  }

  join(admitter: Person, newcomer: Person, order = this.#order): ControlEntry {
    return this.write(admitter, this.joinBody(newcomer), order)
  }

  /** A newcomer with this role, which the founder gave. */
  member(name: string, role: 'moderator' | 'member' | 'observer' = 'member'): Person {
    const newcomer = this.person(name)
    this.join(this.founder, newcomer)
    if (role !== 'member') this.write(this.founder, { type: 'role', member: newcomer.key, role, cut: newcomer.cut() })
    return newcomer
  }

  remove(author: Person, target: Person, cut = target.cut(), order = this.#order): ControlEntry {
    return this.write(author, { type: 'remove', member: target.key, cut }, order)
  }

  state(entries: readonly ControlEntry[] = this.entries): Membership {
    return reduceMembership(suite, group, entries)!
  }

  isIn(person: Person): boolean {
    return this.state().members.get(person.member)?.present === true
  }

  hadEffect(entry: ControlEntry): boolean {
    return this.state().effective.has(entry.entryId)
  }
}

export function nameOf(member: MemberId): string {
  const key = publicKeyOf(member)
  return people.find(one => one !== undefined && key !== undefined && hexOf(one.key) === hexOf(key))?.name ?? member
}
