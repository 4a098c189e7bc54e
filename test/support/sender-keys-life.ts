/**
 * The life of a group under sender keys, with all that it takes to say afterwards who should have read what, and who must
 * not have. Whoever is removed goes on with a client that forgets nothing, and publishes as before.
 */
import assert from 'node:assert/strict'
import { hexOf, type MemberId } from '#src/base/ids.js'
import { pick } from '#src/base/random.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import type { SenderKeys } from '#src/crypto/sender-keys/state.js'
import { cheapSuite } from './cheap-suite.ts'
import { type KeyActor, KeyGroup, type SealedBody } from './key-group.ts'
import { remembering } from './sender-keys-thief.ts'

const MINUTE_MS = 60 * 1000

interface Said {
  readonly author: KeyActor<SenderKeys>
  readonly said: SealedBody
  readonly text: string
  /** Lives that the author could expect to read it, and those it had seen removed. */
  readonly readers: ReadonlySet<KeyActor<SenderKeys>>
  readonly outside: ReadonlySet<KeyActor<SenderKeys>>
  readonly opened: Set<KeyActor<SenderKeys>>
}

export class Life {
  readonly group: KeyGroup<SenderKeys>
  readonly all: KeyActor<SenderKeys>[] = []
  readonly said: Said[] = []
  /** What happened, for whoever looks for the cause of a failure. */
  readonly steps: string[] = []
  readonly #taken = new Map<KeyActor<SenderKeys>, Set<MemberId>>()
  readonly #last = new Map<KeyActor<SenderKeys>, SenderKeys>()

  constructor(seed: number, names: readonly string[]) {
    this.group = new KeyGroup(senderKeys, cheapSuite, seed)
    this.group.found(names)
    this.all.push(...this.group.actors.values())
  }

  get members(): KeyActor<SenderKeys>[] {
    return [...this.group.actors.values()].filter(actor => actor.isMember && !actor.hostile)
  }

  say(actor: KeyActor<SenderKeys>): void {
    const text = `${actor.name} ${this.said.length}`
    this.steps.push(`says ${text}`)
    const said = actor.trySay(text)
    if ('reason' in said) return
    const { peers } = actor.state!
    // with one let in anew some may believe for a moment that its earlier life goes on
    const inView = (life: KeyActor<SenderKeys>) =>
      this.#isFirst(life) && this.#isFirst(actor) ? peers.get(life.self.member) : undefined
    const current = [...this.group.actors.values()].filter(life => life !== actor)
    // a life that is over is outside for whoever saw it removed; in again, it is another life
    const outside = this.all.filter(
      life => life !== actor && life.hostile && !actor.list.some(({ member }) => member === life.self.member),
    )
    const readers = current.filter(life => inView(life)?.present === true && inView(life)?.follows === true)
    this.said.push({
      author: actor,
      said,
      text,
      readers: new Set(readers),
      outside: new Set(outside),
      opened: new Set(),
    })
  }

  join(actor: KeyActor<SenderKeys>, name: string): void {
    this.steps.push(`${actor.name} lets ${name} in`)
    this.all.push(this.group.join(actor.name, name))
  }

  remove(actor: KeyActor<SenderKeys>, name: string): void {
    this.steps.push(`${actor.name} removes ${name}`)
    const removed = this.group.get(name)
    actor.publish({ type: 'remove', member: removed.self.member })
    removed.hostile = true
    removed.online = true
    removed.remembers = remembering
  }

  /** One event for one of them, whichever is ready. */
  deliverOne(): void {
    const actor = pick(this.group.random, this.all)
    const event = actor && pick(this.group.random, actor.ready())
    if (event !== undefined) actor?.hear(event)
  }

  /** Everyone hears everything, earlier lives, too, and does what is due. */
  settle(ms = 15_000): void {
    for (const actor of this.all) actor.online = true
    for (let rounds = 0; rounds < 5; rounds += 1) {
      for (const actor of this.all) for (const event of this.group.events) if (actor.lacks(event)) actor.hear(event)
      this.group.settle(ms)
    }
  }

