/**
 * The words of a command line → options and the words between them. A word that looks like an option and is none, or no
 * value of one, is an error that says how to give it as text. It knows no verb; arguments.ts does.
 */
import { parseArgs } from 'node:util'
import { TocsinError } from '../base/errors.js'

export const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  listen: { type: 'string', multiple: true },
  'passphrase-file': { type: 'string' },
  'no-color': { type: 'boolean' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  name: { type: 'string' },
  encryption: { type: 'string' },
  notarised: { type: 'boolean' },
  history: { type: 'string' },
  expire: { type: 'string' },
  uses: { type: 'string' },
  expires: { type: 'string' },
  wait: { type: 'string' },
  lines: { type: 'string', short: 'n' },
  follow: { type: 'boolean', short: 'f' },
  since: { type: 'string' },
  exact: { type: 'boolean' },
  format: { type: 'string' },
  mark: { type: 'boolean' },
  unmark: { type: 'boolean' },
  check: { type: 'boolean' },
  approve: { type: 'boolean' },
  cancel: { type: 'boolean' },
  force: { type: 'boolean' },
} as const

export type Option = keyof typeof OPTIONS

export const EVERYWHERE: readonly Option[] = [
  'data',
  'json',
  'quiet',
  'listen',
  'passphrase-file',
  'no-color',
  'timeout',
  'help',
  'version',
]

/** Enough of a text to know it again, in an error of one line. */
const SHOWN_CHARACTERS = 40

/** Throws TocsinError `bad-argument`. `before`: so many of the words stand before `--`. */
export function readOptions(argv: readonly string[]) {
  const config = { args: [...argv], options: OPTIONS, allowPositionals: true, tokens: true } as const
  const { tokens } = parseArgs({ ...config, strict: false })
  for (const token of tokens) if (token.kind === 'option') checkOption(token, argv[token.index] ?? '')
  const { values, positionals } = parseArgs({ ...config, strict: true })
  const end = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? argv.length
  const before = tokens.filter(({ kind, index }) => kind === 'positional' && index < end).length
  return { values, positionals, before }
}

/** The words that are no options, as far as can be told where there are mistakes. */
export function wordsIn(argv: readonly string[]): readonly string[] {
  return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: false }).positionals
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

function checkOption({ name, rawName, value, inlineValue }: OptionToken, word: string): void {
  if (!isOption(name)) throw mistake(`${quoted(word)} looks like an option and is none; ${asText(word)}`)
  if (OPTIONS[name].type === 'boolean') {
    if (value !== undefined) throw mistake(`${rawName} takes no value; ${asText(word)}`)
  } else if (value === undefined) {
    throw mistake(`${rawName} needs a value; ${asText(word)}`)
  } else if (inlineValue !== true && /^-./su.test(value)) {
    throw mistake(`what follows ${rawName} looks like an option; if it is its value: --${name}=${quoted(value)}`)
  }
}

/** How a word that begins with a dash is given as what it is. */
export function asText(word: string): string {
  return `to give it as text, put -- before it (and options before the --): -- ${quoted(word)}`
}

/** On one line, and not a megabyte of it. */
function quoted(word: string): string {
  const line = word.replaceAll(/\s+/gu, ' ')
  return line.length > SHOWN_CHARACTERS ? `"${line.slice(0, SHOWN_CHARACTERS)}…"` : `"${line}"`
}

function isOption(name: string): name is Option {
  return Object.hasOwn(OPTIONS, name)
}

function mistake(message: string): TocsinError {
  return new TocsinError('bad-argument', `${message}; see: tocsin --help`)
}
