/**
 * A Tox conference, after the conference code of c-toxcore (toxcore/group.c, toxcore/friend_connection.h, as of 2024): a
 * flood over the circle of keys. Taken from there: each member is connected to its DESIRED_CLOSEST = 4 closest, two on
 * each side by key difference modulo 2^64; a message goes to all connections; who sees it for the first time passes it to
 * all but the connection it came by, and to that one too when it came from its author; message numbers make the second
 * copy known; a friend connection is dead after FRIEND_CONNECTION_TIMEOUT = 32 s of silence.
 *
 * Left out, none of it to our favour: introducers' connections, which are closed once the closest are there; pings, which
 * are flooded through the whole group; the window of eight message numbers, which loses messages that come out of order.
 * Kinder than the code: at 32 s everyone is connected to the closest living at once, where c-toxcore waits for the
 * dead to be frozen at 60 s and for a new connection. Nothing lost is sent again, as in the code.
 */
import { measure, type Overlay } from './measure.ts'
import type { ModelResult, ModelRun } from './model.ts'
import type { Message, World } from './world.ts'

const CLOSEST_EACH_SIDE = 2
const CONNECTION_TIMEOUT_MS = 32_000

export function toxConference(run: ModelRun): ModelResult {
  return measure(run, world => new Conference(world))
}

class Conference implements Overlay {
  readonly #world: World
  /** Keys are random, so the order of the circle is that of the numbers: only differences of place count. */
  #circle: readonly number[]
  #place: Int32Array

  constructor(world: World) {
    this.#world = world
    this.#circle = world.all()
    this.#place = placesOf(this.#circle, world.members)
  }

  crashed(): void {
    this.#world.after(CONNECTION_TIMEOUT_MS, () => {
      this.#circle = this.#world.living()
      this.#place = placesOf(this.#circle, this.#world.members)
    })
  }

  publish(message: Message): void {
    this.#relay(this.#world.author, undefined, message)
  }

  #relay(self: number, exceptTo: number | undefined, message: Message): void {
    const hops = message.hopsTo(self) + 1
    for (const peer of this.#connections(self)) {
      if (peer === exceptTo) continue
      this.#world.send(self, peer, message, hops, () =>
        this.#relay(peer, self === this.#world.author ? undefined : self, message),
      )
    }
  }

  #connections(self: number): Set<number> {
    const peers = new Set<number>()
    const count = this.#circle.length
    const place = this.#place[self]!
    for (let step = 1; step <= CLOSEST_EACH_SIDE; step += 1) {
      peers.add(this.#circle[(place + step) % count]!)
      peers.add(this.#circle[(place - step + step * count) % count]!)
    }
    peers.delete(self)
    return peers
  }
}

function placesOf(circle: readonly number[], members: number): Int32Array {
  const places = new Int32Array(members)
  for (const [place, member] of circle.entries()) places[member] = place
  return places
}
