/** Counts what peers queue for their links in this process: a test asserts what a delivery costs, not only that it came. */
import { Link } from '#src/peer/link.js'
import { unpackBursts } from '#src/peer/packed-bursts.js'
import type { Burst } from '#src/wire/generated/link.js'

export class FrameMeter {
  /** Content entries in forwards. */
  forwarded = 0
  /** Content entries in answers to a pull of history. */
  repaired = 0
  /** Acks that say "already here". */
  duplicates = 0
  /** Frames of every kind. */
  frames = 0

  /** Watches no more. */
  readonly stop: () => void

  constructor(stop: () => void) {
    this.stop = stop
  }

  reset(): void {
    this.forwarded = 0
    this.repaired = 0
    this.duplicates = 0
    this.frames = 0
  }
}

/** Watches from now on, until it is stopped. */
export function frameMeter(): FrameMeter {
  const { queue } = Link.prototype
  const meter = new FrameMeter(() => {
    Link.prototype.queue = queue
  })
  Link.prototype.queue = function (frame, phase) {
    meter.frames += 1
    meter.forwarded += contentIn(frame.forward?.burst)
    for (const burst of unpackBursts(frame.rangeAnswer?.bursts ?? new Uint8Array(0)) ?? [])
      meter.repaired += contentIn(burst)
    meter.duplicates += frame.acks?.acks.filter(ack => ack.dup).length ?? 0
    return queue.call(this, frame, phase)
  }
  return meter
}

function contentIn(burst: Burst | undefined): number {
  return burst?.entries.filter(entry => isContentHeader(entry.header)).length ?? 0
}

/** Byte 2 of a header is the kind; content kinds are below 32. */
export function isContentHeader(header: Uint8Array): boolean {
  return (header[2] ?? 0) < 32
}
