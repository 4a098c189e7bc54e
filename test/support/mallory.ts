/** Mallory speaks the protocol by hand: a member that can do the handshake and then says what it likes. */

import { bytesOfHex, type GroupId, type MemberId, memberIdOf, publicKeyOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { Initiator } from '#src/crypto/handshake.js'
import type { Ratchet } from '#src/crypto/ratchet.js'
import { frameRecord, RecordSplitter } from '#src/crypto/records.js'
import type { Ticket } from '#src/group/ticket.js'
import type { Channel, NetworkNode, Protocol } from '#src/net/network.js'
import { nodeSuite } from '#src/node-suite.js'
import { Bearer } from '#src/peer/bearer.js'
import type { World } from './cast.ts'

const suite = nodeSuite()

/** A channel and what became of it. */
export interface Line {
  readonly channel: Channel
  readonly received: Uint8Array[]
  closed: boolean
}

export interface HostileLink extends Line {
  readonly ratchet: Ratchet
}

export class Mallory {
  readonly seed = new Uint8Array(32).fill(0x66)
  readonly publicKey = suite.ed25519PublicKey(this.seed)
  readonly member = memberIdOf(this.publicKey)
  readonly #linkSecret = new Uint8Array(32).fill(0x67)
  readonly #world: World
  readonly #random = new SeededRandom(0x68)
  #node: NetworkNode | undefined

  constructor(world: World) {
    this.#world = world
  }

  async start(): Promise<void> {
    this.#node = await this.#world.network.start(this.seed, [], channel => this.#line(channel))
  }

  /** Opens a channel to the ticket's first contact and runs the clock until it is there. */
  open(ticket: Ticket, protocol: Protocol): Line {
    const { member, addresses } = ticket.contacts[0]!
    let line: Line | undefined
    this.#node?.open(member, addresses, protocol, 1000, result => {
      if (!(result instanceof Error)) line = this.#line(result)
    })
    this.#world.run(500)
    if (line === undefined) throw new Error('the contact does not take channels any more')
    return line
  }

  join(ticket: Ticket): void {
    const line = this.open(ticket, '/tocsin/join/1')
    const linkKey = suite.x25519PublicKey(this.#linkSecret)
    const identity = { ...this, publicKey: this.publicKey, linkSecret: this.#linkSecret, linkKey }
    const bearer = new Bearer(suite, identity, 'mallory', ticket)
    line.channel.write(bearer.hello)
    for (let step = 0; step < 10; step += 1) {
      this.#world.run(500)
      for (const bytes of line.received.splice(0)) {
        const result = bearer.receive(bytes)
        if (result.type === 'admitted') return
        if (result.type === 'refused') throw result.error
        if (result.type === 'waits') throw new Error('mallory has to wait')
        for (const reply of result.replies) line.channel.write(reply)
      }
    }
    throw new Error('mallory was not admitted')
  }

  /** A handshake to the end, as an honest member does it. */
  link(ticket: Ticket, group: GroupId, peerStaticKey: Uint8Array): HostileLink {
    const link = this.tryLink(ticket, group, peerStaticKey)
    if (link === undefined) throw new Error('the contact does not shake hands')
    return link
  }

  initiator(ticket: Ticket, group: GroupId, peerStaticKey: Uint8Array): Initiator {
    const peer: MemberId = ticket.contacts[0]!.member
    return new Initiator(suite, this.#random, {
      group: bytesOfHex(group),
      ownMember: this.publicKey,
      ownStaticSecret: this.#linkSecret,
      peerMember: publicKeyOf(peer)!,
      peerStaticKey,
    })
  }

  /** Undefined when the far side ends the channel instead of answering. */
  tryLink(ticket: Ticket, group: GroupId, peerStaticKey: Uint8Array): HostileLink | undefined {
    const initiator = this.initiator(ticket, group, peerStaticKey)
    const line = this.open(ticket, '/tocsin/link/1')
    line.channel.write(frameRecord(initiator.hello))
    this.#world.run(500)
    const splitter = new RecordSplitter()
    for (const bytes of line.received) splitter.push(bytes)
    const reply = splitter.next()
    if (reply === undefined && line.closed) return undefined
    const done = initiator.receive(reply ?? new Uint8Array(0), this.#world.scheduler.now())
    if (done.type === 'failed') throw new Error(`no link: ${done.fault}`)
    line.channel.write(frameRecord(done.confirm))
    return Object.assign(line, { ratchet: done.link })
  }

  #line(channel: Channel): Line {
    const line: Line = { channel, received: [], closed: false }
    channel.attach({
      data: bytes => line.received.push(bytes),
      drain: () => undefined,
      close: () => {
        line.closed = true
      },
    })
    return line
  }
}
