/**
 * What does not come over the network: the owner's socket, stdin, words of a command line, files of a data folder. No
 * line or file makes a process throw but the typed error, or hold more than it was given.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { hexOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { lifetimeMs } from '#src/chat/durations.js'
import { parseCommand } from '#src/cli/arguments.js'
import { jsonLine } from '#src/cli/lines.js'
import { parsedListenAddress } from '#src/cli/listen-address.js'
import { parsedFromClient, parsedFromOwner } from '#src/cli/requests.js'
import { parsedSince } from '#src/cli/since.js'
import { splitLines } from '#src/cli/split-lines.js'
import { safeLine, safeMessage, safeText } from '#src/cli/terminal.js'
import { readLines, readText } from '#src/cli/text-input.js'
import { loadIdentity, newIdentity, saveIdentity } from '#src/identity.js'
import { nodeSuite } from '#src/node-suite.js'
import { openMasterKey } from '#src/store/key-file.js'
import { Sealing } from '#src/store/sealing.js'
import { type Check, type Found, hurtBytes, rounds } from '../support/fuzzing.ts'
import { type Mutator, weightOf } from '../support/mutations.ts'

/** Of each decoder, times its share. */
const ROUNDS = rounds(2000, 100_000)
const FOUND: readonly Found[] = []

const suite = nodeSuite()
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function hurt(samples: readonly Uint8Array[], check: Check, share = 1): Promise<void> {
  return hurtBytes(samples, Math.ceil(ROUNDS * share), FOUND, check)
}

const socketLines = [
  { v: 1, type: 'request', argv: ['send', 'friends', 'hello'], text: 'hello', recent: 20 },
  { v: 1, type: 'line', kind: 'text', text: 'hello' },
  { v: 1, type: 'end' },
  { v: 1, type: 'owner', pid: 17, verb: 'up', lasting: true },
  { v: 1, type: 'done', exitCode: 0 },
  { v: 2, type: 'request', argv: [['send']], recent: '20' },
  [{ v: 1 }],
].map(line => encode(JSON.stringify(line)))

test('a line over the socket is one of this version, or nothing', async () => {
  await hurt(
    socketLines,
    bytes => {
      const text = decode(bytes)
      const asked = parsedFromClient(text)
      if (asked?.type === 'request') assert.ok(asked.argv.every(word => typeof word === 'string'))
      if (asked !== undefined) assert.ok(weightOf(asked) <= text.length + 'request'.length)
      const said = parsedFromOwner(text)
      if (said !== undefined) assert.equal(JSON.parse(text).v, 1)
    },
    3,
  )
})

test('a stream is cut into the lines it has, however it comes, and none is longer than is allowed', async () => {
  const limit = 64
  await hurt([encode('one\ntwo\r\n\nthree'), encode(`${'long '.repeat(30)}\nshort\n`)], async (bytes, mutator) => {
    const lines: (Uint8Array | number)[] = []
    for await (const line of splitLines(pieces(bytes, mutator), limit)) {
      lines.push(line.type === 'line' ? line.bytes : line.length)
    }
    const whole = Buffer.from(bytes).toString('latin1').split('\n')
    if (whole.at(-1) === '') whole.pop()
    assert.deepEqual(
      lines.map(line => (typeof line === 'number' ? line : Buffer.from(line).toString('latin1'))),
      whole.map(line => (line.length > limit ? line.length : line)),
    )
  })
})

test('stdin is a message in strict UTF-8, or the typed error', async () => {
  await hurt([encode('hello ünd tschüß\r\n'), encode('a\nb\nc\n'), encode('\u{1f600}\n')], async (bytes, mutator) => {
    for await (const line of readLines(pieces(bytes, mutator))) {
      if (line.type === 'text') assert.ok(encode(line.text).length <= bytes.length)
    }
    try {
      assert.ok(encode(await readText(pieces(bytes, mutator))).length <= bytes.length)
    } catch (error) {
      assertTyped(error, ['bad-text', 'text-too-large'])
    }
  })
})

