/**
 * One measurement in a process of its own, bounded in time: nothing of another system is loaded, beats or is collected
 * while this one is measured. What it measured is the last line it prints, as JSON.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Outcome<Result> =
  | { readonly type: 'measured'; readonly result: Result; readonly wallMs: number }
  | { readonly type: 'failed'; readonly reason: string; readonly wallMs: number }

/** Of what a failing child complains, this much goes into the report. */
const COMPLAINT_LENGTH = 300

/** Runs `bench/<file>` with these arguments; after `limitMs` it is killed and counts as failed. */
export function measured<Result>(file: string, args: readonly string[], limitMs: number): Promise<Outcome<Result>> {
  const began = performance.now()
  const script = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  let complaint = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    printed += part
  })
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    complaint = (complaint + part).slice(0, COMPLAINT_LENGTH * 10)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  return new Promise(resolve => {
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const wallMs = performance.now() - began
      if (code === 0) {
        resolve({ type: 'measured', result: JSON.parse(printed.trim().split('\n').at(-1)!), wallMs })
      } else if (signal !== null) {
        resolve({ type: 'failed', reason: `not done within ${Math.round(limitMs / 1000)} s`, wallMs })
      } else {
        resolve({ type: 'failed', reason: firstError(complaint), wallMs })
      }
    })
  })
}

function firstError(complaint: string): string {
  const line = complaint.split('\n').find(candidate => /^\w*Error\b.*: /.test(candidate)) ?? complaint
  return line.trim().slice(0, COMPLAINT_LENGTH)
}

/** Ends a measuring process with its result, whatever handles are still open. */
export function report(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}
