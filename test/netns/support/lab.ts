/**
 * A network of cables and switches on this machine: each member in a network namespace of its own, with one cable to one
 * of two switches, west and east, which a trunk joins. All of it is made in namespaces, so that the machine's own network
 * is never touched. A pulled cable is silent: nobody gets a reset, and what was on the way is gone.
 */
import type { TestContext } from 'node:test'
import { run, tried } from './commands.ts'

export type Side = 'west' | 'east'

/** Where a member lives. */
export interface Place {
  readonly namespace: string
  readonly address: string
  readonly side: Side
}

/** After the process that made them, so that the next run knows which have nobody any more. */
const PREFIX = 'tocsin-'

/** Undefined, with the test skipped and the reason printed, where this machine does not allow it. */
export function openLab(context: TestContext): Lab | undefined {
  removeLeftovers()
  try {
    const lab = new Lab()
    context.after(() => lab.remove())
    return lab
  } catch (error) {
    removeOf(process.pid)
    context.skip(`no right to make network namespaces: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

export class Lab {
  readonly hub = `${PREFIX}${process.pid}-hub`
  readonly #places: Place[] = []

  constructor() {
    run('ip', ['netns', 'add', this.hub])
    for (const side of ['west', 'east']) {
      run('ip', ['-n', this.hub, 'link', 'add', side, 'type', 'bridge'])
      run('ip', ['-n', this.hub, 'link', 'set', side, 'up'])
    }
    run('ip', ['-n', this.hub, 'link', 'add', 'trunk-west', 'type', 'veth', 'peer', 'name', 'trunk-east'])
    for (const side of ['west', 'east']) {
      run('ip', ['-n', this.hub, 'link', 'set', `trunk-${side}`, 'master', side, 'up'])
    }
  }

  get places(): readonly Place[] {
    return this.#places
  }

  /** One more namespace, plugged in. */
  place(side: Side): Place {
    const number = this.#places.length + 1
    const place = { namespace: `${PREFIX}${process.pid}-${number}`, address: `10.77.0.${number}`, side }
    this.#places.push(place)
    run('ip', ['netns', 'add', place.namespace])
    const peer = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', place.namespace]
    run('ip', ['link', 'add', 'name', portOf(place), 'netns', this.hub, ...peer])
    run('ip', ['-n', this.hub, 'link', 'set', portOf(place), 'master', side, 'up'])
    run('ip', ['-n', place.namespace, 'address', 'add', `${place.address}/24`, 'dev', 'eth0'])
    for (const device of ['lo', 'eth0']) run('ip', ['-n', place.namespace, 'link', 'set', device, 'up'])
    return place
  }

  /** Pulls one member's cable. */
  pull(place: Place): void {
    run('ip', ['-n', this.hub, 'link', 'set', portOf(place), 'down'])
  }

  plug(place: Place): void {
    run('ip', ['-n', this.hub, 'link', 'set', portOf(place), 'up'])
  }

  /** West and east no longer hear each other; those on one side do. */
  part(): void {
    run('ip', ['-n', this.hub, 'link', 'set', 'trunk-west', 'down'])
  }

  join(): void {
    run('ip', ['-n', this.hub, 'link', 'set', 'trunk-west', 'up'])
  }

  remove(): void {
    removeOf(process.pid)
  }
}

/** The switch's end of the cable. */
function portOf({ address }: Place): string {
  return `port-${address.split('.').at(-1)}`
}

/** A run that was killed could not tidy up. */
function removeLeftovers(): void {
  const owners = new Set(namespaces().map(({ pid }) => pid))
  for (const pid of owners) if (!isAlive(pid)) removeOf(pid)
}

/** Processes in them end as well: a namespace lives as long as the last of them. */
function removeOf(owner: number): void {
  for (const { namespace, pid } of namespaces()) {
    if (pid !== owner) continue
    const inside = tried('ip', ['netns', 'pids', namespace])?.split('\n') ?? []
    for (const line of inside) if (Number(line) > 0) kill(Number(line))
    tried('ip', ['netns', 'delete', namespace])
  }
}

function namespaces(): { readonly namespace: string; readonly pid: number }[] {
  const lines = tried('ip', ['netns', 'list'])?.split('\n') ?? []
  return lines.flatMap(line => {
    const [namespace, pid] = new RegExp(`^${PREFIX}(\\d+)-\\w+`).exec(line) ?? []
    return namespace === undefined ? [] : [{ namespace, pid: Number(pid) }]
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it ended by itself
  }
}
