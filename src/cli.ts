#!/usr/bin/env node
/**
 * The command. It decides only whether this runtime can run the rest, and so must never import anything statically: on
 * an older Node the libraries fail with errors that mislead.
 */
const NEEDED = [22, 13] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `tocsin: needs Node ${NEEDED.join('.')} or newer and this is ${process.versions.node}; install a newer one\n`,
  )
  process.exitCode = 1
} else {
  const { keepHeapSmall } = await import('./cli/heap.js')
  keepHeapSmall()
  const { main } = await import('./cli/main.js')
  // what the libraries leave running is not waited for: all that matters is stored and written by now
  process.exit(await main(process.argv.slice(2)))
}

export {}
