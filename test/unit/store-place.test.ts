/** Whether a store finds itself where its last run left it: copies and restored backups never do, however they are made. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import type { Place } from '#src/store/store.js'
import { batchOf, groupNamed, many, openIn, temporaryFolder } from '../support/store-cast.ts'

const group = groupNamed('friends')

/** A run that ends by a stop, or is killed; where it found itself. */
function run(folder: string, stops = true): Place {
  const store = openIn(folder)
  store.commit([batchOf(group, [], [['run', new Uint8Array(1)]])])
  store.close(stops)
  return store.place!
}

function folders(context: TestContext): { here: string; there: string } {
  const folder = temporaryFolder(context)
  return { here: join(folder, 'here'), there: join(folder, 'there') }
}

it('a run that follows a stop finds the same place and knows of the stop; one that follows a crash finds the place alone', context => {
  const { here } = folders(context)
  const first = run(here)
  assert.deepEqual(run(here, false), { id: first.id, stopped: true })
  assert.deepEqual(run(here), { id: first.id, stopped: false })
  assert.deepEqual(run(here), { id: first.id, stopped: true })
})

it('a folder that was moved or renamed on its disk is the same place', context => {
  const { here, there } = folders(context)
  const { id } = run(here)
  renameSync(here, there)
  assert.deepEqual(run(there), { id, stopped: true })
})

const preserving = { recursive: true, preserveTimestamps: true } as const
const COPIES: readonly (readonly [how: string, copy: (from: string, to: string) => boolean])[] = [
  ['a plain copy', (from, to) => done(() => cpSync(from, to, { recursive: true }))],
  ['a copy with all times', (from, to) => done(() => cpSync(from, to, preserving))],
  ['cp -a', (from, to) => ran('cp', '-a', `${from}/.`, to)],
  ['rsync -a', (from, to) => ran('rsync', '-a', `${from}/`, to)],
  ['tar', (from, to) => ran('sh', '-c', 'tar -C "$1" -cf - . | tar -C "$2" -xpf -', 'sh', from, to)],
]

for (const [how, copy] of COPIES) {
  for (const stops of [true, false]) {
    it(`${how} of a folder ${stops ? 'that was stopped' : 'whose owner was killed'} is another place, and the original stays the same`, context => {
      const { here, there } = folders(context)
      const { id } = run(here, stops)
      mkdirSync(there)
      if (!copy(here, there)) return context.skip('this system has no such command')
      const original = run(here)
      const copied = run(there)
      assert.notEqual(copied.id, id)
      assert.equal(copied.stopped, false)
      assert.notEqual(copied.id, run(here).id, 'they never agree again')
      assert.equal(original.id, id)
      assert.deepEqual(run(there), { id: copied.id, stopped: true }, 'a copy is a place of its own')
    })

    it(`${how}, restored over the folder after ${stops ? 'a stop' : 'a crash'}, is another place`, context => {
      const { here, there } = folders(context)
      run(here)
      mkdirSync(there)
      if (!copy(here, there)) return context.skip('this system has no such command')
      const { id } = run(here, stops)
      copy(there, here)
      const restored = run(here)
      assert.notEqual(restored.id, id)
      assert.equal(restored.stopped, false)
    })
  }
}

it('of two folders that share every file by hard links neither goes on where the other ended', context => {
  const { here, there } = folders(context)
  run(here)
  mkdirSync(there)
  if (!ran('cp', '-al', `${here}/.`, there)) return context.skip('this system has no such command')
  const ids = [run(there), run(here), run(there), run(here)].map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
})

it('a copy of a folder that is in use is another place', context => {
  const { here, there } = folders(context)
  const store = openIn(here)
  store.commit([batchOf(group, many(20))])
  cpSync(here, there, preserving)
  store.close(true)
  assert.notEqual(run(there).id, store.place!.id)
  assert.deepEqual(run(here), { id: store.place!.id, stopped: true })
})

it('a store that is older than the file beside it, or a file older than its store, is another place', context => {
  for (const name of ['store.db', 'store.place']) {
    const { here } = folders(context)
    const { id } = run(here)
    const kept = `${here}.kept`
    copyFileSync(join(here, name), kept)
    run(here)
    copyFileSync(kept, join(here, name))
    rmSync(join(here, 'store.count'), { force: true })
    assert.notEqual(run(here).id, id, name)
    rmSync(here, { recursive: true })
  }
})

it('where the file beside the store is gone, or the store is of before there was one, it is another place', context => {
  const { here } = folders(context)
  const { id } = run(here)
  rmSync(join(here, 'store.place'))
  const second = run(here)
  assert.notEqual(second.id, id)
  const database = new DatabaseSync(join(here, 'store.db'))
  database.exec('DROP TABLE places')
  database.close()
  const third = run(here)
  assert.notEqual(third.id, second.id)
  assert.deepEqual(run(here), { id: third.id, stopped: true })
})

it('rights or times that somebody changes leave the place, but not the certainty that the run had stopped', context => {
  for (const touch of [(file: string) => chmodSync(file, 0o640), (file: string) => utimesSync(file, 1, 1)]) {
    const { here } = folders(context)
    const { id } = run(here)
    touch(join(here, 'store.place'))
    const found = run(here)
    assert.equal(found.stopped, false)
    // where the system keeps no birth of a file nobody can tell it from another
    if (found.id !== id) context.diagnostic('no birth times here')
    rmSync(here, { recursive: true })
  }
})

it('a disk that is full at the stop leaves a store that opens, takes it for interrupted, and goes on once there is room', context => {
  const { here } = folders(context)
  const { id } = run(here)
  const store = openIn(here, 60)
  const entries = many(300, 'y'.repeat(3000))
  assert.throws(() => {
    for (const entry of entries) store.commit([batchOf(group, [entry])])
  })
  store.close(true)
  const found = run(here)
  assert.equal(found.id, id)
  assert.deepEqual(run(here), { id, stopped: true })
  assert.deepEqual(
    readdirSync(here).filter(name => name.endsWith('.new')),
    [],
  )
})

function done(work: () => void): true {
  work()
  return true
}

function ran(command: string, ...args: readonly string[]): boolean {
  const { error, status } = spawnSync(command, args)
  return error === undefined && status === 0
}
