/** Which folder a command means: an absolute one or an error, never the current folder by accident. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, readdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { dataPath } from '#src/cli/data-path.js'
import { COMMAND, emptyFolder } from './support/command.ts'
import { OTHER, skipsWithoutOther } from './support/other-user.ts'

const account = () => '/home/alice'
const none = (): string => {
  throw new Error('ENOENT')
}

test('a HOME that is empty, relative or not set is not used: the home of the account is', () => {
  const folder = '/home/alice/.local/share/tocsin'
  for (const HOME of ['', '.', 'alice', '~', undefined]) assert.equal(dataPath(undefined, { HOME }, account), folder)
  assert.equal(dataPath(undefined, { HOME: '/root' }, account), '/root/.local/share/tocsin')
})

test('where no home is absolute it is an error that names --data', () => {
  for (const home of [none, () => '', () => 'alice', () => '.']) {
    for (const HOME of ['', 'alice', undefined]) {
      assert.throws(() => dataPath(undefined, { HOME }, home), { code: 'bad-argument', message: /--data/u })
    }
    assert.equal(dataPath('/data', {}, home), '/data')
    assert.equal(dataPath(undefined, { TOCSIN_DATA: '/data' }, home), '/data')
    assert.equal(dataPath(undefined, { XDG_DATA_HOME: '/xdg' }, home), '/xdg/tocsin')
  }
})

test('a relative XDG_DATA_HOME is ignored, and an empty variable counts as none', () => {
  for (const XDG_DATA_HOME of ['', '.', 'share', '~/share']) {
    const environment = { XDG_DATA_HOME, TOCSIN_DATA: '', HOME: '/root' }
    assert.equal(dataPath(undefined, environment, none), '/root/.local/share/tocsin')
  }
})

test('a folder that is named may be relative, but neither empty nor left for a shell to expand', () => {
  assert.equal(dataPath('alice', {}, none), resolve('alice'))
  assert.equal(dataPath(undefined, { TOCSIN_DATA: './alice' }, none), resolve('alice'))
  assert.equal(dataPath('./~', {}, none), resolve('~'))
  for (const path of ['', '~', '~/alice', '~bob/alice', '$HOME/alice', '\u0024{HOME}/alice', '%APPDATA%/alice']) {
    assert.throws(() => dataPath(path, {}, account), { code: 'bad-argument', message: /^--data / })
    if (path === '') continue
    assert.throws(() => dataPath(undefined, { TOCSIN_DATA: path }, account), { code: 'bad-argument' })
  }
})

/** In a folder of its own, with nothing in the environment but what is given. */
function run(cwd: string, environment: NodeJS.ProcessEnv, argv: readonly string[], who = {}) {
  const env = { PATH: process.env.PATH ?? '', ...environment }
  return spawnSync(process.execPath, [COMMAND, ...argv], { cwd, env, encoding: 'utf8', ...who })
}

test('with an empty HOME nothing comes into the current folder', context => {
  const cwd = emptyFolder(context)
  // groups would make nothing even where it looked in the wrong place, so the error has to name the right one
  const { stderr } = run(cwd, { HOME: '', XDG_DATA_HOME: 'here' }, ['groups'])
  assert.ok(!stderr.includes(cwd) && !stderr.includes('a bug'), stderr)
  if (stderr !== '') assert.ok(stderr.includes(join(userInfo().homedir, '.local', 'share', 'tocsin')), stderr)
  assert.deepEqual(readdirSync(cwd), [])
})

test('a user without an account and without HOME is told to give --data, and with it all is well', async context => {
  if (skipsWithoutOther(context)) return
  for (const HOME of [{}, { HOME: '' }, { HOME: 'here' }]) {
    const { status, stdout, stderr } = run('/', HOME, ['init', '--name', 'x'], OTHER)
    assert.deepEqual([status, stdout], [1, ''])
    assert.match(stderr, /^tocsin: .*--data.*\n$/u)
    assert.doesNotMatch(stderr, /a bug/u)
    assert.match(run('/', HOME, ['init', '--name', 'x', '--json'], OTHER).stderr, /"code":"bad-argument"/u)
    assert.match(run('/', HOME, ['send', '--help'], OTHER).stdout, /^Usage/u)
  }
  const home = emptyFolder(context)
  chownSync(home, OTHER.uid, OTHER.gid)
  const where = ['--data', join(home, 'data')]
  const made = run('/', {}, ['init', '--name', 'x', ...where], OTHER)
  assert.equal(made.status, 0, made.stderr)
  // what the owner of a folder parses for a client needs no home either
  const environment = { TOCSIN_DATA: join(home, 'data') }
  assert.equal(run('/', environment, ['create', 'friends'], OTHER).status, 0)
  const up = spawn(process.execPath, [COMMAND, 'up', ...where], { cwd: '/', env: { PATH: process.env.PATH }, ...OTHER })
  context.after(() => up.kill('SIGKILL'))
  await once(up.stdout, 'data')
  const chat = { ...OTHER, input: 'hello\n/members\n' }
  for (const argv of [['groups'], ['chat', 'friends']]) {
    const { status, stderr } = run('/', environment, argv, chat)
    assert.equal(status, 0, stderr)
  }
})

test('a current folder that is gone is an error for a relative folder, and no matter for an absolute one', context => {
  const [gone, data] = [join(emptyFolder(context), 'gone'), join(emptyFolder(context), 'd'.repeat(120))]
  const script = `cd "${gone}" && rmdir "${gone}" && exec "$@"`
  const inGone = (...argv: string[]) => {
    mkdirSync(gone)
    return spawnSync('sh', ['-c', script, 'sh', process.execPath, COMMAND, ...argv], { encoding: 'utf8' })
  }
  const relative = inGone('init', '--name', 'x', '--data', 'here')
  assert.equal(relative.status, 1, relative.stderr)
  assert.match(relative.stderr, /^tocsin: .*give a path that begins with \/\n$/u)
  for (const argv of [['init', '--name', 'x'], ['create', 'friends'], ['groups']]) {
    const { status, stderr } = inGone(...argv, '--data', data)
    assert.equal(status, 0, stderr)
  }
})
