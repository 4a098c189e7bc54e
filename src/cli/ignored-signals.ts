/**
 * Which signals were ignored when this process was started, as `nohup` and `trap ''` have it: these stay ignored. Node resets
 * them before any script runs, so that the wrapper (bin/tocsin) says which they were. Where the command was started without
 * it, what can still be seen of SIGHUP counts: a parent that ignores it, or what nohup leaves behind.
 */
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { basename } from 'node:path'

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** Set by the wrapper: a mask in hex, the lowest bit for signal 1. Not for those that this process starts. */
const VARIABLE = 'TOCSIN_IGNORED'
const MASK = /^(?:0x)?[0-9a-f]{1,32}$/iu
/** O_ACCMODE and O_WRONLY, in the octal of /proc. */
const ACCESS = 0o3
const WRITE_ONLY = 0o1

/** Looks once: the variable is taken out of the environment. */
export function ignoredSignals(env: NodeJS.ProcessEnv = process.env): ReadonlySet<StopSignal> {
  const mask = env[VARIABLE]
  delete env[VARIABLE]
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  if (mask !== undefined && MASK.test(mask)) return new Set(names.filter(name => isIn(mask, name)))
  const isKept = isIgnoredByParent() || basename(env._ ?? '') === 'nohup' || hasInputOfNohup()
  return new Set(isKept ? ['SIGHUP'] : [])
}

function isIn(mask: string, name: StopSignal): boolean {
  const bits = BigInt(mask.startsWith('0x') ? mask : `0x${mask}`)
  return ((bits >> BigInt(constants.signals[name] - 1)) & 1n) === 1n
}

/** A shell that ignores it has its commands ignore it. */
function isIgnoredByParent(): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/mu.exec(textOf(`/proc/${process.ppid}/status`))?.[1]
  return mask !== undefined && isIn(mask, 'SIGHUP')
}

/** nohup gives a command that would read a terminal a stdin that cannot be read. */
function hasInputOfNohup(): boolean {
  const flags = /^flags:\s*([0-7]+)$/mu.exec(textOf('/proc/self/fdinfo/0'))?.[1]
  return flags !== undefined && (Number.parseInt(flags, 8) & ACCESS) === WRITE_ONLY
}

/** Empty where there is no such file, as outside Linux. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
