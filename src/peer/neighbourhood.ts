/**
 * Where the members of one group stand on the ring, and whom this one is to be linked with. Serves docs/protocol.md, "The
 * ring". Follows the member list and the failure detector, and negotiates nothing.
 */
import { type MemberId, publicKeyOf } from '../base/ids.js'
import type { Member, Membership } from '../group/membership.js'
import { MemberList, type MemberSet } from '../ring/member-list.js'
import { positionOf } from '../ring/position.js'
import { Ring } from '../ring/ring.js'
import type { GroupContext } from './context.js'

interface Place {
  readonly nonce: Uint8Array
  readonly position: bigint
}

export class Neighbourhood {
  readonly ring: Ring
  readonly #context: GroupContext
  /** Hashed once per admission: the list is placed anew with every change of it. */
  readonly #places = new Map<MemberId, Place>()
  #told = { closed: true, members: 1 }

  constructor(context: GroupContext, fingers: boolean) {
    this.#context = context
    this.ring = new Ring(context.identity.member, { fingers })
  }

  /** Predecessor and successor; twice the same in a group of two. */
  get neighbours(): MemberId[] {
    const { predecessor, successor } = this.ring
    return [predecessor, successor].filter(member => member !== undefined)
  }

  /** Members believed online that no link goes to. */
  get unlinked(): MemberId[] {
    const { links } = this.#context
    const { ring } = this
    return ring
      .order()
      .map(one => one.member)
      .filter(member => member !== ring.self && ring.isUsable(member) && links.get(member) === undefined)
  }

  /** Whether both neighbours are linked; alone there is nothing to close. */
  get closed(): boolean {
    return this.neighbours.every(member => this.#context.links.get(member) !== undefined)
  }

  /** Takes the member list; the members on the ring, and our own place. Nobody is on it once we are not. */
  setMembers(membership: Membership): { readonly members: MemberSet; readonly self: bigint | undefined } {
    const present = membership.members.get(this.ring.self)?.present === true
    const members = present ? [...membership.members.values()].filter(member => member.present) : []
    const list = new MemberList(members.map(member => ({ member: member.member, position: this.#placeOf(member) })))
    this.ring.setMembers(list)
    return { members: list, self: list.positionOf(this.ring.self) }
  }

  /** The ring may have changed: dials who is missing, lets go who is not wanted, and says whether it is closed. */
  rewire(now: number): void {
    const { links } = this.#context
    for (const effect of links.want(this.ring.wanted(), now).effects) this.#context.effect(effect)
    const { closed } = this
    const members = this.ring.usableCount
    if (closed === this.#told.closed && members === this.#told.members) return
    this.#told = { closed, members }
    this.#context.emit({ type: 'ring', closed, members })
  }

  #placeOf({ member, nonce }: Member): bigint {
    const known = this.#places.get(member)
    if (known?.nonce === nonce) return known.position
    const position = positionOf(this.#context.suite, this.#context.groupBytes, publicKeyOf(member)!, nonce)
    this.#places.set(member, { nonce, position })
    return position
  }
}
