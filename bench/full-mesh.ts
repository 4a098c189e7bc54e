/**
 * A full mesh, as Tox groups are: a stream for each pair, and for each message one copy a peer, sealed with that pair's
 * key. Nothing is signed, forwarded or batched; the author pays for everyone.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Stream } from '@libp2p/interface'
import { eachOf, type Fleet, type Heard, type Started, until } from './fleet.ts'
import { startHost } from './host.ts'

const PROTOCOL = '/mesh/1'
const READY_TIMEOUT_MS = 120_000
const NONCE_BYTES = 12
const TAG_BYTES = 16
const LENGTH_BYTES = 4
const ALGORITHM = 'chacha20-poly1305'

export async function fullMesh(members: number, heard: Heard): Promise<Started> {
  let sends = 0
  const began = performance.now()
  const hosts = await Promise.all(Array.from({ length: members }, () => startHost({})))
  const indexOf = new Map(hosts.map((host, index) => [host.peerId.toString(), index]))
  const ends = hosts.map(() => new Map<number, PairEnd>())
  const keys = new Map<string, Buffer>()
  const keyOf = (one: number, other: number): Buffer => {
    const pair = `${Math.min(one, other)} ${Math.max(one, other)}`
    const key = keys.get(pair) ?? randomBytes(32)
    keys.set(pair, key)
    return key
  }
  const attach = (self: number, peer: number, stream: Stream): void => {
    ends[self]!.set(peer, new PairEnd(stream, keyOf(self, peer), self < peer ? 0 : 1, text => heard(self, text, 1)))
  }
  await Promise.all(
    hosts.map((host, self) =>
      host.handle(
        PROTOCOL,
        (stream, connection) => attach(self, indexOf.get(connection.remotePeer.toString())!, stream),
        { maxInboundStreams: members },
      ),
    ),
  )
  await eachOf(pairs(members), 20, async ([from, to]) => {
    const stream = await hosts[from]!.dialProtocol(hosts[to]!.getMultiaddrs(), PROTOCOL)
    attach(from, to, stream)
  })
  await until(() => ends.every(known => known.size === members - 1), READY_TIMEOUT_MS, 'linking all pairs')
  const readyMs = performance.now() - began

  const fleet: Fleet = {
    publish(author, text) {
      const plaintext = new TextEncoder().encode(text)
      for (const end of ends[author]!.values()) end.send(plaintext)
      sends += members - 1
    },
    sends: () => sends,
    stop: async () => void (await Promise.all(hosts.map(host => host.stop()))),
  }
  return { fleet, readyMs }
}

function pairs(members: number): (readonly [number, number])[] {
  return Array.from({ length: members }, (_, from) =>
    Array.from({ length: members - 1 - from }, (_, step) => [from, from + 1 + step] as const),
  ).flat()
}

/** One side of a pair: seals what leaves, opens what comes. Each side counts its nonces in a half of its own. */
class PairEnd {
  readonly #stream: Stream
  readonly #key: Buffer
  readonly #side: number
  readonly #heard: (text: string) => void
  #sent = 0
  #waiting: Buffer = Buffer.alloc(0)

  constructor(stream: Stream, key: Buffer, side: number, heard: (text: string) => void) {
    this.#stream = stream
    this.#key = key
    this.#side = side
    this.#heard = heard
    stream.addEventListener('message', ({ data }) => this.#data(data instanceof Uint8Array ? data : data.subarray()))
  }

  send(plaintext: Uint8Array): void {
    const nonce = Buffer.alloc(NONCE_BYTES)
    nonce.writeUInt32BE(this.#side, 0)
    nonce.writeUInt32BE(this.#sent, 8)
    this.#sent += 1
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES })
    const body = cipher.update(plaintext)
    cipher.final()
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32BE(NONCE_BYTES + body.length + TAG_BYTES)
    this.#stream.send(Buffer.concat([length, nonce, body, cipher.getAuthTag()]))
  }

  #data(bytes: Uint8Array): void {
    this.#waiting = this.#waiting.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#waiting, bytes])
    let at = 0
    while (this.#waiting.length - at >= LENGTH_BYTES) {
      const length = this.#waiting.readUInt32BE(at)
      const end = at + LENGTH_BYTES + length
      if (this.#waiting.length < end) break
      this.#heard(this.#open(this.#waiting.subarray(at + LENGTH_BYTES, end)))
      at = end
    }
    this.#waiting = this.#waiting.subarray(at)
  }

  #open(frame: Buffer): string {
    const nonce = frame.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(frame.subarray(frame.length - TAG_BYTES))
    const body = decipher.update(frame.subarray(NONCE_BYTES, frame.length - TAG_BYTES))
    decipher.final()
    return body.toString('utf8')
  }
}
