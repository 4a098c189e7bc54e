/**
 * argv → exit code. It parses, and for all but help and version loads what runs the verb; so help stays quick. Every
 * error ends here as one line on stderr and never as a stack.
 */
import { readFileSync } from 'node:fs'
import { parseCommand } from './arguments.js'
import { failureOf, reportFailure } from './failure.js'
import { usage } from './usage.js'

export async function main(argv: readonly string[]): Promise<number> {
  try {
    const parsed = parseCommand(argv, process.env)
    if (parsed.type === 'help') return say(usage(parsed.verb))
    if (parsed.type === 'version') return say(`${version()}\n`)
    const { run } = await import('./run.js')
    return await run(parsed.invocation, argv)
  } catch (cause) {
    return reportFailure(failureOf(cause), argv.includes('--json'))
  }
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return /"version": *"([^"]+)"/u.exec(text)?.[1] ?? 'unknown'
}
