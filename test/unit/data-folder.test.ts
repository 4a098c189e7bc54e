/** A data folder and its files are ours alone, or nothing of them is read; and what cannot be read is told as that. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { unusable } from '#src/data-folder/failure.js'
import { isThere, makeFolder, readOwn, writeOwn } from '#src/data-folder/own-file.js'
import { checkFile, checkFolder } from '#src/data-folder/trust.js'
import { createTocsin } from '#src/index.js'

const OTHER = 54321
const KEPT = [
  'store.key',
  'identity',
  'store.db',
  'store.db-wal',
  'store.count',
  'store.owner',
  'store.place',
  'ports.json',
]

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-folder-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const isUnsafe = { code: 'unsafe-folder', exitCode: 1 }
const fails = (message: RegExp) => ({ code: 'store-failed', exitCode: 1, message })

test('a folder that others may write to is refused, and one that others may read is not', context => {
  const folder = folderOf(context)
  for (const mode of [0o700, 0o750, 0o755]) {
    chmodSync(folder, mode)
    assert.equal(checkFolder(folder), true)
  }
  for (const mode of [0o770, 0o775, 0o707, 0o757, 0o1777]) {
    chmodSync(folder, mode)
    assert.throws(() => checkFolder(folder), { ...isUnsafe, message: /chmod go-w/ })
  }
})

test('a folder of another user is refused, root by root too, and one that is not there is none', context => {
  const folder = folderOf(context)
  const { uid } = lstatSync(folder)
  assert.throws(() => checkFolder(folder, uid + 1), { ...isUnsafe, message: new RegExp(`belongs to user ${uid}, and`) })
  assert.equal(checkFolder(join(folder, 'a', 'b')), false)
  assert.equal(checkFolder(folder, undefined), true)
})

test('each file of ours is refused where it is a link, of another kind, or open to others', context => {
  for (const name of [...KEPT, 'owner.sock']) {
    const folder = folderOf(context)
    const file = join(folder, name)
    symlinkSync(join(folder, 'elsewhere'), file)
    assert.throws(() => checkFolder(folder), { ...isUnsafe, message: /is a link/ })
    rmSync(file)
    mkdirSync(file)
    assert.throws(() => checkFolder(folder), isUnsafe)
    rmSync(file, { recursive: true })
    writeFileSync(file, 'x')
    chmodSync(file, 0o666)
    assert.throws(() => checkFolder(folder), isUnsafe)
    chmodSync(file, 0o600)
    if (name === 'owner.sock') assert.throws(() => checkFolder(folder), isUnsafe)
    else assert.equal(checkFolder(folder), true)
  }
})

test('a file or socket of another user in a folder of ours is refused', async context => {
  if (process.getuid?.() !== 0) return context.skip('only root can give files away')
  const folder = folderOf(context)
  for (const name of KEPT) {
    const file = join(folder, name)
    writeFileSync(file, 'x', { mode: 0o600 })
    chownSync(file, OTHER, OTHER)
    assert.throws(() => checkFolder(folder), { ...isUnsafe, message: /belongs to user 54321/ })
    assert.throws(() => readOwn(file), isUnsafe)
    assert.throws(() => writeOwn(file, 'y'), isUnsafe)
    rmSync(file)
  }
  const socket = join(folder, 'owner.sock')
  const server = createServer()
  await new Promise<void>(resolve => server.listen(socket, resolve))
  context.after(() => server.close())
  assert.throws(() => checkFile(socket, 'socket', 1), isUnsafe)
  chmodSync(socket, 0o600)
  checkFolder(folder)
  chownSync(socket, OTHER, OTHER)
  assert.throws(() => checkFolder(folder), isUnsafe)
})

test('a link of ours to a folder is followed, and one of another user nowhere on the path', context => {
  const folder = folderOf(context)
  mkdirSync(join(folder, 'real', 'data'), { recursive: true, mode: 0o700 })
  symlinkSync('real', join(folder, 'link'))
  symlinkSync(join(folder, 'link', '..', 'link', 'data'), join(folder, 'twice'))
  for (const path of ['link/data', 'twice']) assert.equal(checkFolder(join(folder, path)), true)
  assert.equal(checkFolder(join(folder, 'link', 'new', 'data')), false)
  makeFolder(join(folder, 'link', 'new', 'data'))
  assert.equal(lstatSync(join(folder, 'real', 'new', 'data')).mode & 0o777, 0o700)
  if (process.getuid?.() !== 0) return
  lchownSync(join(folder, 'link'), OTHER, OTHER)
  for (const path of ['link', 'link/data', 'twice', 'link/newer']) {
    assert.throws(() => checkFolder(join(folder, path)), { ...isUnsafe, message: /is a link of user 54321/ })
    assert.throws(() => makeFolder(join(folder, path)), isUnsafe)
  }
  assert.equal(isThere(join(folder, 'real', 'newer')), false)
})

test('what is no folder is told as that: a file, below a file, a broken link, a circle', context => {
  const folder = folderOf(context)
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('gone', join(folder, 'broken'))
  symlinkSync('circle', join(folder, 'circle'))
  const cases: readonly (readonly [string, RegExp])[] = [
    ['file', /is a file and no folder/],
    ['file/data', /is a file and no folder/],
    ['broken', /is a link to .*gone, which is not there/],
    ['broken/data', /is a link to .*gone, which is not there/],
    ['circle', /in a circle/],
    [`${'n'.repeat(300)}/data`, /longer than a path may be/],
  ]
  for (const [path, message] of cases) {
    assert.throws(() => checkFolder(join(folder, path)), fails(message))
    assert.throws(() => makeFolder(join(folder, path)), fails(message))
  }
})

test('a file is read and written where it lies, never through a link, and a pipe keeps nobody waiting', context => {
  const folder = folderOf(context)
  const [file, link, pipe] = ['file', 'link', 'pipe'].map(name => join(folder, name))
  writeOwn(file!, 'ours')
  assert.deepEqual([lstatSync(file!).mode & 0o777, Buffer.from(readOwn(file!)).toString()], [0o600, 'ours'])
  symlinkSync(file!, link!)
  assert.throws(() => writeOwn(link!, 'theirs'), isUnsafe)
  assert.throws(() => readOwn(link!), isUnsafe)
  assert.equal(readFileSync(file!, 'utf8'), 'ours')
  assert.throws(() => readOwn(join(folder, 'none')), fails(/ENOENT/))
  if (spawnSync('mkfifo', [pipe!]).status !== 0) return
  assert.throws(() => readOwn(pipe!), isUnsafe)
})

test('what the system refuses has its path and the reason in one line, and a full disk its own code', () => {
  const refused = (code: string) => Object.assign(new Error(`${code}: no`), { code })
  assert.match(
    unusable('/', refused('EACCES')).message,
    /^cannot use \/ \(EACCES: .*; it belongs to user 0\): .*--data$/u,
  )
  for (const code of ['EPERM', 'ENOTDIR', 'ELOOP', 'EROFS', 'EIO', 'ESTALE']) {
    const { code: ours, message } = unusable('/gone/data', refused(code))
    assert.deepEqual([ours, message.includes(code), message.includes('/gone/data')], ['store-failed', true, true])
  }
  for (const code of ['ENOSPC', 'EDQUOT']) assert.equal(unusable('/', refused(code)).code, 'disk-full')
})

test('the library refuses a folder that others may write to, and touches nothing of it', async context => {
  const folder = folderOf(context)
  chmodSync(folder, 0o777)
  await assert.rejects(createTocsin({ data: folder, name: 'alice' }), isUnsafe)
  assert.equal(isThere(join(folder, 'store.key')), false)
})
