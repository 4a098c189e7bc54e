/**
 * Packets that get lost on every cable: by netem where the kernel has it, which delays and reorders them as well, else by
 * a rule of nftables on the switch. TCP makes delay and dead streams of it, which is all a peer ever sees.
 */
import { run, tried } from './commands.ts'
import type { Lab } from './lab.ts'

/** How this machine loses packets. */
export interface Loss {
  /** Said in the report, since a run by nftables proves less. */
  readonly means: string
  /** From now on each packet is lost with this chance, on its way from one member to another. */
  set(percent: number): void
  /** Packets lost since the last `set`. */
  lost(): number
}

/** The means, or the reason why there is none. */
export function lossIn(lab: Lab): Loss | string {
  const [first] = lab.places
  if (first === undefined) throw new Error('loss is for the cables there are: make the places first')
  if (tried('tc', ['-n', first.namespace, ...NETEM, '0%']) !== undefined) return netem(lab)
  if (tried('ip', ['netns', 'exec', lab.hub, 'nft', '-f', '-'], rules(0)) !== undefined) return nftables(lab)
  return 'the kernel has no netem, and nft makes no rules: loss is not tested'
}

const NETEM = 'qdisc replace dev eth0 root netem delay 20ms 10ms loss'.split(' ')

function netem({ places }: Lab): Loss {
  return {
    means: 'netem: loss, and a delay of 10 to 30 ms that reorders',
    set(percent) {
      for (const { namespace } of places) {
        // a new qdisc, so that its count begins at 0
        tried('tc', ['-n', namespace, 'qdisc', 'delete', 'dev', 'eth0', 'root'])
        run('tc', ['-n', namespace, ...NETEM, `${percent}%`])
      }
    },
    lost: () =>
      places.reduce((sum, { namespace }) => {
        const shown = run('tc', ['-n', namespace, '-s', 'qdisc', 'show', 'dev', 'eth0'])
        return sum + Number(/dropped (\d+)/.exec(shown)?.[1] ?? 0)
      }, 0),
  }
}

function nftables({ hub }: Lab): Loss {
  const nft = (args: readonly string[], input?: string) => run('ip', ['netns', 'exec', hub, 'nft', ...args], input)
  return {
    means: 'nftables, as the kernel has no netem: loss, and no delay but that of sending again',
    set(percent) {
      nft(['-f', '-'], rules(percent))
    },
    lost: () => Number(/counter packets (\d+)/.exec(nft(['list', 'table', 'bridge', 'loss']))?.[1] ?? 0),
  }
}

/** The first line makes the table where there is none, so that it can be deleted where there is one. */
function rules(percent: number): string {
  return [
    'table bridge loss',
    'delete table bridge loss',
    'table bridge loss {',
    '  chain passing {',
    '    type filter hook forward priority 0;',
    `    numgen random mod 100 < ${percent} counter drop`,
    '  }',
    '}',
    '',
  ].join('\n')
}