  /** After each step of a story: whose seeds an author may have taken in. */
  noteTaken(): void {
    for (const actor of this.all) {
      const before = this.#last.get(actor)
      if (actor.state === undefined || before === actor.state) continue
      this.#last.set(actor, actor.state)
      if (before === undefined || before.own.epoch === actor.state.own.epoch) continue
      const authors = this.#taken.get(actor) ?? new Set()
      for (const { author } of before.seeds.values()) authors.add(author)
      this.#taken.set(actor, authors)
    }
  }

  #hasTakenVoid(actor: KeyActor<SenderKeys>): boolean {
    const over = new Set(this.all.filter(({ hostile }) => hostile).map(({ self }) => self.member))
    return [...(this.#taken.get(actor) ?? [])].some(author => over.has(author))
  }

  openAll(): void {
    for (const one of this.said) {
      for (const actor of this.all) {
        if (one.opened.has(actor) || actor.state === undefined || one.said.entry.author === actor.self.member) continue
        const opened = actor.open(one.said)
        if (opened.type !== 'opened') continue
        assert.equal(Buffer.from(opened.body.subarray(16)).toString(), one.text)
        one.opened.add(actor)
        assert.ok(!one.outside.has(actor), `${actor.name} was removed and reads "${one.text}"`)
      }
    }
  }

  /**
   * A session that one side has and the other has not was begun with a one-time prekey that was gone. What came over it is
   * lost until the channel was mended, and so is a ratchet that took in a seed which did.
   */
  #isBroken(reader: KeyActor<SenderKeys>, author: KeyActor<SenderKeys>): boolean {
    const sessions = (one: KeyActor<SenderKeys> | undefined, other: MemberId) =>
      (one?.state?.channels.peers.get(other)?.sessions ?? []).map(({ binding }) => hexOf(binding))
    return [author.self.member, ...(this.#taken.get(author) ?? [])].some(member => {
      const shared = new Set(sessions(reader, member))
      const other = this.all.findLast(({ self }) => self.member === member)
      return sessions(other, reader.self.member).some(session => !shared.has(session))
    })
  }

  #isFirst(life: KeyActor<SenderKeys>): boolean {
    return this.all.find(({ name }) => name === life.name) === life
  }

  check(): void {
    this.settle()
    this.openAll()
    for (const one of this.said) {
      // what the removed wrote at the time of their removal is void, and with it what others took in of theirs
      if (!this.members.includes(one.author) || this.#hasTakenVoid(one.author)) continue
      for (const reader of one.readers) {
        if (reader.hostile || !reader.isMember || this.group.get(reader.name) !== reader) continue
        if (this.#isBroken(reader, one.author)) continue
        assert.ok(one.opened.has(reader), `${reader.name} should read "${one.text}"`)
      }
    }
    const blamed = this.group.notices.filter(({ type }) => type === 'wrong-key-message')
    assert.deepEqual(blamed, [], 'nobody was hostile with what it published')
    // what two lives of one member have muddled is asked for with the next message of each; then all read each other
    this.#sayInTurn((actor, said) => {
      for (const other of this.members) if (other !== actor) other.reads(said)
    })
    this.settle(12 * MINUTE_MS)
    this.#sayInTurn((actor, said) => {
      for (const other of this.members) {
        if (other !== actor) assert.equal(other.reads(said), 'at last', `${other.name} reads ${actor.name}`)
      }
      for (const other of this.all) {
        const isOutside = other.hostile && !actor.list.some(({ member }) => member === other.self.member)
        if (isOutside) assert.notEqual(other.reads(said), 'at last', `${other.name} was removed`)
      }
    })
  }

  #sayInTurn(heard: (actor: KeyActor<SenderKeys>, said: SealedBody) => void): void {
    for (const actor of this.members) {
      this.settle()
      const said = actor.say('at last')
      this.settle()
      heard(actor, said)
    }
  }
}
