/** The groups of a peer, each once: as an embedder holds it, and as the peer drives it. */
import type { GroupId } from '../base/ids.js'
import type { GroupPeer } from '../peer/group.js'
import { groupActions, type Machinery } from './actions.js'
import { Group } from './group.js'
import { GroupLife } from './group-life.js'

interface Held {
  readonly peer: GroupPeer
  readonly group: Group
  readonly life: GroupLife
}

export class Groups {
  readonly #machinery: Machinery
  readonly #held = new Map<GroupId, Held>()
  #stopped = false

  constructor(machinery: Machinery) {
    this.#machinery = machinery
  }

  of(peer: GroupPeer): Group {
    return this.#of(peer).group
  }

  /** Undefined for a group that was never there. */
  lifeOf(group: GroupId): GroupLife | undefined {
    const peer = this.#machinery.peer.groups.get(group)
    return (peer === undefined ? this.#held.get(group) : this.#of(peer))?.life
  }

  /** Those that failed included: their calls say why. */
  all(): Group[] {
    const peers = [...this.#machinery.peer.groups.values()]
    const failed = [...this.#held.values()].filter(({ peer, life }) => life.failed && !peers.some(isGroup(peer.group)))
    return [...peers.map(peer => this.of(peer)), ...failed.map(({ group }) => group)]
  }

  /** A group that did not come to be. */
  forget(group: GroupId): void {
    this.#held.delete(group)
  }

  stop(): void {
    this.#stopped = true
    for (const { life } of this.#held.values()) life.stop()
  }

  #of(peer: GroupPeer): Held {
    const known = this.#held.get(peer.group)
    // one that failed may be joined again
    if (known?.peer === peer) return known
    const actions = groupActions(peer, this.#machinery)
    const life = new GroupLife(peer, actions)
    if (this.#stopped) life.stop()
    const held = { peer, group: new Group(peer, actions, life), life }
    this.#held.set(peer.group, held)
    return held
  }
}

function isGroup(group: GroupId) {
  return (peer: GroupPeer): boolean => peer.group === group
}
