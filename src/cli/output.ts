/**
 * stdout and stderr. A write resolves when it is taken, so that a slow reader slows the writer and not the memory; a
 * reader that has gone is told once and then written to no more.
 */
export class Output {
  readonly #gone = new AbortController()

  constructor() {
    process.stdout.on('error', () => this.#gone.abort())
    // nobody reads errors: there is nowhere left to say so
    process.stderr.on('error', () => undefined)
  }

  /** Aborted when nobody reads stdout any more. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  result(text: string): Promise<void> {
    return this.#gone.signal.aborted ? Promise.resolve() : write(process.stdout, text)
  }

  notice(text: string): Promise<void> {
    return write(process.stderr, text)
  }
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise(resolve => {
    stream.write(text, () => resolve())
  })
}
