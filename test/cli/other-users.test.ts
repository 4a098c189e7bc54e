/** Other users of the machine: what they prepared is refused untouched, and what is theirs is told as theirs. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { assertFailed, COMMAND, command, emptyFolder, person } from './support/command.ts'
import { OTHER, skipsWithoutOther } from './support/other-user.ts'

/** A folder that everybody may look into. */
function open(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-cli-'))
  context.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  chmodSync(folder, 0o755)
  return folder
}

function asOther(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...argv], {
    ...OTHER,
    cwd: '/',
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

/** Each finds out in a way of its own; the others are like these. */
const FEW = [['groups'], ['init', '--name', 'x']]
const VERBS = [['groups'], ['whoami'], ['up'], ['chat', 'x'], ['send', 'x', 'y'], ['init', '--name', 'x']]

test('a folder that another user made first, with a key in it, is refused by every verb and stays as it was', async context => {
  if (skipsWithoutOther(context)) return
  const folder = join(open(context), 'planted')
  mkdirSync(folder)
  writeFileSync(join(folder, 'store.key'), `{"type":"plain","key":"${'00'.repeat(32)}"}\n`)
  for (const path of [folder, join(folder, 'store.key')]) chownSync(path, OTHER.uid, OTHER.gid)
  for (const mode of [0o700, 0o755, 0o777]) {
    chmodSync(folder, mode)
    for (const verb of mode === 0o755 ? VERBS : FEW) {
      assertFailed(await command([...verb, '--data', folder, '--json']), 'unsafe-folder', 1)
    }
  }
  assert.deepEqual(readdirSync(folder), ['store.key'])
})

test('a socket that another user put into the folder is told nothing', async context => {
  if (skipsWithoutOther(context)) return
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  let calls = 0
  const server = createServer(socket => {
    calls += 1
    socket.destroy()
  })
  const path = join(alice.folder, 'owner.sock')
  await new Promise<void>(resolve => server.listen(path, resolve))
  context.after(() => server.close())
  chmodSync(path, 0o777)
  assertFailed(await alice.run(['send', 'friends', 'secret', '--json']), 'unsafe-folder', 1)
  chmodSync(path, 0o600)
  chownSync(path, OTHER.uid, OTHER.gid)
  assertFailed(await alice.run(['send', 'friends', 'secret', '--json']), 'unsafe-folder', 1)
  assert.equal(calls, 0)
})

test('links that were put into the folder, or lead to it, are not written through', async context => {
  if (skipsWithoutOther(context)) return
  const folder = open(context)
  const target = join(folder, 'target')
  writeFileSync(target, 'precious')
  for (const name of ['store.key', 'identity', 'store.db', 'store.count', 'store.owner', 'ports.json']) {
    const data = join(folder, `with ${name}`)
    mkdirSync(data, { mode: 0o700 })
    symlinkSync(target, join(data, name))
    for (const verb of FEW) assertFailed(await command([...verb, '--data', data, '--json']), 'unsafe-folder', 1)
  }
  const mine = join(folder, 'mine')
  mkdirSync(mine, { mode: 0o700 })
  symlinkSync(mine, join(folder, 'link'))
  lchownSync(join(folder, 'link'), OTHER.uid, OTHER.gid)
  for (const path of ['link', 'link/data']) {
    assertFailed(await command(['init', '--name', 'x', '--data', join(folder, path), '--json']), 'unsafe-folder', 1)
  }
  assert.equal(readFileSync(target, 'utf8'), 'precious')
  assert.deepEqual(readdirSync(mine), [])
})

test('a folder of another user is told as that by every verb, and never as one without an identity', async context => {
  if (skipsWithoutOther(context)) return
  const folder = open(context)
  const theirs = join(folder, 'theirs')
  assert.equal((await command(['init', '--name', 'root', '--data', theirs])).code, 0)
  for (const [mode, code] of [
    [0o700, 'store-failed'],
    [0o755, 'unsafe-folder'],
  ] as const) {
    chmodSync(theirs, mode)
    for (const verb of mode === 0o700 ? VERBS : FEW) {
      const { stderr } = asOther(...verb, '--data', theirs)
      assert.match(stderr, /^tocsin: .*belongs to user 0.*\n$/u)
      assert.doesNotMatch(stderr, /no identity|tocsin init|a bug/u)
      assertFailed(asOther(...verb, '--data', theirs, '--json'), code, 1)
    }
  }
  // one may not even look
  chmodSync(folder, 0o700)
  for (const verb of FEW) {
    const ended = asOther(...verb, '--data', theirs, '--json')
    assertFailed(ended, 'store-failed', 1)
    assert.match(ended.stderr, /EACCES/u)
  }
})

test('a folder that cannot be made, and files in it that cannot be read, are told with path and reason', async context => {
  if (skipsWithoutOther(context)) return
  const folder = open(context)
  const unmade = asOther('init', '--name', 'x', '--data', join(folder, 'new'))
  assert.equal(unmade.code, 1)
  assert.match(unmade.stderr, /^tocsin: cannot use .*new \(EACCES: .*\n$/u)
  chownSync(folder, OTHER.uid, OTHER.gid)
  const data = join(folder, 'new')
  assert.equal(asOther('init', '--name', 'x', '--data', data).code, 0)
  assert.equal(asOther('create', 'friends', '--data', data).code, 0)
  for (const name of ['identity', 'store.key', 'store.db']) {
    chmodSync(join(data, name), 0)
    const { code, stderr } = asOther('groups', '--data', data)
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`^tocsin: .*${name}.*\\n$`, 'u'))
    assert.doesNotMatch(stderr, /no identity|tocsin init|a bug/u)
    // root ran a command here once
    chmodSync(join(data, name), 0o600)
    chownSync(join(data, name), 0, 0)
    assertFailed(asOther('groups', '--data', data, '--json'), 'unsafe-folder', 1)
    chownSync(join(data, name), OTHER.uid, OTHER.gid)
  }
  assert.equal(asOther('groups', '--data', data).code, 0)
})

test('where the identity is gone and the store is there, init and all others say the same', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  renameSync(join(alice.folder, 'identity'), join(alice.folder, 'away'))
  const said = new Set<string>()
  for (const verb of VERBS) {
    const ended = await alice.run([...verb, '--json'])
    assertFailed(ended, 'store-damaged', 1)
    said.add(ended.stderr)
  }
  assert.equal(said.size, 1)
  assert.match([...said].join(), /identity is missing: restore it/u)
  rmSync(join(alice.folder, 'store.key'))
  assertFailed(await alice.run(['init', '--json']), 'store-damaged', 1)
})

test('a file, a broken link or a circle of links in the place of the folder is told as that', async context => {
  const folder = emptyFolder(context)
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('gone', join(folder, 'broken'))
  symlinkSync('circle', join(folder, 'circle'))
  for (const path of ['file', 'file/data', 'broken', 'circle']) {
    for (const verb of FEW) {
      assertFailed(await command([...verb, '--data', join(folder, path), '--json']), 'store-failed', 1)
    }
  }
})
