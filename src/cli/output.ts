/**
 * stdout and stderr. A write resolves when it is taken, so that a slow reader slows the writer and not the memory. A
 * reader that has gone (EPIPE) is told once and then written to no more; any other failure of stdout is the verb's.
 */
import { fstatSync, writeSync } from 'node:fs'
import { TocsinError } from '../base/errors.js'

export class Output {
  readonly #gone = new AbortController()
  #failed: TocsinError | undefined
  /** Node writes a file once and takes a part that had room for the whole; a file is written here instead. */
  readonly #isFile = isFile(process.stdout)

  constructor() {
    process.stdout.on('error', cause => this.#fail(cause))
    // errors have nowhere left to go when stderr fails; the exit code still tells
    process.stderr.on('error', () => undefined)
  }

  /** Aborted when nothing can be written to stdout any more. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** Throws why stdout could not be written. A reader that has gone is no failure. */
  check(): void {
    if (this.#failed !== undefined) throw this.#failed
  }

  /** Rejects with TocsinError `disk-full` or `store-failed`. */
  async result(text: string): Promise<void> {
    if (!this.#gone.signal.aborted) await (this.#isFile ? this.#writeFile(text) : write(process.stdout, text))
    this.check()
  }

  notice(text: string): Promise<void> {
    return write(process.stderr, text)
  }

  #writeFile(text: string): void {
    const bytes = Buffer.from(text)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(process.stdout.fd, bytes, at)
    } catch (cause) {
      this.#fail(cause)
    }
  }

  #fail(cause: unknown): void {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') this.#failed ??= failure(code, cause)
    this.#gone.abort()
  }
}

/** Trying again would send a message twice. */
const NO_ROOM =
  'no room left to write the output: free some space; what the verb was to send or change is done, so look before you repeat it'

function failure(code: string, cause: unknown): TocsinError {
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new TocsinError('disk-full', NO_ROOM, { cause })
    : new TocsinError('store-failed', `cannot write the output (${code}): check where it goes`, { cause })
}

function isFile({ fd }: { readonly fd: number }): boolean {
  try {
    const stat = fstatSync(fd)
    return stat.isFile() || (stat.isCharacterDevice() && !process.stdout.isTTY)
  } catch {
    return false
  }
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise(resolve => {
    stream.write(text, () => resolve())
  })
}
