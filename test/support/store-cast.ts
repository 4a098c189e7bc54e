/** What the store tests share: members, entries that differ by their names, and a folder that goes away. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { entryIdOf, type GroupId, groupIdOf, type LogKey, logKeyOf, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import type { Batch, Store, StoredEntry } from '#src/store/store.js'

const hash = (text: string): Uint8Array => new Uint8Array(createHash('sha256').update(text).digest())

/** 16 bytes that the search must not look at. */
const SALT = 'sixteen of salt.'

export const groupNamed = (name: string): GroupId => groupIdOf(hash(`group ${name}`))
export const logOf = (member: string, log = 1n): LogKey => logKeyOf(memberIdOf(hash(member)), log)

export interface EntryShape {
  readonly log?: LogKey
  readonly seq?: number
  readonly order?: bigint
  readonly body?: string
}

export function entryNamed(
  name: string,
  { log = logOf('alice'), seq = 1, order = 1n, body }: EntryShape = {},
): StoredEntry {
  return {
    entryId: entryIdOf(hash(`entry ${name}`)),
    log,
    seq,
    order,
    header: new TextEncoder().encode(`header of ${name}`),
    body: new TextEncoder().encode(body ?? `body of ${name}`),
    signature: seq % 2 === 0 ? new Uint8Array(64).fill(seq) : new Uint8Array(0),
  }
}

/** An entry as a member writes it: its body is salt ‖ text. */
export function saying(text: string, shape: EntryShape = {}): StoredEntry {
  const name = `${text} ${shape.log} ${shape.seq}`
  return entryNamed(name, { ...shape, body: `${SALT}${text}` })
}

export function textsOf(entries: readonly StoredEntry[]): string[] {
  return entries.map(entry => new TextDecoder().decode(entry.body.subarray(SALT.length)))
}

/** A log of alice's, one entry a seq. */
export const many = (count: number, body = 'x'.repeat(500)): StoredEntry[] =>
  Array.from({ length: count }, (_, seq) => entryNamed(`${seq}`, { seq, order: BigInt(seq), body: `${seq} ${body}` }))

const suite = nobleSuite()
const random = new SeededRandom(2)

export const masterKey = new Uint8Array(32).fill(7)

export const openIn = (folder: string, maxPages?: number): Store =>
  openSqliteStore({ folder, masterKey, suite, random, ...(maxPages === undefined ? {} : { maxPages }) })

export function throwsCode(code: string, work: () => unknown): void {
  assert.throws(work, error => error instanceof TocsinError && error.code === code && !error.message.includes('\n'))
}

export function batchOf(group: GroupId, entries: readonly StoredEntry[], values: Batch['values'] = []): Batch {
  return { group, entries, values }
}

export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-store-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
