/**
 * argv → invocation: the verbs, their options and what each takes. It only reads words; it never touches the disk, the
 * network or the clock. The owner of a data folder parses what it is asked with these same rules.
 */
import { type ErrorCode, TocsinError } from '../base/errors.js'
import { durationMs, expireSeconds } from '../chat/durations.js'
import { dataPath, type Environment } from './data-path.js'
import { listenAddress } from './listen-address.js'
import { asText, EVERYWHERE, type Option, readOptions, wordsIn } from './options.js'

/** A ticket may come in pieces, with a letter around it, where a shell took its lines for words. */
const TICKET_WORDS = 4096

/** How many words each verb takes, and which options besides the ones every verb has. */
const VERBS = {
  init: { words: [0, 0], options: ['name'] },
  whoami: { words: [0, 0], options: [] },
  create: { words: [1, 1], options: ['encryption', 'notarised', 'history', 'expire'] },
  invite: { words: [1, 1], options: ['uses', 'expires', 'approve'] },
  invites: { words: [1, 1], options: [] },
  revoke: { words: [2, TICKET_WORDS], options: [] },
  join: { words: [1, TICKET_WORDS], options: [] },
  joins: { words: [0, 1], options: ['cancel'] },
  waiting: { words: [1, 1], options: [] },
  approve: { words: [2, 2], options: [] },
  decline: { words: [2, 2], options: [] },
  groups: { words: [0, 0], options: [] },
  members: { words: [1, 1], options: [] },
  status: { words: [0, 0], options: [] },
  ring: { words: [1, 1], options: [] },
  chat: { words: [0, 1], options: [] },
  send: { words: [1, 2], options: ['wait'] },
  me: { words: [1, 2], options: ['wait'] },
  msg: { words: [2, 3], options: ['wait'] },
  tail: { words: [1, 1], options: ['lines', 'follow', 'since'] },
  search: { words: [2, 64], options: ['exact'] },
  export: { words: [1, 1], options: ['format'] },
  verify: { words: [2, 2], options: ['mark', 'unmark', 'check'] },
  ignore: { words: [2, 2], options: [] },
  unignore: { words: [2, 2], options: [] },
  nick: { words: [2, 2], options: [] },
  away: { words: [0, 1], options: [] },
  busy: { words: [0, 1], options: [] },
  back: { words: [0, 0], options: [] },
  topic: { words: [1, 2], options: [] },
  set: { words: [1, 3], options: [] },
  role: { words: [3, 3], options: [] },
  kick: { words: [2, 2], options: [] },
  ban: { words: [2, 2], options: [] },
  unban: { words: [2, 2], options: [] },
  up: { words: [0, 0], options: [] },
  leave: { words: [1, 2], options: ['force'] },
} as const satisfies Record<string, { readonly words: readonly [number, number]; readonly options: readonly Option[] }>

export type Verb = keyof typeof VERBS

export type WaitFor = 'local' | 'neighbours' | 'all' | number

export interface Invocation {
  readonly verb: Verb
  readonly words: readonly string[]
  /** How many of the words stand before `--`; what stands after it is text, a lone dash too. */
  readonly before: number
  readonly data: string
  readonly json: boolean
  readonly quiet: boolean
  readonly listen: readonly string[]
  readonly passphraseFile: string | undefined
  readonly timeoutMs: number | undefined
  readonly name: string | undefined
  readonly encryption: 'per-peer' | 'pairwise' | 'sender-keys' | 'mls'
  readonly notarised: boolean
  readonly history: 'none' | 'from-join' | 'all'
  /** How long messages of a new group live; undefined for ever. */
  readonly expireMs: number | undefined
  readonly uses: number
  readonly expiresMs: number
  /** Whether a moderator has to let in who bears the invite. */
  readonly approve: boolean
  /** Whether `joins` takes one back. */
  readonly cancel: boolean
  /** Whether `leave` leaves a group that nobody is left to moderate. */
  readonly force: boolean
  readonly wait: WaitFor
  readonly lines: number | undefined
  readonly follow: boolean
  readonly since: string | undefined
  /** Whether accents and width count in a search. */
  readonly exact: boolean
  readonly format: 'jsonl' | 'md'
  /** What `verify` does beside showing the number. */
  readonly verify: 'mark' | 'unmark' | 'check' | undefined
}

export type Parsed =
  | { readonly type: 'help'; readonly verb: Verb | undefined }
  | { readonly type: 'version' }
  | { readonly type: 'run'; readonly invocation: Invocation }

const ENCRYPTIONS = ['per-peer', 'pairwise', 'sender-keys', 'mls'] as const

/** Verbs with words that are somebody's text: there `--help` may be what is to be said. */
const SAYING: readonly Verb[] = ['send', 'me', 'msg', 'topic', 'nick', 'set', 'search', 'leave', 'away', 'busy']

/** Throws TocsinError `bad-argument`, or `unknown-encryption`. */
export function parseCommand(argv: readonly string[], environment: Environment): Parsed {
  return parseFor(argv, given => dataPath(given, environment))
}

/**
 * The same for whom the folder is known. `folderOf` is given what `--data` says. Help wins over every mistake, wherever it
 * stands before `--`; but after a word of a verb that says something it is a mistake, for a script would take it as said.
 */
