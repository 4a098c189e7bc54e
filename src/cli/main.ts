/**
 * argv → exit code. It parses, and for all but help and version loads what runs the verb; so help stays quick. Every
 * error ends here as one line on stderr and never as a stack.
 */
import { readFileSync } from 'node:fs'
import { parseCommand } from './arguments.js'
import { failureOf, reportFailure } from './failure.js'
import { Output } from './output.js'
import { checkWords } from './raw-arguments.js'
import { usage } from './usage.js'

export async function main(argv: readonly string[]): Promise<number> {
  const output = new Output()
  const end = argv.indexOf('--')
  const json = (end < 0 ? argv : argv.slice(0, end)).includes('--json')
  process.on('uncaughtException', cause => process.exit(reportFailure(failureOf(cause), json)))
  try {
    checkWords(argv)
    const parsed = parseCommand(argv, process.env)
    if (parsed.type === 'run') {
      const { run } = await import('./run.js')
      return await run(parsed.invocation, argv, output)
    }
    await output.result(parsed.type === 'help' ? usage(parsed.verb) : `${version()}\n`)
    return 0
  } catch (cause) {
    return reportFailure(failureOf(cause), json)
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return /"version": *"([^"]+)"/u.exec(text)?.[1] ?? 'unknown'
}
