/** How long a person waits for `tocsin --help`: wall time of a whole process, as the shell would start it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const LIMIT_MS = 10_000

/** Milliseconds of each run, after one that fills the file cache. */
export function helpWallMs(runs: number): number[] {
  help()
  return Array.from({ length: runs }, help)
}

function help(): number {
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, '--help'], {
    timeout: LIMIT_MS,
    encoding: 'utf8',
  })
  if (status !== 0 || stdout.length === 0) throw new Error(`tocsin --help failed: ${stderr}`)
  return performance.now() - began
}
