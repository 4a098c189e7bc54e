/**
 * A group that is nothing but its ciphers: key messages and changes of the member list are events that reach each member in
 * any order in which causes come first, as in the control log; bodies go to everyone. Chance is one generator, and time stands still
 * unless the story moves it.
 */
import { hexOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type {
  CipherContext,
  CipherMember,
  CipherNotice,
  EntryName,
  GroupCipher,
  Opened,
  SavedValue,
  Step,
} from '#src/crypto/schemes/group-cipher.js'
import type { Suite } from '#src/crypto/suite.js'

export const START_MS = 1_800_000_000_000

export interface GroupEvent {
  readonly number: number
  readonly author: MemberId
  /** Numbers of all that its author had seen. */
  readonly after: ReadonlySet<number>
  readonly what:
    | { readonly type: 'join'; readonly member: CipherMember }
    | { readonly type: 'remove'; readonly member: MemberId }
    | { readonly type: 'key'; readonly payload: Uint8Array }
}

export interface SealedBody {
  readonly entry: EntryName
  readonly sealed: Uint8Array
  readonly body: Uint8Array
}

export interface Refused {
  readonly reason: string
}

export class KeyGroup<State> {
  readonly cipher: GroupCipher<State>
  readonly suite: Suite
  readonly random: SeededRandom
  readonly events: GroupEvent[] = []
  readonly notices: (CipherNotice & { readonly at: MemberId })[] = []
  readonly actors = new Map<string, KeyActor<State>>()
  now = START_MS

  constructor(cipher: GroupCipher<State>, suite: Suite, seed: number) {
    this.cipher = cipher
    this.suite = suite
    this.random = new SeededRandom(seed)
  }

  /** A founder, and all others let in by it, everyone knowing everything. */
  found(names: readonly string[]): void {
    const [founder, ...others] = names
    const first = this.actor(founder!)
    first.publish({ type: 'join', member: first.self })
    first.start()
    for (const name of others) this.join(founder!, name)
    this.settle()
  }

  /** One who is no member yet, or the same one anew. */
  actor(name: string): KeyActor<State> {
    const actor = new KeyActor(this, name)
    this.actors.set(name, actor)
    return actor
  }

  get(name: string): KeyActor<State> {
    return this.actors.get(name)!
  }

  /** `admitter` lets `name` in, who begins with what the admitter knows. */
  join(admitter: string, name: string): KeyActor<State> {
    const actor = this.actor(name)
    const by = this.get(admitter)
    by.publish({ type: 'join', member: actor.self })
    actor.startAfter(by.seen)
    return actor
  }

  remove(author: string, name: string): void {
    this.get(author).publish({ type: 'remove', member: this.get(name).self.member })
  }

  event(author: MemberId, after: ReadonlySet<number>, what: GroupEvent['what']): GroupEvent {
    const event = { number: this.events.length, author, after: new Set(after), what }
    this.events.push(event)
    return event
  }

  /** Everybody hears of everything and does what is due within `ms`, until nothing is. */
  settle(ms = 10_000): void {
    const until = this.now + ms
    for (let rounds = 0; rounds < 1000; rounds += 1) {
      this.deliverAll()
      const due = [...this.actors.values()].map(actor => actor.deadline).filter(at => at !== undefined && at <= until)
      if (due.length === 0) {
        this.now = until
        return
      }
      this.now = Math.max(this.now, Math.min(...due.map(at => at!)))
      for (const actor of this.actors.values()) actor.wakeIfDue()
    }
    const late = [...this.actors.values()].filter(actor => (actor.deadline ?? until) <= this.now)
    throw new Error(`the group does not settle: ${late.map(actor => `${actor.name} is due`)}`)
  }

  /** In the order in which they were written, which is one of those in which causes come first. */
  deliverAll(): void {
    for (const event of this.events) {
      for (const actor of this.actors.values()) if (actor.lacks(event)) actor.hear(event)
    }
  }
}

export class KeyActor<State> {
  readonly name: string
  readonly context: CipherContext
  readonly self: CipherMember
  readonly group: KeyGroup<State>
  readonly seen = new Set<number>()
  readonly saved = new Map<string, Uint8Array>()
  /** Sizes of the key messages that this one published. */
  readonly published: number[] = []
  /** Hears all and never applies its own removal. */
  hostile = false
  /** What a client that forgets nothing makes of its last state and the next. */
  remembers: ((before: State, after: State) => State) | undefined
  online = true
  state: State | undefined
  list: readonly CipherMember[] = []
  /** Number of the last event with which it began. */
  began = 0

  constructor(group: KeyGroup<State>, name: string) {
    this.name = name
    this.group = group
    const { suite } = group
    const seed = suite.sha256(Buffer.from(`seed ${name}`))
    const linkSecret = suite.sha256(Buffer.from(`link ${name}`))
    const identityKey = suite.ed25519PublicKey(seed)
    const linkKey = suite.x25519PublicKey(linkSecret)
    const member = memberIdOf(identityKey)
    this.self = { member, identityKey, linkKey }
    const self = { member, seed, identityKey, linkSecret, linkKey }
    this.context = { suite, random: group.random, group: new Uint8Array(32).fill(7), self }
  }

  get hears(): boolean {
    return this.state !== undefined && this.online && (this.hostile || this.isMember)
  }

  /** In its own view. */
  get isMember(): boolean {
    return this.list.some(({ member }) => member === this.self.member)
  }

  get deadline(): number | undefined {
    if (this.state === undefined || !this.isMember || !this.online) return undefined
    return this.group.cipher.deadline(this.state)
  }

  start(): void {
    this.list = this.members()
    this.take(this.group.cipher.start(this.context, this.list, this.group.now))
    this.began = this.group.events.length - 1
  }

  startAfter(seen: ReadonlySet<number>): void {
    for (const number of seen) this.seen.add(number)
    this.start()
    for (const number of [...seen].sort((left, right) => left - right)) this.hearKey(this.group.events[number]!)
  }

  publish(what: GroupEvent['what']): void {
    const event = this.group.event(this.self.member, this.seen, what)
    this.seen.add(event.number)
    if (what.type === 'key') this.published.push(what.payload.length)
    else this.listChanged()
  }

  lacks(event: GroupEvent): boolean {
    return this.hears && !this.seen.has(event.number)
  }

  /** Events that all causes of have been heard here. */
  ready(): readonly GroupEvent[] {
    if (!this.hears) return []
    return this.group.events.filter(
      event => !this.seen.has(event.number) && [...event.after].every(cause => this.seen.has(cause)),
    )
  }

  hear(event: GroupEvent): void {
    this.seen.add(event.number)
    if (event.what.type === 'key') this.hearKey(event)
    else this.listChanged()
  }

  hearKey({ author, what, number }: GroupEvent): void {
    if (what.type !== 'key' || author === this.self.member || this.state === undefined) return
    const entryId = this.group.suite.sha256(Uint8Array.of(number >> 8, number & 255))
    const message = { from: author, entryId, payload: what.payload }
    this.take(this.group.cipher.hear(this.context, this.state, message, this.group.now))
  }

  wakeIfDue(): void {
    if (this.state === undefined || (this.deadline ?? Number.POSITIVE_INFINITY) > this.group.now) return
    this.take(this.group.cipher.wake(this.context, this.state, this.group.now))
  }

  /** Seals; not ready is what it says. */
  trySay(text: string): SealedBody | Refused {
    const entry = { author: this.self.member, entryId: this.context.random.bytes(32) }
    const body = Buffer.concat([Buffer.alloc(16, 9), Buffer.from(text)])
    const sealed = this.group.cipher.seal(this.context, this.state!, entry, Uint8Array.from(body), this.group.now)
    if (sealed.type === 'not-ready') return { reason: sealed.reason }
    this.take(sealed.step)
    return { entry, sealed: sealed.sealed, body: Uint8Array.from(body) }
  }

  say(text: string): SealedBody {
    const said = this.trySay(text)
    if ('reason' in said) throw new Error(`${this.name} cannot say ${text}: ${said.reason}`)
    return said
  }

  open({ entry, sealed }: Pick<SealedBody, 'entry' | 'sealed'>): Opened<State> {
    const opened = this.group.cipher.open(this.context, this.state!, entry, sealed, this.group.now)
    if (opened.step !== undefined) this.take(opened.step)
    return opened
  }

  /** What it reads, or why it does not. */
  reads(said: SealedBody): string {
    const opened = this.open(said)
    return opened.type === 'opened' ? Buffer.from(opened.body.subarray(16)).toString() : opened.type
  }

  take(step: Step<State>): void {
    const before = this.state
    this.state = before && this.remembers ? this.remembers(before, step.state) : step.state
    save(this.saved, step.saved)
    for (const notice of step.notices) this.group.notices.push({ ...notice, at: this.self.member })
    for (const payload of step.publish) this.publish({ type: 'key', payload })
  }

  /** From what it saved, as after a crash. */
  restart(saved: ReadonlyMap<string, Uint8Array> = this.saved): void {
    const state = this.group.cipher.restore(this.context, saved)
    if (state === undefined) throw new Error('what was saved is damaged')
    this.state = state
  }

  private listChanged(): void {
    const list = this.members()
    if (this.hostile || this.state === undefined) return
    if (names(list) === names(this.list)) return
    this.list = list
    if (this.isMember) this.take(this.group.cipher.members(this.context, this.state, list, this.group.now))
  }

  /** Who is in, by what was seen here: a removal beats all but what its author let in after it. */
  private members(): readonly CipherMember[] {
    const seen = this.group.events.filter(event => this.seen.has(event.number))
    const removals = seen.filter(event => event.what.type === 'remove')
    const joined = new Map<MemberId, CipherMember>()
    for (const join of seen) {
      if (join.what.type !== 'join') continue
      const { member } = join.what
      const isRemoved = removals.some(
        ({ what, number }) => what.type === 'remove' && what.member === member.member && !join.after.has(number),
      )
      if (!isRemoved) joined.set(member.member, member)
    }
    return [...joined.values()].sort((left, right) => (left.member < right.member ? -1 : 1))
  }
}

export function save(saved: Map<string, Uint8Array>, values: readonly SavedValue[]): void {
  for (const [name, value] of values) {
    if (value === undefined) saved.delete(name)
    else saved.set(name, Uint8Array.from(value))
  }
}

function names(list: readonly CipherMember[]): string {
  return list.map(({ linkKey, member }) => member + hexOf(linkKey)).join()
}
