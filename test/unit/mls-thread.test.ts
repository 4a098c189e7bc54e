/** The thread under the engine: whatever becomes of it, the caller is told, and the process may end. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { TocsinError } from '#src/base/errors.js'
import { MlsThread } from '#src/mls-engine/thread.js'
import { mlsEngine } from '#src/mls-engine.js'

const run = promisify(execFile)
const PATIENCE_MS = 10_000
const SELF = { seed: new Uint8Array(32).fill(1), identityKey: new Uint8Array(32) }

/** A worker that does with each call what `body` says; it has `call`, `say` and `node:process`. */
function threadThat(body: string, patienceMs = PATIENCE_MS): MlsThread {
  const script = `
    import { workerData } from 'node:worker_threads'
    const { answered, port } = workerData
    const say = answer => { port.postMessage(answer); Atomics.add(answered, 0, 1); Atomics.notify(answered, 0) }
    port.on('message', call => { ${body} })`
  return new MlsThread(new URL(`data:text/javascript,${encodeURIComponent(script)}`), patienceMs)
}

/** Longer than any test may take: what waits for it fails. */
const FOR_EVER_MS = 3_600_000

function isError(code: string, pattern: RegExp) {
  return (error: unknown) => error instanceof TocsinError && error.code === code && pattern.test(error.message)
}

function isLost(pattern: RegExp) {
  return isError('worker-failed', pattern)
}

/** A worker that does this as it is loaded. */
function scriptThat(body: string): MlsThread {
  return new MlsThread(new URL(`data:text/javascript,${encodeURIComponent(body)}`), FOR_EVER_MS)
}

test('a worker that gives no answer is given up', () => {
  const silent = threadThat('', 100)
  assert.throws(
    () => silent.call('decode', [new Uint8Array(), SELF]),
    isLost(/"decode", it is gone: no answer in 100 ms/),
  )
})

test('a worker that fails says why, and goes on', () => {
  const failing = threadThat(
    "say(call.args[0].length > 0 ? { type: 'done', result: 7 } : { type: 'failed', error: Error('no bytes') })",
  )
  assert.throws(() => failing.call('decode', [new Uint8Array(), SELF]), isLost(/no bytes/))
  assert.equal(failing.call('decode', [new Uint8Array(1), SELF]), 7)
})

test('after a crash the next call has a new worker, which knows nothing of what the first one held', () => {
  const crashing = threadThat(
    "if (call.args[0].length > 0) { say({ type: 'gone', error: Error('out of memory') }); process.exit(1) } say({ type: 'done', result: 7 })",
  )
  const before = crashing.call('decode', [new Uint8Array(), SELF])
  assert.equal(before, 7)
  const handle = crashing.handle('epoch', 1)
  assert.equal(crashing.idOf(handle), 1)
  assert.throws(() => crashing.call('decode', [new Uint8Array(1), SELF]), isLost(/out of memory/))
  assert.throws(() => crashing.idOf(handle), isLost(/restore it/))
  assert.equal(crashing.call('decode', [new Uint8Array(), SELF]), 7)
  assert.throws(() => crashing.idOf(handle), isLost(/restore it/))
})

test('a real worker that is told nonsense fails the call alone', () => {
  const engine = mlsEngine()
  assert.throws(() => engine.commit({ kind: 'epoch' }, [], false, new Uint8Array(32)), isError('bug', /another engine/))
  const made = engine.found(new Uint8Array(32), { ...SELF, identityKey: ownKey() }, new Uint8Array(32))
  assert.throws(() => engine.commit(made.epoch, [99], false, new Uint8Array(32)), isLost(/did not do "commit"/))
  assert.equal(engine.commit(made.epoch, [], false, new Uint8Array(32)).number, 1)
})

function ownKey(): Uint8Array {
  return Uint8Array.from(Buffer.from('8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c', 'hex'))
}

/** The program's module must be found, wherever the test runs. */
const IMPORTS = `
  const { mlsEngine } = await import(${JSON.stringify(import.meta.resolve('#src/mls-engine.js'))})
  const { MlsThread } = await import(${JSON.stringify(import.meta.resolve('#src/mls-engine/thread.js'))})`

async function program(code: string, ...options: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [...options, '--input-type=module', '-e', IMPORTS + code], {
    timeout: 60_000,
  })
  return stdout.trim()
}

