/**
 * A public channel on a busy day, replayed by examples/replay.ts as a user would: whole peers, real time, real primitives.
 * 400 lines of it, or with `TOCSIN_LONG=1` all of it under each scheme, notarised and not, over memory and TCP. The data lies
 * beside the project; `TOCSIN_DATA_DIR` says where else.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { LONG } from '../support/seeds.ts'

const PROJECT = join(import.meta.dirname, '..', '..')
const FOLDER = process.env.TOCSIN_DATA_DIR ?? join(PROJECT, '..', 'shared', 'data')
const FILE = join(FOLDER, 'ubuntu-irc-2006-06-01.jsonl')
const SCHEMES = [
  ['--encryption', 'per-peer'],
  ['--encryption', 'per-peer', '--notarised'],
  ['--encryption', 'pairwise'],
  ['--encryption', 'pairwise', '--notarised'],
  ['--encryption', 'sender-keys'],
  ['--encryption', 'sender-keys', '--notarised'],
  ['--encryption', 'mls'],
]
const WHOLE = SCHEMES.flatMap(scheme => ['memory', 'tcp'].map(network => [...scheme, '--network', network]))

for (const wishes of LONG ? WHOLE : [['--lines', '400']]) {
  test(`each member of a replayed channel holds exactly what its membership allows: ${wishes.join(' ')}`, {
    skip: existsSync(FILE) ? false : `no ${FILE}; set TOCSIN_DATA_DIR to where it lies`,
  }, async context => {
    const child = spawn(process.execPath, [join(PROJECT, 'examples', 'replay.ts'), FILE, ...wishes], {
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    context.after(() => child.kill('SIGKILL'))
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
    const [, right, all] = /(\d+) of (\d+) members hold exactly/.exec(output) ?? []
    assert.equal(right, all, output)
    assert.ok(Number(all) > 50, output)
    assert.equal(code, 0)
  })
}
