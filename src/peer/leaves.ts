/**
 * The leaf-set exchange: neighbours on the ring tell each other whom they see near them. Serves docs/protocol.md, "The
 * ring". A neighbour's word makes us look, and never makes us believe.
 */
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { Ring } from '../ring/ring.js'
import type { Frame } from '../wire/generated/link.js'
import type { GroupContext } from './context.js'

export class Leaves {
  readonly #context: GroupContext
  readonly #ring: Ring
  readonly #mayDial: (member: MemberId) => boolean
  #told = ''

  /** `mayDial`: whether a dial of the member has not just failed; else a liar could make us dial the dead for ever. */
  constructor(context: GroupContext, ring: Ring, mayDial: (member: MemberId) => boolean) {
    this.#context = context
    this.#ring = ring
    this.#mayDial = mayDial
  }

  /** The ring around us changed: the neighbours are told, when it is news. */
  changed(): void {
    const leaves = this.#members().join(' ')
    if (leaves === this.#told) return
    this.#told = leaves
    const { predecessor, successor } = this.#ring
    for (const neighbour of new Set([predecessor, successor])) if (neighbour !== undefined) this.tell(neighbour)
  }

  tell(to: MemberId): void {
    const members = this.#members().map(member => publicKeyOf(member)!)
    this.#context.send(to, { leaves: { members } }, 'after-commit')
  }

  /** Who would be our neighbour too, and is not believed online, is dialled. */
  heard({ members }: NonNullable<Frame['leaves']>): void {
    for (const bytes of members) {
      const member = bytes.length === 32 ? memberIdOf(bytes) : undefined
      if (member === undefined || member === this.#ring.self) continue
      if (this.#ring.isUsable(member) || !this.#ring.wouldBeLeaf(member)) continue
      if (this.#mayDial(member)) this.#context.dial(member)
    }
  }

  #members(): MemberId[] {
    const { before, after } = this.#ring.leafSet
    return [...new Set([...before, ...after].map(leaf => leaf.member))]
  }
}
