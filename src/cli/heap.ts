/**
 * How much memory the engine's collector may waste in a process that is one member. Serves docs/architecture.md, "The
 * command line's owner". What a member makes for each message lives for a moment: a small space for it is swept as well
 * as a large one, and in a shorter pause. Nothing is limited by it: what is in use may grow as before.
 */
import { setFlagsFromString } from 'node:v8'

/** The newest whose engine was seen to know the flags: one that does not complains aloud. */
const NEWEST_MAJOR = 24

/**
 * The space for what is young does not grow, and what is old is swept once it has grown by a third. Helpers for so small a
 * space cost more than they help: on a busy machine a pause waits for them, three times as long as it takes without.
 */
const FLAGS = ['--semi-space-growth-factor=1', '--heap-growing-percent=30', '--no-parallel-scavenge']

/** Before all else is loaded: a space that has grown stays large. */
export function keepHeapSmall(): void {
  const [major = ''] = process.versions.node.split('.')
  if (Number(major) <= NEWEST_MAJOR) for (const flag of FLAGS) setFlagsFromString(flag)
}
