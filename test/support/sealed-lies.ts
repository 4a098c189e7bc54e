/**
 * The lies of an author in a group that seals: another burst under a number that is taken, or another body under a header that
 * is signed, each in the form that the group's scheme gives it. Under `per-peer` that form is the clear one.
 */
import { joinBytes, label } from '#src/base/bytes.js'
import { bytesOfHex, type EntryId, entryIdOf, type GroupId, memberIdOf } from '#src/base/ids.js'
import { type CheckedBurst, checkBurst } from '#src/crypto/burst.js'
import type { Burst } from '#src/wire/generated/link.js'
import type { Actor } from './actor.ts'
import { retold } from './forgery.ts'
import type { World } from './world.ts'

export class SealedLies {
  readonly #world: World
  readonly #liar: Actor
  readonly #group: GroupId
  /** What it says from now on, in the clear, by the name of the burst. */
  readonly #said = new Map<EntryId, CheckedBurst>()
  readonly #seal: (burst: CheckedBurst) => Burst | undefined

  constructor(world: World, liar: Actor, group: GroupId) {
    this.#world = world
    this.#liar = liar
    this.#group = group
    const { sealing } = liar.group(group)
    const wireOf = sealing.wireOf.bind(sealing)
    this.#seal = burst => wireOf(burst, liar.clock.now())
    sealing.wireOf = (burst, now) => {
      const { entryId, fields } = burst.entries.at(-1)!
      if (memberIdOf(fields.author) === liar.member) this.#said.set(entryId, burst)
      return wireOf(burst, now)
    }
  }

  /** Signed anew with another text, so that the log forks; undefined when it is nothing that the liar said. */
  forkOf(burst: Burst): Burst | undefined {
    const told = this.#told(burst)
    if (told === undefined) return undefined
    const { suite } = this.#world
    const clear = { ...told, entries: told.entries.map(({ header, body }) => ({ header, body })) }
    const fork = checkBurst(suite, bytesOfHex(this.#group), retold(suite, this.#liar.contentSeed(this.#group), clear))
    if ('reason' in fork) throw new Error(`the lie is badly told: ${fork.reason}`)
    return this.#seal(fork)
  }

  /** As it was signed, and with another last body of the same length; undefined likewise. */
  otherBodyOf(burst: Burst): Burst | undefined {
    const told = this.#told(burst)
    const last = told?.entries.at(-1)
    if (told === undefined || last === undefined) return undefined
    // the true form is kept under its id: this one has a name of its own
    const entryId = entryIdOf(this.#world.suite.sha256(last.hash))
    const lie = { ...last, entryId, body: joinBytes(last.body.subarray(0, -1), label('?')) }
    return this.#seal({ ...told, entries: [...told.entries.slice(0, -1), lie] })
  }

  #told(burst: Burst): CheckedBurst | undefined {
    return this.#said.get(this.#liar.group(this.#group).sealing.nameOf(burst))
  }
}
