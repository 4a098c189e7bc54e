/**
 * Takes a process off the network and back, without touching the code that opens sockets: Node's diagnostics channels
 * name every one that is made. While cut, those that are there and those that come are destroyed, as by a firewall that
 * resets what it does not allow.
 */
import { subscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

export class Sockets {
  readonly #open = new Set<Socket>()
  #cut = false

  constructor() {
    for (const name of ['net.client.socket', 'net.server.socket']) {
      subscribe(name, told => {
        if (typeof told === 'object' && told !== null && 'socket' in told && told.socket instanceof Socket) {
          this.#made(told.socket)
        }
      })
    }
  }

  cut(): void {
    this.#cut = true
    for (const socket of this.#open) socket.destroy()
  }

  mend(): void {
    this.#cut = false
  }

  #made(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    // not at once: `connect` goes on after it told us, and would open a destroyed socket again
    if (this.#cut) setImmediate(() => socket.destroy())
  }
}
