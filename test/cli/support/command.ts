/** The command as a real process: run to its end, or started and listened to. Folders and processes go with the test. */
import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestContext } from 'node:test'

export const COMMAND = resolve(import.meta.dirname, '../../../dist/cli.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** A process and what it has printed so far. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''

  constructor(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [COMMAND, ...argv], { env: { ...process.env, TZ: 'UTC', ...env } })
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    // a command that ends early leaves its stdin unread
    this.child.stdin.on('error', () => undefined)
    this.ended = once(this.child, 'close').then(() => ({
      code: this.child.exitCode,
      stdout: this.stdout,
      stderr: this.stderr,
    }))
  }

  /** Resolves once stdout has it; rejects when the process ends without. */
  async prints(wanted: string | RegExp): Promise<void> {
    const has = () => (typeof wanted === 'string' ? this.stdout.includes(wanted) : wanted.test(this.stdout))
    while (!has()) {
      const ended = await Promise.race([once(this.child.stdout, 'data').then(() => undefined), this.ended])
      if (ended !== undefined && !has()) throw new Error(`ended without ${wanted}: ${ended.stdout}${ended.stderr}`)
    }
  }

  /** Resolves when stdout has more; rejects when the process ends first. */
  async printsMore(): Promise<void> {
    const ended = await Promise.race([once(this.child.stdout, 'data').then(() => undefined), this.ended])
    if (ended !== undefined) throw new Error(`ended: ${ended.stdout}${ended.stderr}`)
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }
}

export function command(argv: readonly string[], { input, env }: RunOptions = {}): Promise<Ended> {
  const running = new Running(argv, env)
  running.child.stdin.end(input)
  return running.ended
}

/** A person with a data folder. */
export class Person {
  readonly folder: string
  readonly #context: TestContext

  constructor(context: TestContext, folder: string) {
    this.#context = context
    this.folder = folder
  }

  run(argv: readonly string[], options?: RunOptions): Promise<Ended> {
    return command([...argv, ...this.#where(argv)], options)
  }

  start(argv: readonly string[]): Running {
    const running = new Running([...argv, ...this.#where(argv)])
    this.#context.after(() => running.child.kill('SIGKILL'))
    return running
  }

  /** One that has the folder from now on: whatever is run beside it is its client. */
  async owning(argv: readonly string[]): Promise<Running> {
    const watching = new AbortController()
    const changes = watch(this.folder, { signal: watching.signal })
    const running = this.start(argv)
    const isOwner = () => {
      const file = join(this.folder, 'store.owner')
      return existsSync(file) && readFileSync(file, 'utf8').includes(String(running.child.pid))
    }
    const ended = running.ended.then(() => watching.abort())
    try {
      while (!isOwner()) {
        const change = await Promise.race([changes.next(), ended])
        if (change === undefined) throw new Error(`ended without having the folder: ${running.stderr}`)
      }
      return running
    } finally {
      watching.abort()
    }
  }

  /** What it printed, without the line end. Throws when it failed. */
  async result(argv: readonly string[], options?: RunOptions): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, options)
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`)
    return stdout.trimEnd()
  }

  /** `up`, once it is ready. */
  async up(): Promise<Running> {
    const running = this.start(['up'])
    await running.prints('is online at')
    return running
  }

  #where(argv: readonly string[]): readonly string[] {
    return argv.includes('--') ? [] : ['--data', this.folder]
  }
}

export function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-cli-'))
  context.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** Somebody who has run `init`. */
export async function person(context: TestContext, name: string): Promise<Person> {
  const someone = new Person(context, join(emptyFolder(context), name))
  await someone.result(['init', '--name', name])
  return someone
}

/** One error on stderr with this code, nothing on stdout. Notes may stand before it. */
export function assertFailed(ended: Ended, code: string, exitCode: number): void {
  const lines = jsonLines(ended.stderr).filter(({ type }) => type !== 'note')
  assert.deepEqual(
    lines.map(line => [line.v, line.type, line.code, line.exitCode]),
    [[1, 'error', code, exitCode]],
    ended.stderr,
  )
  assert.equal(ended.code, exitCode)
  assert.equal(ended.stdout, '')
}

/** Lines of JSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}
