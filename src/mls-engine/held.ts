/**
 * The worker's side of each operation: handles are numbers here, and what they stand for is kept until it is released.
 * Serves docs/protocol.md, "MLS". What a peer sent ends in `refused`; an exception is a mistake of ours.
 */
import type { ClientState } from 'ts-mls'
import { joinBytes } from '../base/bytes.js'
import type { MlsSelf, OpenedBody, Refused, SealedBody, SignedCommit } from '../crypto/mls/engine.js'
import { nodeSuite } from '../node-suite.js'
import type { EnteredById, MadeById, ReceivedById, SeenById } from './calls.js'
import { checkGroupInfo, checkTree, leavesOf, type Place } from './checks.js'
import { commit, decode, encode, found, join, type Made, type Opened, placeOf, reasonOf, receive } from './epochs.js'
import { openBody, type Sealing, sealBody } from './messages.js'
import { seeded } from './primitives.js'
import { mlsProvider } from './provider.js'
import { Ratchets } from './ratchet.js'
import { replay } from './replay.js'

/** ChaCha20-Poly1305, as everywhere else here. */
const SUITE = 3
const KEY_BYTES = 32

type Held = { readonly kind: 'epoch'; readonly state: ClientState } | { readonly kind: 'tree'; readonly place: Place }

export class HeldStates {
  readonly #suite = nodeSuite()
  readonly #ratchets = new Ratchets(this.#suite, KEY_BYTES)
  readonly #held = new Map<number, Held>()
  #lastId = 0

  async found(group: Uint8Array, self: MlsSelf, seed: Uint8Array): Promise<MadeById> {
    return this.#made(await found(this.#provider(seed), group, self))
  }

  async commit(id: number, removes: readonly number[], withTree: boolean, seed: Uint8Array): Promise<MadeById> {
    return this.#made(await commit(this.#provider(seed), this.#state(id), removes, withTree))
  }

  async receive(id: number, message: SignedCommit, groupInfo: Uint8Array): Promise<ReceivedById> {
    const state = this.#state(id)
    return refusing(async () => {
      const done = await receive(this.#unseeded(), state, message, groupInfo)
      if (done.type !== 'entered') return done
      const { opened, removes, flaw } = done
      return { type: 'entered', entered: this.#entered(opened), removes, flaw }
    })
  }

  async tree(group: Uint8Array, groupInfo: Uint8Array): Promise<SeenById | Refused> {
    return refusing(async () => {
      const info = checkGroupInfo(group, groupInfo)
      return this.#seen({ group, number: info.groupContext.epoch, tree: checkTree(info) })
    })
  }

  async follow(id: number, commits: readonly SignedCommit[]): Promise<SeenById | Refused> {
    const base = this.#place(id)
    return refusing(async () => this.#seen(await replay(this.#unseeded(), base, commits)))
  }

  async join(
    id: number,
    groupInfo: Uint8Array,
    self: MlsSelf,
    withTree: boolean,
    seed: Uint8Array,
  ): Promise<MadeById | Refused> {
    const { group, tree } = this.#place(id)
    return refusing(async () => {
      const info = checkGroupInfo(group, groupInfo)
      if (info.extensions.length > 1) checkTree(info)
      return this.#made(await join(this.#provider(seed), tree, info, self, withTree))
    })
  }

  seal(id: number, ratchet: Uint8Array, entryId: Uint8Array, body: Uint8Array): Promise<SealedBody> {
    return sealBody(this.#sealing(), this.#state(id), ratchet, entryId, body)
  }

  async open(
    id: number,
    leaf: number,
    ratchet: Uint8Array,
    entryId: Uint8Array,
    sealed: Uint8Array,
  ): Promise<OpenedBody | Refused> {
    const state = this.#state(id)
    return refusing(() => openBody(this.#sealing(), state, leaf, ratchet, entryId, sealed))
  }

  async encode(id: number): Promise<Uint8Array> {
    return encode(this.#state(id))
  }

  async decode(bytes: Uint8Array, self: MlsSelf): Promise<Omit<EnteredById, 'ratchets'> | undefined> {
    try {
      // what is decoded points into the bytes, which are the caller's to change
      const state = decode(bytes.slice(), self)
      return state && this.#facts(state)
    } catch {
      return undefined
    }
  }

  release(ids: readonly number[]): void {
    for (const id of ids) this.#held.delete(id)
  }

  #provider(seed: Uint8Array) {
    return mlsProvider(this.#suite, SUITE, seeded(this.#suite, seed))
  }

  /** For what only reads: nothing is drawn. */
  #unseeded() {
    return mlsProvider(this.#suite, SUITE, () => {
      throw new Error('nothing random is needed here')
    })
  }

  #sealing(): Sealing {
    return { suite: this.#suite, provider: this.#unseeded(), ratchets: this.#ratchets }
  }

  #made(made: Made): MadeById {
    return { ...this.#entered(made), type: 'made', commit: made.commit, groupInfo: made.groupInfo }
  }

  #entered({ state, secrets }: Opened): EnteredById {
    const ratchets = secrets.map(secret => secret && this.#ratchets.start(secret))
    return { ...this.#facts(state), ratchets }
  }

  #facts(state: ClientState) {
    const { number, tree } = placeOf(state)
    return { epoch: this.#keep({ kind: 'epoch', state }), number: Number(number), leaves: copied(leavesOf(tree)) }
  }

  #seen(place: Place): SeenById {
    const leaves = copied(leavesOf(place.tree))
    return { type: 'seen', tree: this.#keep({ kind: 'tree', place }), number: Number(place.number), leaves }
  }

  #keep(held: Held): number {
    this.#lastId += 1
    this.#held.set(this.#lastId, held)
    return this.#lastId
  }

  #state(id: number): ClientState {
    const held = this.#held.get(id)
    if (held?.kind !== 'epoch') throw new Error(`no epoch ${id} is held`)
    return held.state
  }

  #place(id: number): Place {
    const held = this.#held.get(id)
    if (held === undefined) throw new Error(`nothing ${id} is held`)
    return held.kind === 'tree' ? held.place : placeOf(held.state)
  }
}

/** Keys point into whole messages, which would be posted with each of them. */
function copied(leaves: readonly (Uint8Array | undefined)[]) {
  return leaves.map(key => key && joinBytes(key))
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result | Refused> {
  try {
    return await work()
  } catch (error) {
    return { type: 'refused', reason: reasonOf(error) }
  }
}
