/** The suites under test, and public vector files where they are present beside the project. */
import { existsSync, readFileSync } from 'node:fs'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'

export const suites: readonly Suite[] = [nobleSuite(), nodeSuite()]

export interface WycheproofFile<Group> {
  readonly numberOfTests: number
  readonly testGroups: readonly Group[]
}

export interface WycheproofTest {
  readonly tcId: number
  readonly comment: string
  readonly result: 'valid' | 'invalid' | 'acceptable'
}

const FOLDER = new URL('../../../shared/vectors/', import.meta.url)

/** For a test's `skip` option: false where the file is there, else the reason to print. */
export function absent(file: string): string | false {
  return existsSync(new URL(file, FOLDER)) ? false : `../shared/vectors/${file} is not on this machine`
}

export function readVectors<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
}

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

export function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex')
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}
