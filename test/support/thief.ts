/**
 * Whoever has all that a member had at one moment, hears all that is published from then on, or all there ever was, and
 * forgets nothing: it keeps every state that it comes to, and tries each of them on what it wants to read.
 */
import { hexOf } from '#src/base/ids.js'
import type { CipherContext } from '#src/crypto/schemes/group-cipher.js'
import type { Actor, Body, Circle } from './circle.ts'
import type { Claim } from './claims.ts'

export class Thief<State> {
  readonly #claim: Claim<State>
  readonly #circle: Circle<State>
  readonly #context: CipherContext
  readonly #states: State[]
  #heard: number

  /** What is at rest of `victim` now, and all that is published from there on in the log; from 0: once more all there was. */
  constructor(claim: Claim<State>, circle: Circle<State>, victim: Actor<State>, from?: number) {
    this.#claim = claim
    this.#circle = circle
    this.#context = victim.context
    const state = claim.cipher.restore(victim.context, victim.copy())
    if (state === undefined) throw new Error('what was stolen is whole')
    const stolen = claim.stolen(state, victim.member)
    // it hears on with the last one
    this.#states = [claim.rewound(stolen), stolen]
    this.#heard = from ?? circle.log.length - victim.inbox.length
  }

  steals({ entry, body, sealed }: Body): boolean {
    this.#listen()
    return this.#states.some(state => {
      const opened = this.#claim.cipher.open(this.#context, state, entry, sealed, this.#circle.now)
      return opened.type === 'opened' && hexOf(opened.body) === hexOf(body)
    })
  }

  #listen(): void {
    for (const message of this.#circle.log.slice(this.#heard)) {
      const before = this.#states.at(-1)!
      const { state } = this.#claim.cipher.hear(this.#context, before, message, this.#circle.now)
      if (state !== before) this.#states.push(this.#claim.remembers(before, state))
    }
    this.#heard = this.#circle.log.length
  }
}