export function parseFor(argv: readonly string[], folderOf: (given: string | undefined) => string): Parsed {
  if (argv[0] === 'help' || asks(argv, '-h', '--help')) return { type: 'help', verb: argv.find(isVerb) }
  const { values, positionals, before } = readOptions(argv)
  // beside other letters
  if (values.help === true) checkAsked(positionals, '-h')
  if (values.help === true) return { type: 'help', verb: positionals.find(isVerb) }
  if (asks(argv, '--version')) return { type: 'version' }
  const [verb = 'chat', ...words] = positionals
  if (!isVerb(verb)) throw mistake(`there is no verb "${verb}"; see: tocsin --help`)
  checkUse(verb, words, Object.keys(values))
  const { history = 'from-join', encryption = 'per-peer', format = 'jsonl' } = values
  return {
    type: 'run',
    invocation: {
      verb,
      words,
      before: Math.max(0, before - 1),
      data: folderOf(values.data),
      json: values.json ?? false,
      quiet: values.quiet ?? false,
      listen: (values.listen ?? []).map(listenAddress),
      passphraseFile: values['passphrase-file'],
      timeoutMs: values.timeout === undefined ? undefined : durationMs('--timeout', values.timeout),
      name: values.name,
      encryption: oneOf('--encryption', encryption, ENCRYPTIONS, 'unknown-encryption'),
      notarised: values.notarised ?? false,
      expireMs: expireSeconds(values.expire ?? 'off') * 1000 || undefined,
      history: oneOf('--history', history, ['none', 'from-join', 'all']),
      uses: count('--uses', values.uses ?? '1', 1),
      expiresMs: durationMs('--expires', values.expires ?? '24h'),
      approve: values.approve ?? false,
      cancel: values.cancel ?? false,
      force: values.force ?? false,
      wait: waitFor(values.wait ?? 'neighbours'),
      lines: values.lines === undefined ? undefined : count('-n', values.lines, 0),
      follow: values.follow ?? false,
      since: values.since,
      exact: values.exact ?? false,
      format: oneOf('--format', format, ['jsonl', 'md']),
      verify: atMostOne(values, ['mark', 'unmark', 'check']),
    },
  }
}

/** Verbs that go on until they are stopped. */
export function isLasting({ verb, follow }: Invocation): boolean {
  return verb === 'up' || verb === 'chat' || (verb === 'tail' && follow)
}

/** Whether one of `options` stands before `--`. Throws where it may be a text. */
function asks(argv: readonly string[], ...options: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const at = (end < 0 ? argv : argv.slice(0, end)).findIndex(word => options.includes(word))
  if (at >= 0) checkAsked(wordsIn(argv.slice(0, at)), argv[at]!)
  return at >= 0
}

function checkAsked([verb, ...words]: readonly string[], option: string): void {
  if (verb === undefined || words.length === 0 || !SAYING.some(saying => saying === verb)) return
  const help = `for the help: tocsin ${verb} --help`
  throw mistake(`${option} after a word of "${verb}" may be a text, so nothing was done; ${help}; ${asText(option)}`)
}

function checkUse(verb: Verb, words: readonly string[], given: readonly string[]): void {
  const { words: range, options } = VERBS[verb]
  const [least, most] = range
  const allowed: readonly string[] = [...EVERYWHERE, ...options]
  const wrong = given.find(option => !allowed.includes(option))
  if (wrong !== undefined) {
    throw mistake(`"${verb}" has no option --${wrong}; ${asText(`--${wrong}`)}; see: tocsin ${verb} --help`)
  }
  if (words.length < least) throw mistake(`"${verb}" needs more words; see: tocsin ${verb} --help`)
  if (words.length > most) {
    throw mistake(`"${verb}" does not take "${words[most]}"; quote what has spaces, or see: tocsin ${verb} --help`)
  }
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(VERBS, word)
}

function oneOf<Choice extends string>(
  option: string,
  given: string,
  choices: readonly Choice[],
  code: ErrorCode = 'bad-argument',
): Choice {
  const choice = choices.find(candidate => candidate === given)
  if (choice !== undefined) return choice
  throw new TocsinError(code, `${option} is one of ${choices.join(', ')}, not "${given}"`)
}

function atMostOne<Choice extends string>(
  given: { readonly [choice in Choice]?: boolean | undefined },
  choices: readonly Choice[],
): Choice | undefined {
  const [first, second] = choices.filter(choice => given[choice] === true)
  if (second !== undefined) throw mistake(`--${first} and --${second} do not go together`)
  return first
}

function count(option: string, given: string, least: number): number {
  const value = /^\d{1,9}$/u.test(given) ? Number(given) : -1
  if (value < least) throw mistake(`${option} is a whole number from ${least} up, not "${given}"`)
  return value
}

function waitFor(given: string): WaitFor {
  if (given === 'local' || given === 'neighbours' || given === 'all') return given
  if (/^\d{1,6}$/u.test(given)) return Number(given)
  throw mistake(`--wait is local, neighbours, all or a number of members, not "${given}"`)
}

function mistake(message: string): TocsinError {
  return new TocsinError('bad-argument', message)
}
