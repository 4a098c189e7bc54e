/** S25, a second owner: refused at once with the first one's process id, and never by one that is gone. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { it, type TestContext } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { batchOf, entryNamed, groupNamed, openIn, temporaryFolder, throwsCode } from '../support/store-cast.ts'

const group = groupNamed('friends')
const CHILD = 'TOCSIN_OWNED_FOLDER'

/** In the child: holds the store until it is killed. */
const childFolder = process.env[CHILD]
if (childFolder !== undefined) {
  const store = openIn(childFolder)
  store.commit([batchOf(group, [entryNamed('of the first owner')])])
  writeSync(1, 'holding')
  // nothing below this line runs in the child
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  store.close()
}

async function owner(context: TestContext, folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [import.meta.filename], {
    env: { ...process.env, [CHILD]: folder, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  context.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

function refusal(folder: string): string {
  try {
    openIn(folder).close()
  } catch (error) {
    if (error instanceof TocsinError && error.code === 'folder-in-use') return error.message
    throw error
  }
  return ''
}

it('a second owner hears the process id of the first, and opens as soon as that one is killed', async context => {
  const folder = temporaryFolder(context)
  const first = await owner(context, folder)
  assert.match(refusal(folder), new RegExp(`in use by process ${first.pid}:`))
  first.kill('SIGKILL')
  await once(first, 'close')
  const store = openIn(folder)
  assert.equal(store.has(group, entryNamed('of the first owner').entryId), true)
  assert.match(refusal(folder), new RegExp(`in use by process ${process.pid}:`))
  store.close()
})

it('a process id left behind keeps nobody out, and names nobody who is gone', async context => {
  const folder = temporaryFolder(context)
  const store = openIn(folder)
  const file = join(folder, 'store.owner')
  assert.equal(readFileSync(file, 'utf8'), `${process.pid}\n`)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'close')
  for (const left of [`${gone.pid}\n`, '', 'nonsense', '-1', '0']) {
    writeFileSync(file, left)
    assert.match(refusal(folder), /in use by another process:/)
  }
  store.close()
  assert.equal(existsSync(file), false)
  writeFileSync(file, '1\n')
  openIn(folder).close()
})

it('a store is free again after it is closed, twice, or could not be opened', context => {
  const folder = temporaryFolder(context)
  const store = openIn(folder)
  throwsCode('folder-in-use', () => openIn(folder))
  store.commit([batchOf(group, [entryNamed('a')])])
  store.close()
  store.close()
  const again = openIn(folder)
  assert.equal(again.has(group, entryNamed('a').entryId), true)
  again.close()
})
