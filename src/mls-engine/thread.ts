/**
 * A worker thread that is called and waited for. Serves docs/decisions/0040-mls-in-a-worker.md. It starts with the first
 * call and never keeps the process alive; a caller never waits for one that is gone. After a crash the next call starts
 * another, which knows nothing of what the first one held.
 *
 * A caller that stands still hears no event of its worker's end. So a second thread, which does nothing else, starts the
 * worker and sees to it that the caller is woken: also where the script is missing, or memory runs out.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { TocsinError } from '../base/errors.js'
import type { Answer, Arguments, Operation, Result, Wiring } from './calls.js'

/** As text, so that no bundler can lose it. It counts as an answer that there will be none. */
const GUARD = `
  const { Worker, workerData: { script, wiring, news } } = require('node:worker_threads')
  let reason = ''
  function gone() {
    news.postMessage(reason)
    Atomics.add(wiring.answered, 0, 1)
    Atomics.notify(wiring.answered, 0)
  }
  try {
    // flags of this process, as for a script in its arguments, would keep the worker from starting
    const worker = new Worker(new URL(script), { workerData: wiring, transferList: [wiring.port], execArgv: [] })
    worker.on('error', error => { reason = String(error?.message ?? error).split('\\n', 1)[0] })
    worker.on('exit', code => {
      reason ||= 'it ended with exit code ' + code
      gone()
    })
  } catch (error) {
    reason = String(error?.message ?? error)
    gone()
  }`

/** One life of the thread. */
interface Life {
  readonly guard: Worker
  readonly port: MessagePort
  /** Why it is gone. */
  readonly news: MessagePort
  readonly answered: Int32Array
  /** Whether it has done anything. */
  worked: boolean
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
  readonly #script: () => URL
  readonly #patienceMs: number
  #life: Life | undefined
  readonly #forgotten = new FinalizationRegistry<{ readonly id: number; readonly of: Life }>(({ id, of }) => {
    of.released.push(id)
  })

  /** `patienceMs`: how long an answer may take before the thread counts as gone. */
  constructor(script: URL | (() => URL), patienceMs: number) {
    this.#script = typeof script === 'function' ? script : () => script
    this.#patienceMs = patienceMs
  }

  /** Throws TocsinError `worker-failed`; what the thread held is lost where it is gone. */
  call<Name extends Operation>(name: Name, args: Arguments<Name>): Result<Name> {
    const life = this.#life ?? this.#start()
    const released = life.released
    life.released = []
    const before = Atomics.load(life.answered, 0)
    // gone since the last call: there is no answer to wait for
    this.#checkNews(life, name)
    life.port.postMessage({ name, args, released })
    // it may be woken by what told of the answer before: the count alone says that there is another one
    let waited: string = 'ok'
    while (waited === 'ok' && Atomics.load(life.answered, 0) === before) {
      waited = Atomics.wait(life.answered, 0, before, this.#patienceMs)
    }
    const answer: Answer<Result<Name>> | undefined = receiveMessageOnPort(life.port)?.message
    if (answer !== undefined && answer.type !== 'gone') life.worked = true
    if (answer?.type === 'done') return answer.result
    if (answer?.type === 'failed') {
      const { error: cause } = answer
      throw new TocsinError('worker-failed', `the MLS worker did not do "${name}": ${cause}; please report it`, {
        cause,
      })
    }
    if (answer === undefined) this.#checkNews(life, name)
    throw this.#lost(life, name, answer === undefined ? `no answer in ${this.#patienceMs} ms` : answer.error)
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
    if (handle.of === this.#life) return handle.id
    throw new TocsinError(
      'worker-failed',
      'this state went with an MLS worker that is gone: restore it, or start again',
    )
  }

  /** Of one that went with its worker there is nothing to give back. */
  release(handle: object): void {
    if (!(handle instanceof Handle)) throw new TocsinError('bug', 'another engine made this state')
    this.#forgotten.unregister(handle)
    handle.of.released.push(handle.id)
  }

  #start(): Life {
    const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const calls = new MessageChannel()
    const news = new MessageChannel()
    const wiring: Wiring = { answered, port: calls.port2 }
    const guard = new Worker(GUARD, {
      eval: true,
      workerData: { script: this.#scriptText(), wiring, news: news.port2 },
      transferList: [calls.port2, news.port2],
      execArgv: [],
    })
    guard.unref()
    const life: Life = { guard, port: calls.port1, news: news.port1, answered, worked: false, released: [] }
    // without a listener, a crash would end the process; the next call says it
    guard.on('error', () => this.#end(life))
    guard.on('exit', () => this.#end(life))
    this.#life = life
    return life
  }

  /** Where there is no file beside the module, as in some bundles, there may be no address of one either. */
  #scriptText(): string {
    try {
      return this.#script().href
    } catch (cause) {
      throw workerLost('start', 'this module does not know where it lies', cause)
    }
  }

  #checkNews(life: Life, name: string): void {
    const reason: unknown = receiveMessageOnPort(life.news)?.message
    if (reason !== undefined) throw this.#lost(life, name, reason)
  }

  #lost(life: Life, name: string, cause: unknown): TocsinError {
    this.#end(life)
    return workerLost(name, String(cause), cause, life.worked ? CRASHED : BUNDLED)
  }

  #end(life: Life): void {
    if (this.#life === life) this.#life = undefined
    life.port.close()
    life.news.close()
    void life.guard.terminate()
  }
}

const BUNDLED =
  'if a bundler was at work, leave tocsin out of the bundle (external), or bundle its mls-engine/worker.js beside it'
const CRASHED = 'the groups under mls come back with the next start'

/** `advice` hangs on whether it ever gave an answer. */
function workerLost(name: string, reason: string, cause: unknown, advice = BUNDLED): TocsinError {
  return new TocsinError('worker-failed', `the MLS worker did not do "${name}", it is gone: ${reason}; ${advice}`, {
    cause,
  })
}
