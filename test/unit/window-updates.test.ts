/** Window updates over a real connection: a small message must not be answered by a frame of its own. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { noise } from '@chainsafe/libp2p-noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { batchWindowUpdates } from '#src/net/window-updates.js'

const WINDOW_BYTES = 256 * 1024
const MESSAGE_BYTES = 1000

it('a window update leaves once per half window, not once per message', async () => {
  const [alice, bob] = [await node(), await node()]
  let updates = 0
  let received = 0
  const total = 2 * WINDOW_BYTES
  const all = new Promise<void>((resolve, reject) => {
    const handling = bob.handle('/test', stream => {
      assert.ok('sendFrame' in stream && typeof stream.sendFrame === 'function')
      const sendFrame = stream.sendFrame
      stream.sendFrame = (...frame: unknown[]) => {
        updates += 1
        return sendFrame.apply(stream, frame)
      }
      batchWindowUpdates(stream)
      stream.addEventListener('message', ({ data }) => {
        received += data.byteLength
        if (received >= total) resolve()
      })
    })
    Promise.resolve(handling).catch(reject)
  })
  const stream = await alice.dialProtocol(bob.getMultiaddrs(), '/test')
  for (let sent = 0; sent < total; sent += MESSAGE_BYTES) stream.send(new Uint8Array(MESSAGE_BYTES))
  await all
  await Promise.all([alice.stop(), bob.stop()])
  assert.ok(updates >= 1, 'a writer that used the window is let on')
  assert.ok(updates <= 6, `${updates} updates for ${total / WINDOW_BYTES} windows`)
})

function node() {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({ streamOptions: { initialStreamWindowSize: WINDOW_BYTES, maxStreamWindowSize: WINDOW_BYTES } }),
    ],
    connectionMonitor: { enabled: false },
  })
}
