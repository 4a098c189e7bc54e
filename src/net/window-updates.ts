/**
 * Holds yamux's window updates back until half the window is used.
 *
 * yamux 8 answers every data frame with a frame of its own, which costs a seal and a socket write per small message.
 * The muxer has no setting for it, so this narrows the stream's own method; a stream that is not as expected stays as
 * it is. It must never hold an update back for a writer that could be waiting: with over half a window it is not.
 */
import type { Stream } from '@libp2p/interface'

interface WindowedStream {
  /** Bytes of a whole window, and those the far side may still send. */
  readonly recvWindow: number
  readonly recvWindowCapacity: number
  sendWindowUpdate(): void
}

/** Only after protocol negotiation: yamux's first window updates also carry its SYN and ACK. */
export function batchWindowUpdates(stream: Stream): void {
  if (!hasWindow(stream)) return
  const sendNow = stream.sendWindowUpdate.bind(stream)
  stream.sendWindowUpdate = () => {
    if (stream.recvWindowCapacity <= stream.recvWindow / 2) sendNow()
  }
}

function hasWindow(stream: object): stream is WindowedStream {
  return (
    'sendWindowUpdate' in stream &&
    typeof stream.sendWindowUpdate === 'function' &&
    'recvWindow' in stream &&
    typeof stream.recvWindow === 'number' &&
    'recvWindowCapacity' in stream &&
    typeof stream.recvWindowCapacity === 'number'
  )
}
