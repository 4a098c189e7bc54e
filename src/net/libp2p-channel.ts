/**
 * One long-lived libp2p stream as a channel: its events in, its back-pressure out.
 *
 * Serves docs/protocol.md, "Transport". It must never lose a byte between an orderly close and its reader, and must
 * never call a handler from inside a call of its user: whatever is due then comes in a microtask.
 */
import type { Stream } from '@libp2p/interface'
import type { MemberId } from '../base/ids.js'
import type { Channel, ChannelHandlers, Protocol } from './network.js'
import { batchWindowUpdates } from './window-updates.js'

/** Fuse for a writer that ignores `writable`: libp2p would buffer without limit. Fifteen of the largest records. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024
/** A far side that takes neither our bytes nor our close for this long is not coming back. */
const CLOSE_TIMEOUT_MS = 30_000

export class Libp2pChannel implements Channel {
  readonly remote: MemberId
  readonly protocol: Protocol
  readonly initiator: boolean
  readonly #stream: Stream
  #handlers: ChannelHandlers | undefined
  #closing = false
  #gone = false
  #full = false
  #paused = false
  /** True while the stream hands over what it kept; see #applyPause. */
  #resuming = false

  constructor(stream: Stream, remote: MemberId, protocol: Protocol, initiator: boolean) {
    this.#stream = stream
    this.remote = remote
    this.protocol = protocol
    this.initiator = initiator
    stream.maxWriteBufferLength = MAX_UNSENT_BYTES
    batchWindowUpdates(stream)
    // until attach the bytes wait in the stream, and no more than its window of them
    if (stream.readStatus === 'readable') stream.pause()
    stream.addEventListener('close', () => this.#ended())
    stream.addEventListener('message', ({ data }) => {
      if (!this.#closing && !this.#gone) this.#handlers?.data(data.subarray())
    })
    stream.addEventListener('drain', () => this.#later(() => this.#drained()))
    // the far side is done and all it wrote was read: with our own side closed as well the stream ends
    stream.addEventListener('end', () => this.#closeStream())
    if (stream.readableEnded) this.#closeStream()
    if (stream.status !== 'open') this.#gone = true
  }

  get writable(): boolean {
    return !this.#closing && !this.#gone && !this.#full
  }

  attach(handlers: ChannelHandlers): void {
    this.#handlers = handlers
    this.#later(() => {
      if (this.#gone) this.#reportClose()
      else this.#applyPause()
    })
  }

  write(bytes: Uint8Array): void {
    if (this.#closing || this.#gone || bytes.length === 0) return
    try {
      if (!this.#stream.send(bytes)) this.#full = true
    } catch (error) {
      // the stream closed under us, or the fuse blew; its close event tells our user
      this.#stream.log('write failed - %e', error)
      this.abort()
    }
  }

  pause(): void {
    this.#paused = true
    this.#applyPause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#later(() => this.#applyPause())
  }

  close(): void {
    if (this.#closing || this.#gone) return
    this.#closing = true
    this.#closeStream()
    // who closed reads no more, so what waits must not hold up the far side's own end
    this.#paused = false
    this.#later(() => this.#applyPause())
    const giveUp = setTimeout(() => this.abort(), CLOSE_TIMEOUT_MS)
    giveUp.unref()
    this.#stream.addEventListener('close', () => clearTimeout(giveUp))
  }

  abort(): void {
    if (this.#gone) return
    this.#stream.abort(new Error('aborted'))
    this.#ended()
  }

  /** Closes our writing side once what was written has left. */
  #closeStream(): void {
    const signal = AbortSignal.timeout(CLOSE_TIMEOUT_MS)
    this.#stream.close({ signal }).catch((error: Error) => this.#stream.abort(error))
  }

  /**
   * Brings the stream to the state our user wants. Not while it resumes: a pause from within would be undone by the
   * rest of its `resume`, which reopens the window, and a paused stream with an open window overflows and resets.
   */
  #applyPause(): void {
    const stream = this.#stream
    if (this.#resuming || this.#gone || (this.#handlers === undefined && !this.#closing)) return
    if (!this.#paused && stream.readStatus === 'paused') {
      this.#resuming = true
      stream.resume()
      this.#resuming = false
    }
    if (this.#paused && stream.readStatus === 'readable') stream.pause()
  }

  /** libp2p's own listener sends its backlog in a microtask before this one and may find the way blocked again. */
  #drained(): void {
    if (!this.#full || this.#stream.writableNeedsDrain || this.#stream.writeBufferLength > 0) return
    this.#full = false
    if (this.writable) this.#handlers?.drain()
  }

  #ended(): void {
    this.#gone = true
    this.#later(() => this.#reportClose())
  }

  #reportClose(): void {
    const handlers = this.#handlers
    this.#handlers = undefined
    handlers?.close()
  }

  #later(task: () => void): void {
    queueMicrotask(task)
  }
}
