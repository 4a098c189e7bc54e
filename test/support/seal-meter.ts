/** Counts what links seal in this process, before and after: a test says what padding costs on the line. */
import { Ratchet } from '#src/crypto/ratchet.js'

export class SealMeter {
  records = 0
  /** Of the frames in records, before they are padded and sealed. */
  clearBytes = 0
  /** As they go onto the stream, less the 4 bytes of their length. */
  sealedBytes = 0

  /** Watches no more. */
  readonly stop: () => void

  constructor(stop: () => void) {
    this.stop = stop
  }

  reset(): void {
    this.records = 0
    this.clearBytes = 0
    this.sealedBytes = 0
  }
}

/** Watches from now on, until it is stopped. */
export function sealMeter(): SealMeter {
  const { seal } = Ratchet.prototype
  const meter = new SealMeter(() => {
    Ratchet.prototype.seal = seal
  })
  Ratchet.prototype.seal = function (record, now) {
    const sealed = seal.call(this, record, now)
    meter.records += 1
    meter.clearBytes += record.length
    meter.sealedBytes += sealed?.length ?? 0
    return sealed
  }
  return meter
}
