/**
 * A group under `mls`: a key message of a removed member that its remover had not seen is void for whoever hears of the
 * removal, as in the control log; and every member remembers, aside, all secrets it ever held, for the day it is hostile.
 */
import { pick } from '#src/base/random.js'
import type { MlsEngine } from '#src/crypto/mls/engine.js'
import type { EpochName } from '#src/crypto/mls/key-messages.js'
import type { HeldEpoch, MlsGroup } from '#src/crypto/mls/state.js'
import type { Step } from '#src/crypto/schemes/group-cipher.js'
import { mls } from '#src/crypto/schemes/mls.js'
import { mlsEngine } from '#src/mls-engine.js'
import { nodeSuite } from '#src/node-suite.js'
import { type GroupEvent, KeyActor, KeyGroup, type SealedBody } from './key-group.ts'

export const engine: MlsEngine = mlsEngine()
export const cipher = mls(engine)
const suite = nodeSuite()

export class MlsKeyGroup extends KeyGroup<MlsGroup> {
  /** By number of the removal, numbers of the key messages that are void by it; whom it let in stays in. */
  readonly void = new Map<number, readonly number[]>()
  readonly all: MlsActor[] = []

  constructor(seed: number) {
    super(cipher, suite, seed)
  }

  override actor(name: string): MlsActor {
    const actor = new MlsActor(this, name)
    this.actors.set(name, actor)
    this.all.push(actor)
    return actor
  }

  override get(name: string): MlsActor {
    return super.get(name) as MlsActor
  }

  override remove(author: string, name: string): void {
    const by = this.get(author)
    const life = this.get(name)
    const number = this.events.length
    const unseen = this.events.filter(
      ({ author, what, number }) => author === life.self.member && what.type === 'key' && !by.seen.has(number),
    )
    this.void.set(
      number,
      unseen.map(event => event.number),
    )
    super.remove(author, name)
  }

  /** Each says something that all others read. */
  talk(): void {
    for (const author of this.members) {
      const said = author.trySay('a word')
      if ('reason' in said) continue
      for (const reader of this.members) if (reader !== author) reader.reads(said)
    }
  }

  /** Halves that hear nothing of each other; of one of all: whole again. */
  split(...parts: readonly (readonly string[])[]): void {
    for (const part of parts) {
      const hearsOf = new Set(part.map(name => this.get(name).self.member))
      for (const name of part) this.get(name).hearsOf = parts.length === 1 ? undefined : hearsOf
    }
  }

  /** In any order in which causes come first. */
  override deliverAll(): void {
    for (let isDone = false; !isDone; ) {
      isDone = true
      for (const actor of this.actors.values()) {
        const event = pick(this.random, actor.ready())
        if (event === undefined) continue
        actor.hear(event)
        isDone = false
      }
    }
  }

  /** All members, by their own view. */
  get members(): readonly MlsActor[] {
    return this.all.filter(actor => this.actors.get(actor.name) === actor && actor.isMember && !actor.hostile)
  }

  /** Everyone in the group is in one epoch, with nobody else in it. */
  get tips(): readonly (EpochName | undefined)[] {
    return [...new Set(this.members.map(({ state }) => state?.tip))]
  }
}

export class MlsActor extends KeyActor<MlsGroup> {
  /** Each epoch as it was when it was entered: with the keys of all its messages. */
  readonly remembered = new Map<EpochName, HeldEpoch>()

  /** Of whom it hears while the group is split; undefined: of all. */
  hearsOf: ReadonlySet<string> | undefined

  override ready(): readonly GroupEvent[] {
    return super.ready().filter(({ author }) => this.hearsOf?.has(author) !== false)
  }

  override hear(event: GroupEvent): void {
    super.hear(event)
    const group = this.group as MlsKeyGroup
    for (const number of group.void.get(event.number) ?? []) this.seen.add(number)
  }

  /** Its own of an earlier life as well: a state that is new does not know them. */
  override hearKey(event: GroupEvent): void {
    const { what, author, number } = event
    if (what.type !== 'key' || this.state === undefined) return
    const entryId = suite.sha256(Uint8Array.of(number >> 8, number & 255))
    this.take(cipher.hear(this.context, this.state, { from: author, entryId, payload: what.payload }, this.group.now))
  }

  override take(step: Step<MlsGroup>): void {
    super.take(step)
    for (const [name, epoch] of step.state.held) if (!this.remembered.has(name)) this.remembered.set(name, epoch)
  }

  /** From now on it keeps everything, hears everything, and says nothing that anybody takes. */
  turnHostile(): void {
    this.hostile = true
    this.online = false
  }

  /** Hears all there is, upon every epoch it ever was in. */
  eavesdrop(): void {
    for (const event of this.group.events) {
      if (this.seen.has(event.number)) continue
      this.seen.add(event.number)
      if (event.what.type !== 'key' || event.author === this.self.member || this.state === undefined) continue
      this.state = { ...this.state, held: new Map([...this.state.held, ...this.remembered]) }
      this.hearKey(event)
    }
  }

  /** Opens it with whatever it ever knew, whatever the body says it is sealed under. */
  steals({ entry, sealed }: SealedBody): boolean {
    for (const { epoch, leafOf, ratchets } of this.remembered.values()) {
      const leaf = leafOf.get(entry.author)
      const ratchet = leaf === undefined ? undefined : ratchets[leaf]
      if (leaf === undefined || ratchet === undefined) continue
      if (engine.open(epoch, leaf, ratchet, entry.entryId, sealed.subarray(16)).type === 'opened') return true
    }
    return false
  }
}
