/**
 * Whether a data folder may be trusted. Serves SECURITY.md, "Another user of the machine". What another user made, may
 * write to or may lead elsewhere is refused before anything of it is read: a key, a store or a socket that was put there
 * would be taken for our own. It must never follow a link that it has not judged, and changes nothing.
 */
import { accessSync, constants, lstatSync, readlinkSync, type Stats } from 'node:fs'
import { isAbsolute, join, parse, resolve, sep } from 'node:path'
import { errnoOf, misplaced, unsafe, unusable } from './failure.js'
import {
  COUNT_FILE,
  IDENTITY_FILE,
  KEY_FILE,
  OWNER_FILE,
  PLACE_FILE,
  PORTS_FILE,
  SOCKET_FILE,
  STORE_FILE,
} from './names.js'

/** Of the folder itself, and SQLite's beside the store. */
const FILES = [
  KEY_FILE,
  IDENTITY_FILE,
  STORE_FILE,
  ...['-wal', '-shm', '-journal'].map(end => `${STORE_FILE}${end}`),
  COUNT_FILE,
  OWNER_FILE,
  PLACE_FILE,
  PORTS_FILE,
]
/** As many as Linux follows. */
const MAX_LINKS = 40
const ROOT = 0
const WRITABLE_BY_OTHERS = 0o022

/** Undefined where the system has no such ids: there everything is trusted. */
export type UserId = number | undefined

export function ownId(): UserId {
  return process.geteuid?.()
}

/** Where a path leads: the folders that are there, without links, and the names below them that are not. */
export interface Found {
  readonly real: string
  readonly missing: readonly string[]
}

/**
 * The folder and all that we keep in it. False where there is none yet. Throws TocsinError `unsafe-folder`, or
 * `store-failed` for what is no folder or cannot be read.
 */
export function checkFolder(folder: string, user: UserId = ownId()): boolean {
  const { real, missing } = found(folder, user)
  if (missing.length > 0) return false
  const stat = looked(real)
  if (!stat?.isDirectory()) throw misplaced(folder, 'it is a file and no folder')
  try {
    accessSync(real, constants.R_OK | constants.X_OK)
  } catch (cause) {
    throw unusable(folder, cause)
  }
  checkOwn(folder, stat, user)
  for (const name of FILES) checkFile(join(real, name), 'file', user)
  checkFile(join(real, SOCKET_FILE), 'socket', user)
  return true
}

/** Throws TocsinError `unsafe-folder` for what is there and is another's, open to others, a link, or of another kind. */
export function checkFile(path: string, kind: 'file' | 'socket', user: UserId = ownId()): void {
  const stat = looked(path)
  if (stat !== undefined) checkKind(path, stat, kind, user)
}

export function checkKind(path: string, stat: Stats, kind: 'file' | 'socket', user: UserId): void {
  if (stat.isSymbolicLink())
    throw unsafe(path, 'is a link, and links are not followed here', 'put the file in its place')
  if (!(kind === 'file' ? stat.isFile() : stat.isSocket())) throw unsafe(path, `is no ${kind}`, 'move it away')
  checkOwn(path, stat, user)
}

/** Throws TocsinError `unsafe-folder` for what another user owns, or others may write to. */
export function checkOwn(path: string, { uid, mode }: Stats, user: UserId): void {
  if (user === undefined) return
  if (uid !== user) {
    const why = `belongs to user ${uid}, and this is user ${user}; who owns it may have put there what is in it`
    throw unsafe(path, why, `run this as user ${uid}, change the owner with chown`)
  }
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw unsafe(path, 'may be written to by other users', `look what is in it, then chmod go-w ${path}`)
  }
}

/** Throws TocsinError `unsafe-folder` for a link of another user, `store-failed` for one that leads nowhere. */
export function found(folder: string, user: UserId = ownId()): Found {
  const path = resolve(folder)
  const names = namesIn(path)
  let real = parse(path).root
  // so many of them are of the path as given; those before come out of a link
  let own = names.length
  for (let links = 0, name = names.shift(); name !== undefined; name = names.shift()) {
    const next = join(real, name)
    const stat = looked(next)
    if (stat === undefined) {
      if (names.length >= own) throw misplaced(folder, `it is a link to ${next}, which is not there`)
      return { real, missing: [name, ...names] }
    }
    if (stat.isSymbolicLink()) {
      checkLink(next, stat, user)
      links += 1
      if (links > MAX_LINKS) throw misplaced(folder, 'its links lead in a circle')
      own = Math.min(own, names.length)
      const target = readlinkSync(next)
      if (isAbsolute(target)) real = parse(target).root
      names.unshift(...namesIn(target))
    } else {
      if (names.length > 0 && !stat.isDirectory()) throw misplaced(folder, `${next} is a file and no folder`)
      real = next
    }
  }
  return { real, missing: [] }
}

/** Root may lead everybody anywhere, without a link too. */
function checkLink(path: string, { uid }: Stats, user: UserId): void {
  if (user === undefined || uid === user || uid === ROOT) return
  throw unsafe(path, `is a link of user ${uid}, who may lead it anywhere`, 'give the path that is meant')
}

function namesIn(path: string): string[] {
  return path.split(sep).filter(name => name !== '' && name !== '.')
}

/** Undefined for what is not there. */
function looked(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined
    throw unusable(path, cause)
  }
}