test('a process that used the engine ends by itself', async () => {
  const said = await program(`
    const engine = mlsEngine()
    const state = engine.decode(new Uint8Array(3), { seed: new Uint8Array(32), identityKey: new Uint8Array(32) })
    console.log(state === undefined ? 'used' : 'odd')`)
  assert.equal(said, 'used')
})

test('a worker that cannot be loaded is said', async () => {
  const said = await program(`
    const thread = new MlsThread(new URL('file:///nowhere/worker.js'), 2_000)
    try { thread.call('decode', [new Uint8Array(), {}]) } catch (error) { console.log(error.code) }`)
  assert.equal(said, 'worker-failed')
})

test('whatever ends a worker wakes the caller that stands still, however patient it is', async () => {
  const moved = new MlsThread(new URL('file:///nowhere/mls-engine/worker.js'), FOR_EVER_MS)
  assert.throws(() => moved.call('decode', [new Uint8Array(), SELF]), isLost(/nowhere.*bundler/))
  const nameless = new MlsThread(() => new URL('./worker.js', undefined), FOR_EVER_MS)
  assert.throws(() => nameless.call('decode', [new Uint8Array(), SELF]), isLost(/bundler/))
  const ends = { 'throw new Error("odd")': /odd/, 'process.exit(3)': /exit code 3/, 'throw undefined': /gone/ }
  for (const [how, pattern] of Object.entries(ends)) {
    assert.throws(() => scriptThat(how).call('decode', [new Uint8Array(), SELF]), isLost(pattern), `at load: ${how}`)
    const later = threadThat(how, FOR_EVER_MS)
    assert.throws(() => later.call('decode', [new Uint8Array(), SELF]), isLost(pattern), `in a call: ${how}`)
  }
  assert.throws(
    () => scriptThat('import "nothing-of-that-name"').call('decode', [new Uint8Array(), SELF]),
    isLost(/gone/),
  )
  assert.throws(() => scriptThat('const = 1').call('decode', [new Uint8Array(), SELF]), isLost(/gone/))
})

test('a worker that ended between two calls is not waited for, and its states are not taken for those of the next one', () => {
  const dying = threadThat("say({ type: 'done', result: 7 }); if (call.name === 'encode') process.exit(1)", FOR_EVER_MS)
  assert.equal(dying.call('decode', [new Uint8Array(), SELF]), 7)
  const handle = dying.handle('epoch', 7)
  assert.equal(dying.call('encode', [dying.idOf(handle)]), 7)
  assert.throws(() => dying.call('encode', [dying.idOf(handle)]), isLost(/exit code 1.*next start/))
  assert.throws(() => dying.idOf(handle), isLost(/restore it/))
  dying.release(handle)
  assert.equal(dying.call('decode', [new Uint8Array(), SELF]), 7)
})

test('a worker without memory is gone, and the process is not', async () => {
  const said = await program(
    `
    const script = "import { workerData } from 'node:worker_threads'; workerData.port.on('message', () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) })"
    const thread = new MlsThread(new URL('data:text/javascript,' + encodeURIComponent(script)), ${FOR_EVER_MS})
    try { thread.call('decode', [new Uint8Array(), {}]) } catch (error) { console.log(error.code, /memory/.test(error.message)) }`,
    '--max-old-space-size=96',
  )
  assert.equal(said, 'worker-failed true')
})

test('handles that nobody has are given back with the next call', async () => {
  const script = `import { workerData } from 'node:worker_threads'
    const { answered, port } = workerData
    port.on('message', call => {
      port.postMessage({ type: 'done', result: call.released })
      Atomics.add(answered, 0, 1)
      Atomics.notify(answered, 0)
    })`
  const said = await program(
    `
    const thread = new MlsThread(new URL('data:text/javascript,' + encodeURIComponent(${JSON.stringify(script)})), 5_000)
    thread.call('decode', [])
    const kept = thread.handle('epoch', 1000)
    ;(() => { for (let id = 1; id <= 100; id += 1) thread.handle('epoch', id) })()
    const released = new Set()
    while (released.size < 100) {
      gc()
      await new Promise(resolve => setImmediate(resolve))
      for (const id of thread.call('decode', [])) released.add(id)
    }
    console.log(released.has(thread.idOf(kept)), Math.max(...released))`,
    '--expose-gc',
  )
  assert.equal(said, 'false 100')
})
