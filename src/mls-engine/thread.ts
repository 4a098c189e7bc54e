/**
 * A worker thread that is called and waited for. Serves docs/decisions/0040-mls-in-a-worker.md. It starts with the first
 * call and never keeps the process alive; a caller never waits for one that is gone. After a crash the next call starts
 * another, which knows nothing of what the first one held.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { TocsinError } from '../base/errors.js'
import type { Answer, Arguments, Operation, Result, Wiring } from './calls.js'

/** One life of the thread. */
interface Life {
  readonly worker: Worker
  readonly port: MessagePort
  readonly answered: Int32Array
  /** Handles to give back with the next call. */
  released: number[]
}

/** What the thread holds for the caller, in the life in which it came to be. */
export class Handle<Kind extends 'epoch' | 'tree'> {
  readonly kind: Kind
  readonly id: number
  readonly of: Life

  constructor(kind: Kind, id: number, of: Life) {
    this.kind = kind
    this.id = id
    this.of = of
  }
}

export class MlsThread {
  readonly #script: URL
  readonly #patienceMs: number
  #life: Life | undefined
  readonly #forgotten = new FinalizationRegistry<{ readonly id: number; readonly of: Life }>(({ id, of }) => {
    of.released.push(id)
  })

  /** `patienceMs`: how long an answer may take before the thread counts as gone. */
  constructor(script: URL, patienceMs: number) {
    this.#script = script
    this.#patienceMs = patienceMs
  }

  call<Name extends Operation>(name: Name, args: Arguments<Name>): Result<Name> {
    const life = this.#life ?? this.#start()
    const released = life.released
    life.released = []
    const before = Atomics.load(life.answered, 0)
    life.port.postMessage({ name, args, released })
    // it may be woken by what told of the answer before: the count alone says that there is another one
    let waited: string = 'ok'
    while (waited === 'ok' && Atomics.load(life.answered, 0) === before) {
      waited = Atomics.wait(life.answered, 0, before, this.#patienceMs)
    }
    const answer: Answer<Result<Name>> | undefined = receiveMessageOnPort(life.port)?.message
    if (answer?.type === 'done') return answer.result
    if (answer === undefined || answer.type === 'gone') this.#end(life)
    const cause = answer?.error
    throw new TocsinError(
      'bug',
      `the MLS worker did not do "${name}": ${answer === undefined ? 'it is gone' : cause}`,
      {
        cause,
      },
    )
  }

  /** Given back when nobody has it any more. */
  handle<Kind extends 'epoch' | 'tree'>(kind: Kind, id: number): Handle<Kind> {
    const life = this.#life
    if (life === undefined) throw new TocsinError('bug', 'a handle without a worker')
    const handle = new Handle(kind, id, life)
    this.#forgotten.register(handle, { id, of: life }, handle)
    return handle
  }

  idOf(handle: object): number {
    if (!(handle instanceof Handle)) throw new TocsinError('bug', 'another engine made this state')
    if (handle.of !== this.#life) throw new TocsinError('bug', 'this state went with a worker that is gone: restore it')
    return handle.id
  }

  release(handle: object): void {
    const id = this.idOf(handle)
    this.#forgotten.unregister(handle)
    this.#life?.released.push(id)
  }

  #start(): Life {
    const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const { port1, port2 } = new MessageChannel()
    const workerData: Wiring = { answered, port: port2 }
    // flags of this process, as for a script in its arguments, would keep the worker from starting
    const worker = new Worker(this.#script, { workerData, transferList: [port2], execArgv: [] })
    worker.unref()
    const life = { worker, port: port1, answered, released: [] }
    // without a listener, a crash would end the process; the next call says it
    worker.on('error', () => this.#end(life))
    worker.on('exit', () => this.#end(life))
    this.#life = life
    return life
  }

  #end(life: Life): void {
    if (this.#life === life) this.#life = undefined
    life.port.close()
    void life.worker.terminate()
  }
}
