/**
 * The thread in which ts-mls runs: one operation at a time, in the order they come. Serves
 * docs/decisions/0040-mls-in-a-worker.md. It holds every state of this process and does no I/O. Whatever ends it, the
 * caller is told, since it stands still until it hears something.
 */
import { workerData } from 'node:worker_threads'
import type { Answer, Call, Wiring } from './calls.js'
import type { HeldStates } from './held.js'

const { answered, port }: Wiring = workerData

function say(answer: Answer): void {
  port.postMessage(answer)
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
}

process.on('uncaughtException', error => {
  say({ type: 'gone', error })
  process.exit(1)
})

function perform(states: HeldStates, call: Call): Promise<unknown> {
  switch (call.name) {
    case 'found':
      return states.found(...call.args)
    case 'commit':
      return states.commit(...call.args)
    case 'receive':
      return states.receive(...call.args)
    case 'tree':
      return states.tree(...call.args)
    case 'follow':
      return states.follow(...call.args)
    case 'join':
      return states.join(...call.args)
    case 'seal':
      return states.seal(...call.args)
    case 'open':
      return states.open(...call.args)
    case 'encode':
      return states.encode(...call.args)
    case 'decode':
      return states.decode(...call.args)
  }
}

// after the handler, so that a module which cannot be loaded is said as well
const { HeldStates: States } = await import('./held.js')
const states = new States()

port.on('message', async (call: Call) => {
  states.release(call.released)
  try {
    say({ type: 'done', result: await perform(states, call) })
  } catch (error) {
    say({ type: 'failed', error })
  }
})
