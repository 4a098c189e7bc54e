/** What `--help` says, for the command and for each verb. Text only: it must import nothing that takes time. */
import type { Verb } from './arguments.js'

const VERB_LINES: Readonly<Record<Verb, readonly [use: string, does: string]>> = {
  init: ['init [--name NAME]', 'make the identity of this data folder'],
  whoami: ['whoami', 'who this data folder is'],
  create: ['create NAME [--encryption per-peer] [--history none|from-join|all]', 'make a group'],
  invite: ['invite GROUP [--uses N] [--expires 24h]', 'print a ticket that anyone may redeem with any online member'],
  join: ['join TICKET|-', 'redeem a ticket (- reads it from stdin) and wait for the history it lets you see'],
  groups: ['groups', 'the groups of this data folder'],
  members: ['members GROUP', 'who is in a group, and who is online'],
  status: ['status', 'this member, its addresses and the state of each group'],
  ring: ['ring GROUP', 'draw the ring: order, neighbours, fingers, where it is cut'],
  chat: ['chat [GROUP]', 'chat; in a pipe each line of stdin is sent and each event printed'],
  send: ['send GROUP [TEXT|-] [--wait local|neighbours|all|N]', 'send one message'],
  tail: ['tail GROUP [-n 50] [-f] [--since ID|TIME]', 'the history, then live with -f'],
  search: ['search GROUP WORDS', 'search the local history'],
  export: ['export GROUP [--format jsonl|md]', 'print the whole local history'],
  verify: [
    'verify GROUP MEMBER [--mark|--unmark|--check]',
    'the safety number to compare with a member; --mark keeps that it is the same',
  ],
  up: ['up', 'keep this member online without a screen until SIGTERM'],
  leave: ['leave GROUP', 'leave a group'],
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
