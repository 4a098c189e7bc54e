/**
 * Encoded frames into records of about BATCH_BYTES: what is sealed together. Serves docs/protocol.md, "Records". The bytes
 * are those of the generated encoder, which would decode and encode every frame again.
 */
import { BATCH_BYTES, MAX_RECORD_FRAMES } from '../base/limits.js'

/** Records of these frames, in their order. */
export function recordsOf(frames: readonly Uint8Array[]): Uint8Array[] {
  if (frames.length === 0) return []
  const records: Uint8Array[] = []
  let batch: Uint8Array[] = []
  let size = 0
  for (const frame of frames) {
    if (batch.length > 0 && (size + frame.length > BATCH_BYTES || batch.length === MAX_RECORD_FRAMES)) {
      records.push(encodeRecord(batch, size))
      batch = []
      size = 0
    }
    batch.push(frame)
    size += frame.length + FRAME_OVERHEAD
  }
  records.push(encodeRecord(batch, size))
  return records
}

/** Tag and the longest length of one frame inside a record. */
const FRAME_OVERHEAD = 6
/** Field 1, length-delimited: the repeated `frames` of Record. */
const FRAMES_TAG = 0x0a

/** Record.encode of frames that are encoded already: the same bytes, without decoding them again. */
function encodeRecord(frames: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const frame of frames) {
    bytes[at] = FRAMES_TAG
    at += 1
    let length = frame.length
    while (length >= 0x80) {
      bytes[at] = (length & 0x7f) | 0x80
      at += 1
      length >>>= 7
    }
    bytes[at] = length
    at += 1
    bytes.set(frame, at)
    at += frame.length
  }
  return bytes.subarray(0, at)
}
