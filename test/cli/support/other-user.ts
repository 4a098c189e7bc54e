/** A user without rights and without an account, to run the command as. Only root can be another user. */
import { spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { COMMAND } from './command.ts'

export const OTHER = { uid: 54321, gid: 54321 }

/** Skips the test, with the reason, where the command cannot be run as another user. */
export function skipsWithoutOther(context: TestContext): boolean {
  const reason =
    process.getuid?.() !== 0
      ? 'only root can run a command as another user'
      : spawnSync(process.execPath, [COMMAND, '--version'], { ...OTHER, cwd: '/' }).status !== 0
        ? 'another user may not read the command'
        : undefined
  if (reason !== undefined) context.skip(reason)
  return reason !== undefined
}
