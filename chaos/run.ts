/**
 * `npm run chaos`: members as processes, killed, stopped, paused and cut off while they talk. Ends with 0 when nothing was
 * lost, 1 with what is missing where and the folders kept, 130 on Ctrl-C.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Chaos } from './chaos.ts'
import { type ChaosOptions, optionsOf, USAGE } from './options.ts'
import { summaryOf } from './print.ts'

const options = optionsOf(process.argv.slice(2))
if (options === undefined) process.stdout.write(USAGE)
else await run(options)

async function run(options: ChaosOptions): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'tocsin-chaos-'))
  const tell = (line: string): void => void process.stderr.write(`${line}\n`)
  const chaos = await Chaos.in(root, options, tell)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      chaos.end()
      rmSync(root, { recursive: true, force: true })
      process.exit(130)
    })
  }
  try {
    const outcome = await chaos.run()
    const ok = outcome.findings.length === 0
    if (options.json) process.stdout.write(`${JSON.stringify({ v: 1, type: 'chaos', options, ...outcome })}\n`)
    else process.stdout.write(summaryOf(outcome, options))
    if (ok) rmSync(root, { recursive: true, force: true })
    else tell(`the folders and logs are kept in ${root}`)
    process.exitCode = ok ? 0 : 1
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}; the folders and logs are kept in ${root}`)
    chaos.end()
    process.exitCode = 1
  }
}
