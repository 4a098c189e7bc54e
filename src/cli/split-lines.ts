/**
 * A stream of bytes cut at line feeds. It never holds more than one line of the allowed length: what is longer is
 * skipped to its end and reported, so that the lines after it are still read.
 */
export type SplitLine =
  | { readonly type: 'line'; readonly bytes: Uint8Array }
  | { readonly type: 'too-long'; readonly length: number }

const LINE_FEED = 10

/** The last line needs no line feed; an empty rest is no line. */
export async function* splitLines(source: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<SplitLine> {
  let parts: Uint8Array[] = []
  let length = 0
  const keep = (part: Uint8Array): void => {
    length += part.length
    if (length <= maxBytes) parts.push(part)
    else parts = []
  }
  const take = (): SplitLine => {
    const line: SplitLine =
      length > maxBytes ? { type: 'too-long', length } : { type: 'line', bytes: Buffer.concat(parts) }
    parts = []
    length = 0
    return line
  }
  for await (const chunk of source) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    if (start < chunk.length) keep(chunk.subarray(start))
  }
  if (length > 0) yield take()
}
