/**
 * MlsEngine over ts-mls, which is asynchronous, for a core that is not: the operations run in one worker thread of this
 * process, and the caller waits for each. Serves docs/decisions/0040-mls-in-a-worker.md.
 */
import type { Made, MlsEngine, Received, Refused, Seen } from './crypto/mls/engine.js'
import type { MadeById, ReceivedById, SeenById } from './mls-engine/calls.js'
import { MlsThread } from './mls-engine/thread.js'

/** The slowest operation, joining a group of 500 with a long row of commits to follow, takes a few seconds. */
const PATIENCE_MS = 60_000

const shared = new MlsThread(() => new URL('./mls-engine/worker.js', import.meta.url), PATIENCE_MS)

/** All engines of a process share its worker, unless another one is given. */
export function mlsEngine(thread = shared): MlsEngine {
  function made(result: MadeById): Made {
    return { ...result, epoch: thread.handle('epoch', result.epoch) }
  }

  function seen(result: SeenById | Refused): Seen | Refused {
    return result.type === 'refused' ? result : { ...result, tree: thread.handle('tree', result.tree) }
  }

  function received(result: ReceivedById): Received {
    if (result.type !== 'entered') return result
    const { entered } = result
    return { ...result, entered: { ...entered, epoch: thread.handle('epoch', entered.epoch) } }
  }

  return {
    found: (...args) => made(thread.call('found', args)),
    commit: (epoch, ...args) => made(thread.call('commit', [thread.idOf(epoch), ...args])),
    receive: (epoch, ...args) => received(thread.call('receive', [thread.idOf(epoch), ...args])),
    tree: (...args) => seen(thread.call('tree', args)),
    follow: (base, ...args) => seen(thread.call('follow', [thread.idOf(base), ...args])),
    join(tree, ...args) {
      const joined = thread.call('join', [thread.idOf(tree), ...args])
      return joined.type === 'refused' ? joined : made(joined)
    },
    seal: (epoch, ...args) => thread.call('seal', [thread.idOf(epoch), ...args]),
    open: (epoch, ...args) => thread.call('open', [thread.idOf(epoch), ...args]),
    encode: epoch => thread.call('encode', [thread.idOf(epoch)]),
    decode(...args) {
      const state = thread.call('decode', args)
      return state && { ...state, epoch: thread.handle('epoch', state.epoch) }
    },
    release: handle => thread.release(handle),
  }
}
