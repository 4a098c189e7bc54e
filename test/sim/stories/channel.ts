/**
 * S27 of the scenarios: a public channel on a busy day, replayed. Those who speak are members, they join and leave as they
 * did, and each ends up with exactly what was said while it was one. Any encryption, with real primitives: look-alike ones
 * once hid that a member lacked a key. The data lies beside the project;
 * `missing` says where it is looked for when it is not there.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EntryId, GroupId } from '#src/base/ids.js'
import type { Encryption } from '#src/group/control.js'
import { type Actor, World } from '../../support/cast.ts'
import { assertNoFailures, assertShownOnce, idsIn } from '../../support/checkers.ts'

interface Line {
  readonly kind: 'message' | 'join' | 'leave' | 'rename'
  readonly nick: string
  readonly text?: string
  readonly to?: string
}

const FOLDER = process.env.TOCSIN_DATA_DIR ?? join(import.meta.dirname, '../../../../shared/data')
const FILE = join(FOLDER, 'ubuntu-irc-2006-06-01.jsonl')
/** Between two messages of a conversation. */
const PAUSE_MS = 40
/** After this a join or a leave is known to everybody, so that what each may hold is exact. */
const CALM_MS = 4_000

/** Why the channel cannot be replayed; undefined where it can. */
export const missing = existsSync(FILE) ? undefined : `no ${FILE}; set TOCSIN_DATA_DIR to where it lies`

/** So many of its 2,114 lines. */
export async function replayedChannel(
  seed: number,
  count: number,
  { encryption, deniable }: { readonly encryption?: Encryption; readonly deniable?: boolean } = {},
): Promise<void> {
  const lines = read(count)
  const channel = await Channel.open(
    new World(seed, { suite: 'real', ...(encryption && { encryption }), ...(deniable !== undefined && { deniable }) }),
    lines,
  )
  for (const line of lines) await channel.take(line)
  channel.calm()
  channel.check()
}

interface Part {
  readonly actor: Actor
  /** What was said while it was a member. */
  readonly due: EntryId[]
  present: boolean
}

class Channel {
  readonly #world: World
  readonly #group: GroupId
  readonly #host: Actor
  readonly #parts = new Map<string, Part>()
  /** Nicks of those who speak at some time; the others are not replayed. */
  readonly #speakers: ReadonlySet<string>
  readonly #said: EntryId[] = []
  /** Nick of today to the nick somebody came with. */
  readonly #renamed = new Map<string, string>()
  #phase: 'talk' | 'change' = 'change'

  private constructor(world: World, group: GroupId, host: Actor, speakers: ReadonlySet<string>) {
    this.#world = world
    this.#group = group
    this.#host = host
    this.#speakers = speakers
  }

  /** A host that only listens, and those who were there before the first line. */
  static async open(world: World, lines: readonly Line[]): Promise<Channel> {
    const host = await world.actor('host')
    const { group } = host.create('#ubuntu')
    const channel = new Channel(world, group, host, speakersIn(lines))
    for (const nick of presentAtFirst(lines)) await channel.#join(nick)
    channel.calm()
    return channel
  }

  async take({ kind, nick, text, to }: Line): Promise<void> {
    const who = this.#renamed.get(nick) ?? nick
    if (kind === 'rename' && to !== undefined) this.#renamed.set(to, who)
    else if (!this.#speakers.has(who)) return
    else if (kind === 'join') await this.#join(who)
    else if (kind === 'leave') this.#leave(who)
    else if (kind === 'message' && text !== undefined) await this.#say(who, text)
  }

  calm(): void {
    this.#world.run(CALM_MS)
  }

  /** Between what is said and who comes or goes all is calm; within either it is not. */
  #enter(phase: 'talk' | 'change'): void {
    if (this.#phase !== phase) this.calm()
    this.#phase = phase
  }

  check(): void {
    assert.deepEqual(idsIn(this.#host, this.#group).toSorted(), this.#said.toSorted(), 'the host holds all')
    const place = new Map(idsIn(this.#host, this.#group).map((id, index) => [id, index]))
    for (const { actor, due } of this.#parts.values()) {
      const inOrder = due.toSorted((left, right) => place.get(left)! - place.get(right)!)
      assert.deepEqual(idsIn(actor, this.#group), inOrder, `${actor.name} holds another history than it may`)
      assertShownOnce(actor, this.#group)
    }
    const actors = [this.#host, ...[...this.#parts.values()].map(part => part.actor)]
    assertNoFailures(actors)
  }

  async #join(nick: string): Promise<void> {
    const part = this.#parts.get(nick) ?? { actor: await this.#world.actor(nick), due: [], present: false }
    this.#parts.set(nick, part)
    if (part.present) return
    this.#enter('change')
    part.actor.mustJoin(this.#host.invite(this.#group, 1))
    part.present = true
  }

  #leave(nick: string): void {
    const part = this.#parts.get(nick)
    if (part?.present !== true) return
    this.#enter('change')
    part.actor.leave(this.#group)
    part.present = false
  }

  /** Somebody who speaks without having joined came in a line that was left out. */
  async #say(nick: string, text: string): Promise<void> {
    if (this.#parts.get(nick)?.present !== true) await this.#join(nick)
    this.#enter('talk')
    const part = this.#parts.get(nick)!
    for (const id of part.actor.say(this.#group, text)) {
      this.#said.push(id)
      for (const one of this.#parts.values()) if (one.present) one.due.push(id)
    }
    this.#world.run(PAUSE_MS)
  }
}

function read(count: number): Line[] {
  const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n')
  return lines.slice(0, count).map(line => JSON.parse(line) as Line)
}

function speakersIn(lines: readonly Line[]): Set<string> {
  const renamed = new Map<string, string>()
  const speakers = new Set<string>()
  for (const { kind, nick, to } of lines) {
    const who = renamed.get(nick) ?? nick
    if (kind === 'rename' && to !== undefined) renamed.set(to, who)
    if (kind === 'message') speakers.add(who)
  }
  return speakers
}

/** Whose first line is not a join was there already. */
function presentAtFirst(lines: readonly Line[]): string[] {
  const seen = new Set<string>()
  const present: string[] = []
  for (const { kind, nick, to } of lines) {
    if (!seen.has(nick) && kind === 'message') present.push(nick)
    seen.add(nick)
    if (to !== undefined) seen.add(to)
  }
  return present
}
