/** The system's own tools, `ip`, `nft` and `tc`: run one to its end, or say why it cannot be had. */
import { spawnSync } from 'node:child_process'

/** None of them waits for anything but the kernel. */
const COMMAND_MS = 10_000

/** What the command wrote; undefined when it failed or does not exist. */
export function tried(command: string, args: readonly string[], input = ''): string | undefined {
  const { status, stdout } = ran(command, args, input)
  return status === 0 ? stdout : undefined
}

/** What the command wrote. Throws with its own words when it failed. */
export function run(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = ran(command, args, input)
  if (status === 0) return stdout
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim()}`)
}

function ran(command: string, args: readonly string[], input: string) {
  return spawnSync(command, args, { input, encoding: 'utf8', timeout: COMMAND_MS })
}
