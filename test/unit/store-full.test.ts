/** S25, disk full: by SQLite's own bound everywhere, and by a real full file system where one can be mounted. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import type { Store } from '#src/store/store.js'
import {
  batchOf,
  entryNamed,
  groupNamed,
  logOf,
  many,
  openIn,
  temporaryFolder,
  throwsCode,
} from '../support/store-cast.ts'

const group = groupNamed('friends')
const CHILD = 'TOCSIN_FULL_DISK'
/** A file system of 2 MiB that only the child sees and that goes with it. */
const MOUNTED = 'mount -t tmpfs -o size=2m tmpfs "$1" && shift && exec "$@"'
const UNSHARE = ['--user', '--map-root-user', '--mount', 'sh', '-c', MOUNTED, 'sh']

const disk = process.env[CHILD]
if (disk !== undefined) {
  fillAndGoOn(disk)
  process.exit()
}

/** In the child: commits until the disk is full, makes room, goes on, and opens again. */
function fillAndGoOn(disk: string): void {
  const ballast = join(disk, 'ballast')
  writeFileSync(ballast, new Uint8Array(400_000))
  const folder = join(disk, 'alice')
  const entries = many(300, 'y'.repeat(20_000))
  const store = openIn(folder)
  let stored = 0
  throwsCode('disk-full', () => {
    for (const entry of entries) {
      store.commit([batchOf(group, [entry])])
      stored += 1
    }
  })
  assert.ok(stored > 10, `${stored} stored`)
  const readAll = (held: Store) => held.readLog(group, logOf('alice'), 0, 1000, 100_000_000)
  assert.deepEqual(readAll(store), entries.slice(0, stored))
  // every byte taken: a new store cannot be made, and nothing half made is left to be taken for one
  writeFileSync(join(disk, 'rest'), new Uint8Array(0))
  assert.throws(() => writeFileSync(join(disk, 'rest'), new Uint8Array(4_000_000)), { code: 'ENOSPC' })
  throwsCode('disk-full', () => openIn(join(disk, 'bob')))
  assert.equal(existsSync(join(disk, 'bob', 'store.db')), false)
  rmSync(join(disk, 'rest'))
  rmSync(ballast)
  store.commit([batchOf(group, entries.slice(stored, stored + 1))])
  assert.deepEqual(readAll(store), entries.slice(0, stored + 1))
  store.close()
  const again = openIn(folder)
  assert.deepEqual(readAll(again), entries.slice(0, stored + 1))
  again.close()
  writeSync(1, `${stored} stored`)
}

const canMount = (): boolean => spawnSync('unshare', [...UNSHARE, '/tmp', 'true'], { stdio: 'ignore' }).status === 0

it('a real full disk is one error; once there is room, the store goes on', async context => {
  if (!canMount()) return context.skip('this system does not let a test mount a small file system')
  const folder = temporaryFolder(context)
  const child = spawn('unshare', [...UNSHARE, folder, process.execPath, import.meta.filename], {
    env: { ...process.env, [CHILD]: folder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const [said, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  await closed
  assert.equal(child.exitCode, 0, errors)
  assert.match(said, /^\d+ stored$/)
})

it('a full disk is one error; nothing of the commit is kept, and what was stored stays', context => {
  const folder = temporaryFolder(context)
  openIn(folder).close()
  const store = openIn(folder, 60)
  store.commit([batchOf(group, many(10))])
  const newcomer = groupNamed('work')
  throwsCode('disk-full', () =>
    store.commit([
      batchOf(newcomer, [entryNamed('first', { log: logOf('bob') })], [['name', Uint8Array.of(1)]]),
      batchOf(group, many(300, 'y'.repeat(3000)).slice(10)),
    ]),
  )
  const check = (held: Store) => {
    assert.deepEqual(held.groups(), [group])
    assert.equal(held.values(newcomer).size, 0)
    assert.deepEqual(held.readLog(group, logOf('alice'), 0, 1000, 1_000_000), many(10))
  }
  check(store)
  store.commit([batchOf(group, [entryNamed('small', { log: logOf('bob') })])])
  assert.equal(store.readLog(group, logOf('bob'), 0, 10, 1000).length, 1)
  store.close()
  const again = openIn(folder)
  context.after(() => again.close())
  check(again)
})
