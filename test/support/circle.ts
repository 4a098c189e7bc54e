/**
 * A circle of members who encrypt with one scheme, without logs or network: key messages reach everyone in order unless
 * a test holds them back, bodies go where the test takes them. Time stands still until it is moved. All chance is seeded.
 */
import assert from 'node:assert/strict'
import { hexOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type {
  CipherContext,
  CipherMember,
  CipherNotice,
  CipherSelf,
  EntryName,
  GroupCipher,
  KeyMessage,
  Opened,
  Step,
} from '#src/crypto/schemes/group-cipher.js'
import type { Suite } from '#src/crypto/suite.js'

export const GROUP = new Uint8Array(32).fill(0x6e)
export const START_MS = 1_700_000_000_000

export function selfOf(suite: Suite, seed: number): CipherSelf {
  const random = new SeededRandom(seed)
  const [secret, linkSecret] = [random.bytes(32), random.bytes(32)]
  const identityKey = suite.ed25519PublicKey(secret)
  const linkKey = suite.x25519PublicKey(linkSecret)
  return { member: memberIdOf(identityKey), seed: secret, identityKey, linkSecret, linkKey }
}

export function contextOf(suite: Suite, seed: number): CipherContext {
  return { suite, random: new SeededRandom(seed + 1_000_000), group: GROUP, self: selfOf(suite, seed) }
}

export interface Body {
  readonly entry: EntryName
  readonly body: Uint8Array
  readonly sealed: Uint8Array
}

export class Actor<State> {
  readonly cipher: GroupCipher<State>
  context: CipherContext
  state: State
  /** All values at rest, and how many bytes the last step wrote. */
  readonly saved = new Map<string, Uint8Array>()
  lastSaved: readonly (readonly [string, Uint8Array | undefined])[] = []
  readonly notices: CipherNotice[] = []
  /** Key messages that are on their way. */
  readonly inbox: KeyMessage[] = []
  /** False: key messages stay in the inbox. */
  online = true
  readonly #circle: Circle<State>

  constructor(circle: Circle<State>, context: CipherContext, members: readonly CipherMember[]) {
    this.#circle = circle
    this.cipher = circle.cipher
    this.context = context
    const step = circle.cipher.start(context, members, circle.now)
    this.state = step.state
    this.take(step)
  }

  get member(): MemberId {
    return this.context.self.member
  }

  take(step: Step<State>): void {
    this.state = step.state
    this.lastSaved = step.saved
    for (const [name, value] of step.saved) {
      if (value === undefined) this.saved.delete(name)
      else this.saved.set(name, value)
    }
    this.notices.push(...step.notices)
    for (const payload of step.publish) this.#circle.publish(this, payload)
  }

  /** Why not, where the scheme cannot seal yet. */
  trySeal(text: string): Body | { readonly reason: string } {
    const body = new TextEncoder().encode(`salt-of-16-bytes${text}`)
    const entry = this.#circle.nextEntry(this.member)
    const result = this.cipher.seal(this.context, this.state, entry, body, this.#circle.now)
    if (result.type !== 'sealed') return result
    this.take(result.step)
    return { entry, body, sealed: result.sealed }
  }

  seal(text: string): Body {
    const body = this.trySeal(text)
    if ('reason' in body) throw new Error(body.reason)
    return body
  }

  open({ entry, sealed }: Body): Opened<State> {
    const result = this.cipher.open(this.context, this.state, entry, sealed, this.#circle.now)
    if (result.step !== undefined) this.take(result.step)
    return result
  }

  /** Opens and compares; fails where it does not open. */
  reads(body: Body): void {
    const result = this.open(body)
    assert.equal(result.type, 'opened', result.type === 'opened' ? '' : result.reason)
    if (result.type === 'opened') assert.equal(hexOf(result.body), hexOf(body.body))
  }

  hearAll(): void {
    for (const message of this.inbox.splice(0)) {
      this.take(this.cipher.hear(this.context, this.state, message, this.#circle.now))
    }
  }

  wake(): void {
    this.take(this.cipher.wake(this.context, this.state, this.#circle.now))
  }

  /** What a thief, or a backup, takes. */
  copy(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.saved)
  }

  /** A process that starts again from these values, with other chance than before. */
  restart(saved: ReadonlyMap<string, Uint8Array> = this.copy(), seed = 77): void {
    this.saved.clear()
    for (const [name, value] of saved) this.saved.set(name, value)
    this.context = { ...this.context, random: new SeededRandom(seed) }
    const state = this.cipher.restore(this.context, saved)
    assert.ok(state !== undefined, 'what was saved is whole')
    this.state = state
  }
}

export class Circle<State> {
  readonly cipher: GroupCipher<State>
  readonly suite: Suite
  now = START_MS
  readonly actors: Actor<State>[] = []
  /** Every key message so far, in the order of publication. */
  readonly log: KeyMessage[] = []
  /** Members that published their keys and are not there any more: they are counted, and nothing reaches them. */
  readonly away: CipherSelf[] = []
  #entries = 0

  constructor(cipher: GroupCipher<State>, suite: Suite) {
    this.cipher = cipher
    this.suite = suite
  }

  /** Whoever joins knows who is there and hears all that was published. */
  join(seed: number): Actor<State> {
    return this.joinApart([seed])[0]!
  }

  /** One who was there and is away from now on: whoever is there counts it as a member. */
  depart(actor: Actor<State>): void {
    this.actors.splice(this.actors.indexOf(actor), 1)
    this.away.push(actor.context.self)
  }

  /** These join without knowing of each other; then they hear of each other. */
  joinApart(seeds: readonly number[]): Actor<State>[] {
    const before = this.#members(this.actors)
    const history = [...this.log]
    const newcomers = seeds.map(seed => {
      const context = contextOf(this.suite, seed)
      const list = [...before, context.self].sort((left, right) => (left.member < right.member ? -1 : 1))
      return new Actor(this, context, list)
    })
    for (const newcomer of newcomers) newcomer.inbox.unshift(...history)
    const published = this.log.slice(history.length)
    for (const newcomer of newcomers) {
      newcomer.inbox.push(...published.filter(({ from }) => from !== newcomer.member))
    }
    this.actors.push(...newcomers)
    this.tellMembers()
    return newcomers
  }

  /** Whoever leaves keeps its state; nobody else counts it. */
  leave(actor: Actor<State>): void {
    this.actors.splice(this.actors.indexOf(actor), 1)
    this.tellMembers()
  }

  tellMembers(): void {
    const members = this.#members(this.actors)
    for (const actor of this.actors) {
      actor.take(actor.cipher.members(actor.context, actor.state, members, this.now))
    }
  }

  publish(from: Actor<State>, payload: Uint8Array): void {
    const entryId = this.nextEntry(from.member).entryId
    const message = { from: from.member, entryId, payload }
    this.log.push(message)
    for (const actor of this.actors) if (actor !== from) actor.inbox.push(message)
  }

  nextEntry(author: MemberId): EntryName {
    this.#entries += 1
    return { author, entryId: this.suite.sha256(new TextEncoder().encode(`entry ${this.#entries}`)) }
  }

  /** Delivers what is on its way, and wakes whoever wants to be woken, until `ms` have passed. */
  run(ms = 1000): void {
    const end = this.now + ms
    for (let turn = 0; turn < 10_000; turn += 1) {
      const heard = this.actors.filter(actor => actor.online && actor.inbox.length > 0)
      for (const actor of heard) actor.hearAll()
      if (heard.length > 0) continue
      const online = this.actors.filter(actor => actor.online)
      const next = Math.min(...online.map(actor => actor.cipher.deadline(actor.state) ?? Number.POSITIVE_INFINITY))
      if (next > end) {
        this.now = end
        return
      }
      this.now = Math.max(this.now, next)
      for (const actor of online) {
        if ((actor.cipher.deadline(actor.state) ?? Number.POSITIVE_INFINITY) <= this.now) actor.wake()
      }
    }
    throw new Error('the circle does not come to rest')
  }

  /** Who is in, ascending. */
  #members(actors: readonly Actor<State>[]): readonly CipherMember[] {
    const all = [...actors.map(actor => actor.context.self), ...this.away]
    return all.sort((left, right) => (left.member < right.member ? -1 : 1))
  }
}

/** So many, who came one after the other and heard each other. */
export function circleOf<State>(cipher: GroupCipher<State>, suite: Suite, count: number): Circle<State> {
  const circle = new Circle(cipher, suite)
  for (let seed = 1; seed <= count; seed += 1) {
    circle.join(seed)
    circle.run()
  }
  return circle
}

/** A word each way. */
export function talk<State>(left: Actor<State>, right: Actor<State>): void {
  right.reads(left.seal('hello'))
  left.reads(right.seal('hello'))
}

/** Everyone says a word, once it can, and all others read it. */
export function sayAll<State>(circle: Circle<State>): Body[] {
  return circle.actors.map(from => {
    const body = from.seal('a word')
    circle.run()
    for (const to of circle.actors) if (to !== from) to.reads(body)
    return body
  })
}
