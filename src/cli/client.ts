/**
 * Asking the owner of a data folder: connects to its socket, sends one request, hands on the lines that come back. It
 * must never do twice what was begun once: after `accepted` an owner that goes away is an error and not a reason to retry.
 */
import { connect, type Socket } from 'node:net'
import { TocsinError } from '../base/errors.js'
import { strictTextOf } from '../base/utf8.js'
import { checkFile } from '../data-folder/trust.js'
import { OwnerFailure } from './failure.js'
import { jsonLine, type Line } from './lines.js'
import { type FromClient, type FromOwner, MAX_SOCKET_LINE_BYTES, type OwnerHello, parsedFromOwner } from './requests.js'
import type { TypedLine } from './session.js'
import { socketFile, withSocketPath } from './socket-path.js'
import { splitLines } from './split-lines.js'

/** An owner that is alive breaks off at once and says how things stand. */
const STOPPED_MS = 30_000

export interface Asked {
  readonly argv: readonly string[]
  readonly text: string | undefined
  readonly recent: number
  /** Undefined for verbs that nothing is typed to. */
  readonly input: AsyncIterable<TypedLine> | undefined
  emit(line: Line): Promise<void>
  readonly signal: AbortSignal
}

/** A client of an owner that has said who it is. */
export class OwnerConnection {
  readonly hello: OwnerHello
  readonly #socket: Socket
  readonly #lines: AsyncIterator<FromOwner>

  constructor(socket: Socket, lines: AsyncIterator<FromOwner>, hello: OwnerHello) {
    this.#socket = socket
    this.#lines = lines
    this.hello = hello
  }

  /** False when the owner stopped before it began. Rejects with what went wrong there. */
  async ask({ argv, text, recent, input, emit, signal }: Asked): Promise<boolean> {
    let late: NodeJS.Timeout | undefined
    const stop = (): void => {
      this.#write({ v: 1, type: 'stop' })
      late = setTimeout(() => this.#socket.destroy(), STOPPED_MS)
    }
    try {
      this.#write({ v: 1, type: 'request', argv, text, recent })
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
      const first = await this.#next()
      if (first === undefined) return false
      if (first.type !== 'accepted') throw failureIn(first)
      if (input !== undefined) void this.#type(input)
      await this.#answer(emit)
      return true
    } finally {
      clearTimeout(late)
      signal.removeEventListener('abort', stop)
      this.#socket.destroy()
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  async #answer(emit: (line: Line) => Promise<void>): Promise<void> {
    let failure: OwnerFailure | undefined
    for (let line = await this.#next(); line !== undefined; line = await this.#next()) {
      if (line.type === 'done') {
        if (failure !== undefined) throw failure
        return
      }
      if (line.type === 'error') failure = failureIn(line)
      else if (line.type !== 'owner' && line.type !== 'accepted') await emit(line)
    }
    const { pid, verb } = this.hello
    const message = `process ${pid} (${verb}) ended before it had answered: check with tocsin tail, then try again`
    throw new TocsinError('stopped', message)
  }

  async #type(input: AsyncIterable<TypedLine>): Promise<void> {
    for await (const { kind, text } of input) {
      if (!this.#write({ v: 1, type: 'line', kind, text })) await drained(this.#socket)
    }
    this.#write({ v: 1, type: 'end' })
  }

  #write(line: FromClient): boolean {
    return this.#socket.destroyed || this.#socket.write(jsonLine(line))
  }

  /** Undefined at the end, however it came. */
  async #next(): Promise<FromOwner | undefined> {
    try {
      const { value, done } = await this.#lines.next()
      return done === true ? undefined : value
    } catch (cause) {
      if (cause instanceof TocsinError) throw cause
      return undefined
    }
  }
}

/** Undefined when no process owns the folder, or it is about to end. */
export async function connectToOwner(folder: string): Promise<OwnerConnection | undefined> {
  const socket = await connected(folder)
  if (socket === undefined) return undefined
  const lines = ownerLines(socket)
  try {
    const { value } = await lines.next()
    if (value?.type === 'owner') return new OwnerConnection(socket, lines, value)
    socket.destroy()
    if (value?.type === 'error') throw failureIn(value)
  } catch (cause) {
    socket.destroy()
    if (cause instanceof TocsinError || cause instanceof OwnerFailure) throw cause
  }
  return undefined
}

/** A socket nobody listens on is left by a killed owner; it counts as none. One that is not ours is told nothing. */
async function connected(folder: string): Promise<Socket | undefined> {
  checkFile(socketFile(folder), 'socket')
  return new Promise((resolve, reject) => {
    const socket = withSocketPath(folder, path => connect({ path }))
    socket.once('connect', () => {
      socket.off('error', failed)
      // a reset is seen by whoever reads
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
    const failed = (cause: NodeJS.ErrnoException): void => {
      if (cause.code === 'EACCES' || cause.code === 'EPERM') reject(notAllowed(folder, cause))
      else resolve(undefined)
    }
    socket.once('error', failed)
  })
}

async function* ownerLines(socket: Socket): AsyncGenerator<FromOwner> {
  for await (const line of splitLines(socket, MAX_SOCKET_LINE_BYTES)) {
    const text = line.type === 'line' ? strictTextOf(line.bytes) : undefined
    const parsed = text === undefined ? undefined : parsedFromOwner(text)
    if (parsed === undefined) {
      throw new TocsinError('stopped', 'the process that owns the folder speaks another version: restart it')
    }
    yield parsed
  }
}

function failureIn(line: FromOwner): OwnerFailure {
  const { code, message, exitCode } =
    line.type === 'error' ? line : { code: 'bug', message: `the owner answered ${line.type}`, exitCode: 2 }
  return new OwnerFailure({ code, message, exitCode })
}

function drained(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    socket.once('drain', resolve)
    socket.once('close', () => resolve())
  })
}

function notAllowed(folder: string, cause: Error): TocsinError {
  return new TocsinError('folder-in-use', `${folder} is in use by another user's process: run as that user`, { cause })
}
