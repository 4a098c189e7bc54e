/** Text to the byte, from the command line to the screen: what is read is what was given, or it is refused. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import {
  assertFailed,
  COMMAND,
  command,
  type Ended,
  jsonLines,
  type Person,
  person,
  Running,
} from './support/command.ts'

/** The same command, with the last word in bytes: Node itself cannot give a process what is no text. */
async function withBytes(someone: Person, argv: readonly string[], octal: string): Promise<Ended> {
  const script = `exec "$@" "$(printf '${octal}')"`
  const words = [process.execPath, COMMAND, '--json', '--data', someone.folder, ...argv]
  const child = spawn('/bin/sh', ['-c', script, 'sh', ...words], { env: { ...process.env, TZ: 'UTC' } })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end()
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}

async function withGroup(context: TestContext): Promise<Person> {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  return alice
}

async function texts(someone: Person, ...argv: readonly string[]): Promise<unknown[]> {
  return jsonLines(await someone.result([...argv, '--json'])).map(({ text }) => text)
}

test('a byte order mark and a NUL are part of a text, from stdin, a word, or a line of a chat', async context => {
  const alice = await withGroup(context)
  await alice.up()
  await alice.result(['send', 'friends', '-'], { input: Uint8Array.of(0xef, 0xbb, 0xbf, 0x78) })
  await alice.result(['send', 'friends', '\ufeff'])
  await alice.result(['send', 'friends'], { input: 'a\u0000b\r\nc\r\n' })
  await alice.result(['chat', 'friends'], { input: '\ufeffline\n/me \ufeffwaves "so" \n' })
  const said = ['\ufeffx', '\ufeff', 'a\u0000b\r\nc', '\ufeffline', '\ufeffwaves "so" ']
  assert.deepEqual(await texts(alice, 'tail', 'friends'), said)
  assert.deepEqual(await texts(alice, 'export', 'friends'), said)
})

test('a word that is no UTF-8 is refused and nothing of it is kept, a replacement character is not', {
  skip: process.platform !== 'linux',
}, async context => {
  const alice = await withGroup(context)
  for (const argv of [
    ['send', 'friends'],
    ['msg', 'friends', 'alice'],
    ['nick', 'friends'],
    ['topic', 'friends'],
  ]) {
    assertFailed(await withBytes(alice, argv, 'caf\\351'), 'bad-text', 1)
  }
  assertFailed(await withBytes(alice, ['create'], '\\377'), 'bad-text', 1)
  assertFailed(await withBytes(alice, ['init', '--name'], '\\377'), 'bad-text', 1)
  assert.equal((await withBytes(alice, ['send', 'friends'], 'caf\\303\\251')).code, 0)
  assert.equal((await withBytes(alice, ['send', 'friends'], '\\357\\277\\275')).code, 0)
  assert.deepEqual(await texts(alice, 'tail', 'friends'), ['caf\u00e9', '\ufffd'])
})

test('a search leaves case and accents aside, and --exact the case alone', async context => {
  const alice = await withGroup(context)
  await alice.up()
  const said = ['Caf\u00e9', 'cafe', '\u0130stanbul g\u00fczel', '\uff46\uff55\uff4c\uff4c']
  for (const text of said) await alice.result(['send', 'friends', text])
  assert.deepEqual(await texts(alice, 'search', 'friends', 'CAFE'), ['Caf\u00e9', 'cafe'])
  assert.deepEqual(await texts(alice, 'search', 'friends', 'CAFE', '--exact'), ['cafe'])
  assert.deepEqual(await texts(alice, 'search', 'friends', '--exact', 'CAF\u00c9'), ['Caf\u00e9'])
  assert.deepEqual(await texts(alice, 'search', 'friends', 'ISTANBUL', 'guzel'), ['\u0130stanbul g\u00fczel'])
  assert.deepEqual(await texts(alice, 'search', 'friends', 'full'), ['\uff46\uff55\uff4c\uff4c'])
})

test('a time is shown and typed in the zone of the reader, whatever that of the owner', async context => {
  const alice = await withGroup(context)
  const up = new Running(['up', '--data', alice.folder], { TZ: 'UTC' })
  context.after(() => up.child.kill('SIGKILL'))
  await up.prints('is online at')
  await alice.result(['send', 'friends', 'hello'])
  const [{ time } = {}] = jsonLines(await alice.result(['tail', 'friends', '--json']))
  const sent = new Date(String(time))
  const here = { TZ: 'Asia/Kathmandu' }
  const zone = { timeZone: here.TZ }
  /** As a person there reads a clock: `2026-11-30 23:04`. */
  const clock = (date: Date) => date.toLocaleString('sv-SE', zone).slice(0, 16)
  const since = async (at: Date) =>
    (await command(['tail', 'friends', '--data', alice.folder, '--since', clock(at)], { env: here })).stdout
  const shown = await since(sent)
  assert.match(shown, new RegExp(`^(${clock(sent).slice(0, 10)} )?${clock(sent).slice(11)} alice: hello\n$`, 'u'))
  assert.equal(await since(new Date(sent.getTime() + 60_000)), '')
  const wrong = ['tail', 'friends', '--data', alice.folder, '--json', '--since', '2026-02-30']
  assertFailed(await command(wrong, { env: here }), 'bad-argument', 1)
})
