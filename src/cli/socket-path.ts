/**
 * The owner's socket: `owner.sock` in the data folder. The kernel takes at most 107 bytes of path (103 on macOS), and
 * folders may lie deeper: then the path is given relative to the folder, for the moment of the call.
 */
import { join, parse } from 'node:path'
import { SOCKET_FILE } from '../data-folder.js'

/** Below every kernel's limit; the shortest known is 103. */
const MAX_PATH_BYTES = 100

/** Runs `use`, which must hand the path to the kernel before it returns. */
export function withSocketPath<Result>(folder: string, use: (path: string) => Result): Result {
  const path = join(folder, SOCKET_FILE)
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return use(path)
  const before = currentFolder()
  process.chdir(folder)
  try {
    return use(SOCKET_FILE)
  } finally {
    process.chdir(before)
  }
}

function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    // it was removed: nobody needs it back
    return parse(process.execPath).root
  }
}

export function socketFile(folder: string): string {
  return join(folder, SOCKET_FILE)
}
