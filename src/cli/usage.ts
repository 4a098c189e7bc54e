/** What `--help` says, for the command and for each verb. Text only: it must import nothing that takes time. */
import type { Verb } from './arguments.js'

const VERB_LINES: Readonly<Record<Verb, readonly [use: string, does: string]>> = {
  init: ['init [--name NAME]', 'make the identity of this data folder'],
  whoami: ['whoami', 'who this data folder is'],
  create: [
    'create NAME [--encryption per-peer|pairwise|sender-keys|mls] [--notarised] [--history none|from-join|all] [--expire 1d]',
    'make a group',
  ],
  invite: [
    'invite GROUP [--uses N] [--expires 24h] [--approve]',
    'print a ticket that anyone may redeem with any online member; --approve has a moderator let them in',
  ],
  invites: ['invites GROUP', 'the invites of a group: who made them, how often they were used'],
  revoke: ['revoke GROUP INVITE', 'take an invite back; INVITE is a ticket, or an id that "invites" shows'],
  join: ['join TICKET|-', 'redeem a ticket (- reads it from stdin) and wait for the history it lets you see'],
  joins: ['joins [GROUP --cancel]', 'joins that go on by themselves or wait for a moderator; --cancel takes one back'],
  waiting: ['waiting GROUP', 'who waits to be let in'],
  approve: ['approve GROUP MEMBER', 'let in somebody who waits'],
  decline: ['decline GROUP MEMBER', 'turn away somebody who waits'],
  groups: ['groups', 'the groups of this data folder'],
  members: ['members GROUP', 'who is in a group, in which role, and who is online'],
  status: ['status', 'this member, its addresses and the state of each group'],
  ring: ['ring GROUP', 'draw the ring: order, neighbours, fingers, where it is cut'],
  chat: ['chat [GROUP]', 'chat; in a pipe each line of stdin is sent and each event printed'],
  send: ['send GROUP [TEXT|-] [--wait local|neighbours|all|N]', 'send one message'],
  me: ['me GROUP [TEXT|-] [--wait local|neighbours|all|N]', 'say what you do'],
  msg: ['msg GROUP MEMBER [TEXT|-] [--wait local|neighbours|all|N]', 'send a message that only MEMBER can read'],
  tail: ['tail GROUP [-n 50] [-f] [--since ID|TIME]', 'the history, then live with -f'],
  search: ['search GROUP WORDS [--exact]', 'search the local history; with --exact accents and width count'],
  export: ['export GROUP [--format jsonl|md]', 'print the whole local history'],
  verify: [
    'verify GROUP MEMBER [--mark|--unmark|--check]',
    'the safety number to compare with a member; --mark keeps that it is the same',
  ],
  ignore: ['ignore GROUP MEMBER', 'show nothing more of what MEMBER writes'],
  unignore: ['unignore GROUP MEMBER', 'show again what MEMBER writes'],
  nick: ['nick GROUP NAME', 'another name for yourself, in this group'],
  away: ['away [TEXT]', 'say in all groups that you are away'],
  busy: ['busy [TEXT]', 'say in all groups that you are busy'],
  back: ['back', 'say in all groups that you are here again'],
  topic: ['topic GROUP [TEXT]', "the group's topic, or a new one; an empty TEXT takes it away"],
  set: [
    'set GROUP [NAME [VALUE]]',
    'what the group is set to, or a new value: name, limit, speak, invites (all, moderators, founder), topic-lock (on, off)',
  ],
  role: ['role GROUP MEMBER moderator|member|observer|founder', 'give a role; founder hands the group over'],
  kick: ['kick GROUP MEMBER', 'remove a member; a new ticket lets it in again'],
  ban: ['ban GROUP MEMBER', 'remove a member for good, and keep out who left'],
  unban: ['unban GROUP MEMBER', 'lift a ban; a new ticket lets it in again'],
  up: ['up', 'keep this member online without a screen until SIGTERM'],
  leave: [
    'leave GROUP [MESSAGE] [--force]',
    'leave a group, with a last word; --force although nobody else in it is founder or moderator',
  ],
}

const EVERYWHERE = `Everywhere:
  --data DIR              the data folder (or TOCSIN_DATA; default $XDG_DATA_HOME/tocsin)
  --json                  one JSON object a line
  --quiet                 say nothing but results and errors
  --listen MULTIADDR      where to listen; may be given several times
  --passphrase-file FILE  read the passphrase of the data folder from a file
  --no-color              no colours (or NO_COLOR)
  --timeout 10s           how long to wait for others
  -h, --help              this text; after a verb, help for the verb
  --version               the version
  --                      all that follows is text, even where it begins with a dash: tocsin send GROUP -- '- milk'

GROUP and MEMBER are a name, or an id or an unambiguous prefix of one.
Exit codes: 0 done, 1 your mistake, 2 a bug, 3 network or time-out, 4 trust, 5 refused, 75 queued and not yet confirmed.
`

export function usage(verb: Verb | undefined): string {
  if (verb !== undefined) {
    const [use, does] = VERB_LINES[verb]
    return `Usage: tocsin ${use}\n\n  ${does}\n\n${EVERYWHERE}`
  }
  const width = 12
  const lines = Object.entries(VERB_LINES).map(([name, [, does]]) => `  ${name.padEnd(width)}${does}`)
  return `tocsin: a group chat with no server\n\nUsage: tocsin VERB [...]\n\n${lines.join('\n')}\n\n${EVERYWHERE}`
}
