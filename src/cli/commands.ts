/**
 * The slash commands of `chat`: what is typed after the slash → what to say, or the verb to run on this group. Pure; they
 * are verbs of the command line under the same names, so that one page explains both (docs/cli.md, "Slash commands").
 */
import { TocsinError } from '../base/errors.js'
import { type Invocation, parseFor, type Verb } from './arguments.js'

export type Command =
  | { readonly type: 'say'; readonly kind: 'text' | 'action'; readonly text: string; readonly to?: string | undefined }
  | { readonly type: 'run'; readonly name: Verb; readonly invocation: Invocation }
  | { readonly type: 'help'; readonly lines: readonly string[] }

/**
 * How the words after a command are read. A name with spaces needs quotes only before other words. A text is taken as it
 * stands, quotes and white space at its ends with it: what is read is what was typed.
 */
type Shape =
  /** All of it is one word: a name, or an id. */
  | 'one'
  /** All of it; two quotes are an empty text. */
  | 'text'
  /** A first word, and all that follows. */
  | 'first-rest'
  /** A first word, and a text. */
  | 'first-text'
  /** All but the last word, and it. */
  | 'rest-last'
  /** Words and options, as on the command line. */
  | 'words'
  | 'none'

interface Form {
  readonly shape: Shape
  /** Words that it needs. */
  readonly least: number
  readonly use: string
  readonly does: string
  /** False where `GROUP` is not its first word. */
  readonly ofGroup?: false
}

const FORMS: { readonly [verb in Verb]?: Form } = {
  me: { shape: 'text', least: 1, use: 'TEXT', does: 'says what you do' },
  msg: { shape: 'first-text', least: 2, use: 'MEMBER TEXT', does: 'a message that only MEMBER can read' },
  members: { shape: 'none', least: 0, use: '', does: 'who is in' },
  topic: { shape: 'text', least: 0, use: '[TEXT]', does: 'shows the topic or sets it; /topic "" takes it away' },
  nick: { shape: 'one', least: 1, use: 'NAME', does: 'another name for you here' },
  away: { shape: 'text', least: 0, use: '[TEXT]', does: 'says that you are away', ofGroup: false },
  busy: { shape: 'text', least: 0, use: '[TEXT]', does: 'says that you are busy', ofGroup: false },
  back: { shape: 'none', least: 0, use: '', does: 'says that you are here again', ofGroup: false },
  ignore: { shape: 'one', least: 1, use: 'MEMBER', does: 'shows nothing more of what MEMBER writes' },
  unignore: { shape: 'one', least: 1, use: 'MEMBER', does: 'shows it again' },
  verify: { shape: 'words', least: 1, use: 'MEMBER [--mark]', does: 'the safety number to compare' },
  invite: { shape: 'words', least: 0, use: '[--uses N] [--expires 24h] [--approve]', does: 'makes a ticket' },
  invites: { shape: 'none', least: 0, use: '', does: 'the invites of the group' },
  revoke: { shape: 'one', least: 1, use: 'INVITE', does: 'takes an invite back' },
  waiting: { shape: 'none', least: 0, use: '', does: 'who waits to be let in' },
  approve: { shape: 'one', least: 1, use: 'MEMBER', does: 'lets in' },
  decline: { shape: 'one', least: 1, use: 'MEMBER', does: 'turns away' },
  role: { shape: 'rest-last', least: 2, use: 'MEMBER ROLE', does: 'moderator, member, observer or founder' },
  set: { shape: 'first-rest', least: 0, use: '[NAME [VALUE]]', does: 'shows what the group is set to, or sets it' },
  kick: { shape: 'one', least: 1, use: 'MEMBER', does: 'removes; a new ticket lets in again' },
  ban: { shape: 'one', least: 1, use: 'MEMBER', does: 'removes for good' },
  unban: { shape: 'one', least: 1, use: 'MEMBER', does: 'lifts a ban' },
  leave: { shape: 'text', least: 0, use: '[MESSAGE]', does: 'leaves the group' },
}

const OTHER_HELP = [
  ['/quit', 'leaves the chat and stays in the group'],
  ['//TEXT', 'sends a text that begins with a slash'],
] as const
const HELP_WIDTH = 20

/** Throws TocsinError `bad-argument` for what is no command or lacks a word. The folder is left to whoever has it open. */
export function parsedCommand(line: string, group: string): Command {
  const [, name = '', rest = ''] = /^[ \t]*([^ \t\r\n]*)\s?(.*)$/su.exec(line) ?? []
  if (name === 'help') return { type: 'help', lines: helpLines() }
  const found = Object.entries(FORMS).find(([verb]) => verb === name)
  if (found === undefined) throw mistake(`there is no command /${name}: see /help; to say it, begin with two slashes`)
  const [, form] = found
  const words = wordsOf(form.shape, rest)
  if (words.length < form.least) throw mistake(`/${name} needs more words: ${useOf(name, form)}`)
  if (form.shape === 'none' && words.length > 0) throw mistake(`/${name} takes no words: ${useOf(name, form)}`)
  const [first = '', second = ''] = words
  if (name === 'me') return { type: 'say', kind: 'action', text: first }
  if (name === 'msg') return { type: 'say', kind: 'text', text: second, to: first }
  // what is text may begin with a dash
  const given = form.shape === 'words' ? words : ['--', ...words]
  const parsed = parseFor([name, ...(form.ofGroup === false ? [] : [group]), ...given], () => '')
  if (parsed.type !== 'run') return { type: 'help', lines: [useOf(name, form)] }
  return { type: 'run', name: parsed.invocation.verb, invocation: parsed.invocation }
}

function wordsOf(shape: Shape, rest: string): readonly string[] {
  const words = rest.trim()
  if (/^[ \t\r\n]*$/u.test(rest)) return []
  switch (shape) {
    case 'none':
    case 'one':
      return [unquoted(words)]
    case 'text':
      return [words === '""' ? '' : rest]
    case 'first-rest': {
      const [first, more] = firstAndRest(words)
      return more === '' ? [first] : [first, unquoted(more)]
    }
    case 'first-text': {
      const [first, text] = firstAndRest(rest.trimStart())
      return text === '' ? [first] : [first, text]
    }
    case 'rest-last': {
      const [, before, last] = /^(.*\S)\s+(\S+)$/su.exec(words) ?? []
      return before === undefined || last === undefined ? [unquoted(words)] : [unquoted(before), last]
    }
    case 'words':
      return (words.match(/"[^"]*"|\S+/gu) ?? []).map(unquoted)
  }
}

/** One blank stands between them; more of these belong to what follows. */
function firstAndRest(words: string): readonly [first: string, rest: string] {
  const [, first = '', rest = ''] = /^("[^"]*"|\S+)\s?(.*)$/su.exec(words) ?? []
  return [unquoted(first), rest]
}

function unquoted(word: string): string {
  return word.length > 1 && word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1) : word
}

function helpLines(): readonly string[] {
  const uses = Object.entries(FORMS).map(([name, form]) => [useOf(name, form), form.does] as const)
  return [...uses, ...OTHER_HELP].map(([use, does]) => `${use.padEnd(HELP_WIDTH)}  ${does}`)
}

function useOf(name: string, { use }: Form): string {
  return `/${name} ${use}`.trimEnd()
}

function mistake(message: string): TocsinError {
  return new TocsinError('bad-argument', message)
}
