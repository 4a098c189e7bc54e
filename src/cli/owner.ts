/**
 * The process that has the data folder, as others find it: a Unix socket of mode 0600 (docs/cli.md, "The socket"). It
 * runs what they ask with the same parser and the same verbs as its own command line. The store's lock decides who the
 * owner is; so a socket file found here belongs to nobody alive and is replaced.
 */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { TocsinError } from '../base/errors.js'
import { strictTextOf } from '../base/utf8.js'
import { storeFailure } from '../store/failure.js'
import { failureOf } from './failure.js'
import { jsonLine } from './lines.js'
import { type FromOwner, MAX_SOCKET_LINE_BYTES, type OwnerHello, parsedFromClient, type Request } from './requests.js'
import type { Session } from './session.js'
import { socketFile, withSocketPath } from './socket-path.js'
import { splitLines } from './split-lines.js'
import { TypedQueue } from './typed-queue.js'

/** Commands at once: people run a few, scripts some more; each holds a stream of events. */
const MAX_CLIENTS = 64
/** A client says at once what it wants; one that does not would hold a place. */
const REQUEST_MS = 10_000

export interface OwnerOptions {
  readonly folder: string
  readonly verb: string
  /** Whether it stays: then streams may hang on it. */
  readonly lasting: boolean
  /** Runs one request. Rejects with what the client is to be told. */
  serve(argv: readonly string[], session: Session): Promise<void>
}

export class Owner {
  readonly #options: OwnerOptions
  readonly #server: Server
  readonly #clients = new Set<Socket>()
  /** Clients that have not said yet what they want. */
  readonly #undecided = new Set<Socket>()
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #closing = false

  constructor(options: OwnerOptions) {
    this.#options = options
    this.#server = createServer(socket => this.#accept(socket))
  }

  /** The caller holds the store. Rejects `store-failed` or `disk-full` where no socket can be made. */
  async listen(): Promise<void> {
    const { folder } = this.#options
    rmSync(socketFile(folder), { force: true })
    const listening = once(this.#server, 'listening')
    withSocketPath(folder, path => {
      // the mode is there from the first moment on
      const before = process.umask(0o177)
      try {
        this.#server.listen(path)
      } finally {
        process.umask(before)
      }
    })
    try {
      await listening
    } catch (cause) {
      throw storeFailure(socketFile(folder), cause)
    }
  }

  /** Takes nothing new, gives what runs `graceMs` to end, then ends it. Call while the store is still held. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true
    withSocketPath(this.#options.folder, () => this.#server.close())
    rmSync(socketFile(this.#options.folder), { force: true })
    for (const client of this.#undecided) client.destroy()
    const timer = setTimeout(() => this.#stopping.abort(), graceMs)
    await Promise.allSettled(this.#running)
    clearTimeout(timer)
    for (const client of this.#clients) client.destroy()
  }

  #accept(socket: Socket): void {
    this.#clients.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#clients.delete(socket))
    if (this.#closing) return void socket.end()
    if (this.#clients.size > MAX_CLIENTS) {
      const message = `${MAX_CLIENTS} commands already talk to process ${process.pid}; end one of them`
      finish(socket, new TocsinError('limit-exceeded', message))
      return
    }
    const { verb, lasting } = this.#options
    const hello: OwnerHello = { v: 1, type: 'owner', pid: process.pid, verb, lasting }
    socket.write(jsonLine(hello))
    const running = this.#converse(socket).finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #converse(socket: Socket): Promise<void> {
    const lines = textLines(socket)
    this.#undecided.add(socket)
    const request = await requestOf(socket, lines)
    this.#undecided.delete(socket)
    // what has not begun the client asks again once the folder is free
    if (request === undefined || this.#closing) return void socket.destroy()
    const gone = new AbortController()
    socket.on('close', () => gone.abort())
    const input = new TypedQueue()
    void readTyped(lines, input, () => gone.abort())
    await writeTo(socket, { v: 1, type: 'accepted' })
    const session: Session = {
      emit: line => writeTo(socket, line),
      text: request.text,
      input,
      recent: request.recent,
      fresh: false,
      signal: AbortSignal.any([gone.signal, this.#stopping.signal]),
    }
    try {
      await this.#options.serve(request.argv, session)
      if (this.#stopping.signal.aborted) throw new TocsinError('stopped', `process ${process.pid} was stopped`)
      finish(socket, undefined)
    } catch (cause) {
      finish(socket, cause)
    }
  }
}

async function requestOf(socket: Socket, lines: AsyncIterator<string>): Promise<Request | undefined> {
  const timer = setTimeout(() => socket.destroy(), REQUEST_MS)
  try {
    const { value } = await lines.next()
    const request = value === undefined ? undefined : parsedFromClient(value)
    return request?.type === 'request' ? request : undefined
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

async function readTyped(lines: AsyncIterator<string>, input: TypedQueue, stop: () => void): Promise<void> {
  try {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      const line = parsedFromClient(next.value)
      if (line?.type === 'end') input.end()
      if (line?.type === 'stop') stop()
      if (line?.type === 'line') await input.push(line)
    }
  } catch {
    // the client has gone, which its socket tells
  } finally {
    input.end()
  }
}

async function* textLines(socket: Socket): AsyncGenerator<string> {
  for await (const line of splitLines(socket, MAX_SOCKET_LINE_BYTES)) {
    if (line.type === 'too-long') throw new TocsinError('limit-exceeded', 'a line over the socket is too long')
    const text = strictTextOf(line.bytes)
    if (text === undefined) throw new TocsinError('bad-text', 'a line over the socket is not valid UTF-8')
    yield text
  }
}

async function writeTo(socket: Socket, line: FromOwner): Promise<void> {
  if (socket.destroyed || socket.write(jsonLine(line))) return
  await new Promise<void>(resolve => {
    const done = (): void => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}

function finish(socket: Socket, cause: unknown): void {
  if (socket.destroyed) return
  const failure = cause === undefined ? undefined : failureOf(cause)
  if (failure !== undefined) socket.write(jsonLine({ v: 1, type: 'error', ...failure }))
  socket.end(jsonLine({ v: 1, type: 'done', exitCode: failure?.exitCode ?? 0 }))
}
