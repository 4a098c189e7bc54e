/**
 * Which folder a command means: --data, TOCSIN_DATA, or one in the user's home. Serves docs/cli.md, "Everywhere". It is
 * absolute or an error, since an identity that lies in the current folder by accident is not found again.
 */
import { userInfo } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { TocsinError } from '../base/errors.js'

export interface Environment {
  readonly TOCSIN_DATA?: string | undefined
  readonly XDG_DATA_HOME?: string | undefined
  readonly HOME?: string | undefined
  readonly USERPROFILE?: string | undefined
}

/** What a shell would have replaced: here it would be the name of a folder inside the current one. */
const UNEXPANDED = /^(?:~|\$\w|\$\{|%\w+%)/u

/** Throws TocsinError `bad-argument`. `account`: the home folder that the user database has; it may throw. */
export function dataPath(
  given: string | undefined,
  environment: Environment,
  account: () => string = accountHome,
): string {
  if (given !== undefined) return named('--data', given)
  // an empty variable counts as none, as elsewhere
  if (environment.TOCSIN_DATA) return named('TOCSIN_DATA', environment.TOCSIN_DATA)
  // the XDG specification has a relative path ignored
  if (isAbsolute(environment.XDG_DATA_HOME ?? '')) return join(environment.XDG_DATA_HOME!, 'tocsin')
  return join(homeIn(environment, account), '.local', 'share', 'tocsin')
}

/** Relative to the current folder, where somebody says so. */
function named(option: string, path: string): string {
  if (path === '') throw mistake(`${option} needs the name of a folder`)
  if (UNEXPANDED.test(path)) {
    throw mistake(
      `${option} is "${path}", which no shell has expanded: give the whole path, or ./${path} if it is meant`,
    )
  }
  try {
    return resolve(path)
  } catch (cause) {
    const message = `${option} is "${path}" in a current folder that is gone: give a path that begins with /`
    throw new TocsinError('bad-argument', message, { cause })
  }
}

/** Node's own homedir() takes any HOME as it is, and throws where a user id has no account. */
function homeIn({ HOME, USERPROFILE }: Environment, account: () => string): string {
  const own = (process.platform === 'win32' ? USERPROFILE : HOME) ?? ''
  if (isAbsolute(own)) return own
  let listed = ''
  try {
    listed = account()
  } catch {
    // a user id without an account, as containers have
  }
  if (isAbsolute(listed)) return listed
  throw mistake('this user has no home folder to keep data in: say where with --data FOLDER or TOCSIN_DATA')
}

function accountHome(): string {
  return userInfo().homedir
}

function mistake(message: string): TocsinError {
  return new TocsinError('bad-argument', message)
}