test('words of a command line mean something or are the typed error', async () => {
  const words = ['send', 'friends', '--wait', 'all', '--timeout', '10s', '--since', '2026-01-31T12:00Z', '-n', '50']
  const other = ['/ip4/127.0.0.1/tcp/4001', '24h', '1e9', '--json', '--', '-', '0'.repeat(400), '10ms', 'deadbeef']
  await hurt([...words, ...other].map(encode), (bytes, mutator) => {
    const text = decode(bytes)
    for (const read of [
      () => parseCommand([mutator.oneOf(words), text, mutator.oneOf(words), text], {}),
      () => parsedSince(text, 1_800_000_000_000),
      () => lifetimeMs(text),
    ]) {
      try {
        read()
      } catch (error) {
        assertTyped(error, undefined)
      }
    }
    const address = parsedListenAddress(text)
    assert.ok(address === undefined || (address.port >= 0 && address.port <= 65_535))
  })
})

test('nothing that others wrote steers a terminal, as text or as JSON, and JSON loses nothing', async () => {
  const samples = ['\u001b[31mred\u001b]0;title\u0007', '\u009b2J\u202eevil\u200f', 'a\r\nb\tc', '\u{e0041}\ud800x']
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  const steers = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u
  await hurt(samples.map(encode), (bytes, mutator) => {
    const text = mutator.below(2) === 0 ? decode(bytes) : Buffer.from(bytes).toString('utf16le')
    for (const safe of [safeText(text), safeMessage(text)]) assert.doesNotMatch(safe, steers)
    assert.doesNotMatch(safeLine(text), /[\n\t]/u)
    assert.equal(safeText(safeText(text)), safeText(text))
    const line = jsonLine({ text })
    assert.doesNotMatch(line.slice(0, -1), steers)
    assert.doesNotMatch(line.slice(0, -1), /\n/u)
    assert.equal(JSON.parse(line).text, text)
  })
})

test('an altered seal opens nothing', async () => {
  const sealing = new Sealing(suite, new SeededRandom(1))
  const key = sealing.freshKey()
  const name = encode('presence/x')
  const sealed = sealing.seal(key, 'value', name, encode('hello'))
  await hurt([sealed], bytes => {
    const opened = sealing.open(key, 'value', name, bytes)
    assert.equal(opened !== undefined, hexOf(bytes) === hexOf(sealed))
  })
})

test('a damaged key file or identity is the typed error and never another key', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const key = new Uint8Array(32).fill(7)
  const own = newIdentity(suite, new SeededRandom(1))
  saveIdentity(suite, new SeededRandom(2), folder, key, own, 'alice')
  const identity = Uint8Array.from(readFileSync(join(folder, 'identity')))
  const plain = encode(`${JSON.stringify({ type: 'plain', key: hexOf(key) })}\n`)
  const locked = encode(JSON.stringify({ type: 'scrypt', logCost: 2 ** 40, salt: hexOf(key), sealed: '00'.repeat(80) }))
  await hurt(
    [plain, locked],
    bytes => {
      writeFileSync(join(folder, 'store.key'), bytes)
      try {
        const read = openMasterKey({ folder, passphrase: undefined, suite, random: new SeededRandom(3) })
        // a digit may be another digit: the file has no checksum, what is sealed under the key does
        assert.equal(read.length, 32)
        assert.ok(decode(bytes).includes(hexOf(read)))
      } catch (error) {
        assertTyped(error, ['store-damaged', 'wrong-passphrase'])
      }
    },
    0.25,
  )
  await hurt(
    [identity],
    bytes => {
      writeFileSync(join(folder, 'identity'), bytes)
      try {
        assert.deepEqual(loadIdentity(suite, folder, key).identity.seed, own.seed)
        assert.equal(hexOf(bytes), hexOf(identity))
      } catch (error) {
        assertTyped(error, ['store-damaged', 'wrong-passphrase'])
      }
    },
    0.25,
  )
})

function assertTyped(error: unknown, codes: readonly string[] | undefined): void {
  assert.ok(error instanceof TocsinError, String(error))
  assert.ok(codes === undefined || codes.includes(error.code), error.code)
}

async function* pieces(bytes: Uint8Array, mutator: Mutator): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + mutator.below(40)
    yield bytes.subarray(at, at + size)
    at += size
  }
}
