/**
 * SIGINT, SIGTERM and SIGHUP → one abort. A second one of a kind ends the process as ever, should stopping hang. A signal that
 * was ignored at the start stays ignored; and a process that was to stay and has no terminal has none that could hang up.
 */
import { isatty } from 'node:tty'
import { ignoredSignals } from './ignored-signals.js'

/** `stays`: the process is there to go on, whatever becomes of the shell that started it. */
export function stopSignal(stays: boolean): AbortSignal {
  const controller = new AbortController()
  const ignored = new Set(ignoredSignals())
  if (stays && ![0, 1, 2].some(isatty)) ignored.add('SIGHUP')
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (ignored.has(name)) process.on(name, () => undefined)
    else process.once(name, () => controller.abort())
  }
  return controller.signal
}
