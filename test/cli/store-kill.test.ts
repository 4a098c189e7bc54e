/** S24 for the store alone: a process killed while committing, 20 times, loses nothing that it reported stored. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { SeededRandom } from '#src/base/random.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { openSqliteStore } from '#src/store/sqlite.js'
import { batchOf, entryNamed, groupNamed, logOf, temporaryFolder } from '../support/store-cast.ts'

const group = groupNamed('friends')
const masterKey = new Uint8Array(32).fill(7)
const CHILD = 'TOCSIN_STORE_KILL_FOLDER'

const open = (folder: string, seed: number) =>
  openSqliteStore({ folder, masterKey, suite: nobleSuite(), random: new SeededRandom(seed) })

const entryAt = (seq: number) => entryNamed(`${seq}`, { seq, order: BigInt(seq), body: `${seq} ${'x'.repeat(2000)}` })

function commitForever(folder: string): void {
  const store = open(folder, process.pid)
  for (let seq = store.since(group, 0, 1_000_000).length; ; seq += 1) {
    store.commit([batchOf(group, [entryAt(seq)], [['last', Uint8Array.of(seq & 0xff)]])])
    process.stdout.write(`${seq}\n`)
  }
}

const childFolder = process.env[CHILD]
if (childFolder !== undefined) commitForever(childFolder)

it('what was reported stored is there after kill -9, 20 times over', { timeout: 100_000 }, async context => {
  const folder = temporaryFolder(context)
  const seeded = new SeededRandom(24)
  for (let round = 0; round < 20; round += 1) {
    const child = spawn(process.execPath, [import.meta.filename], {
      env: { ...process.env, [CHILD]: folder, NODE_TEST_CONTEXT: undefined },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const closed = once(child, 'close')
    let left = 1 + Math.floor(seeded.next() * 40)
    let reported = -1
    for await (const line of createInterface({ input: child.stdout })) {
      reported = Number(line)
      left -= 1
      if (left === 0) child.kill('SIGKILL')
    }
    await closed
    assert.equal(child.signalCode, 'SIGKILL')
    const store = open(folder, round)
    const held = store.readLog(group, logOf('alice'), 0, 1_000_000, 100_000_000)
    assert.ok(held.length > reported, `${held.length} held, ${reported} reported`)
    assert.deepEqual(
      held,
      held.map((_, seq) => entryAt(seq)),
    )
    assert.deepEqual([...store.values(group)], [['last', Uint8Array.of((held.length - 1) & 0xff)]])
    store.close()
  }
})
