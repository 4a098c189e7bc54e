/**
 * Joins, leaves, kicks, bans, restarts elsewhere, old backups and partitions in random orders; then two people are left, and a
 * fresh ticket of one that is in brings them together, unless the other is banned. Serves docs/protocol.md, "What a ticket is
 * worth".
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type GroupId, publicKeyOf } from '#src/base/ids.js'
import type { Store } from '#src/store/store.js'
import { backupOf } from '../support/backups.ts'
import { type Actor, World } from '../support/cast.ts'
import { assertNoFailures } from '../support/checkers.ts'
import { isIn } from '../support/moderating.ts'
import { LONG } from '../support/seeds.ts'

const PEOPLE = 4
const RUNS = LONG ? 600 : 60
/** One member that is offline is dialled each 30 s in turn, and sync has its rounds. */
const SETTLES_MS = 150_000

type Deed =
  | 'come'
  | 'leave'
  | 'slip'
  | 'kick'
  | 'ban'
  | 'unban'
  | 'stop'
  | 'start'
  | 'move'
  | 'copy'
  | 'restore'
  | 'apart'
  | 'calm'
interface Step {
  readonly deed: Deed
  readonly who: number
  readonly whom: number
}

const someone = fc.integer({ min: 0, max: PEOPLE - 1 })
const deed = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Deed>('come') },
  { weight: 5, arbitrary: fc.constantFrom<Deed>('leave', 'kick', 'stop', 'start', 'move', 'ban', 'slip') },
  { weight: 3, arbitrary: fc.constantFrom<Deed>('unban', 'copy', 'restore', 'apart', 'calm') },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ deed, who: someone, whom: someone }) },
  // the founder alone may at first
  {
    weight: 1,
    arbitrary: fc.record({ deed: fc.constantFrom<Deed>('kick', 'ban', 'unban'), who: fc.constant(0), whom: someone }),
  },
)

test('a fresh ticket brings two people together whatever happened before, unless one of them is banned', async () => {
  const ends = { together: 0, banned: 0, over: 0 }
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 1_000_000 }),
    fc.array(step, { minLength: 4, maxLength: 24 }),
    someone,
    fc.integer({ min: 1, max: PEOPLE - 1 }),
    async (seed, steps, first, offset) => {
      const people = await People.begun(seed)
      for (const one of steps) await people.take(one)
      ends[await people.end(first, (first + offset) % PEOPLE)] += 1
    },
  )
  await fc.assert(property, { numRuns: RUNS, seed: 5 })
  assert.ok(ends.together > RUNS / 3 && ends.banned > 0, JSON.stringify(ends))
})

class People {
  readonly #world: World
  readonly #group: GroupId
  readonly #actors: Actor[]
  readonly #backups = new Map<number, Store>()

  private constructor(world: World, actors: Actor[]) {
    this.#world = world
    this.#actors = actors
    this.#group = actors[0]!.create('friends', 'all').group
  }

  static async begun(seed: number): Promise<People> {
    const world = new World(seed, { suite: 'cheap' })
    const actors: Actor[] = []
    for (let index = 0; index < PEOPLE; index += 1) actors.push(await world.actor(`m${index}`))
    const people = new People(world, actors)
    // the last is a stranger at first
    for (const guest of actors.slice(1, -1)) people.#come(guest, actors[0]!)
    return people
  }

  async take({ deed, who, whom }: Step): Promise<void> {
    const actor = this.#actors[who]!
    const other = this.#actors[whom]!
    if (deed === 'calm') this.#world.calm()
    else if (deed === 'apart' && who !== whom) this.#world.cut([actor], [other], 'severed')
    else if (deed === 'start' || deed === 'move') await this.#start(who, deed === 'move')
    else if (actor.dead) return
    else if (deed === 'slip') await this.#slip(who)
    else if (deed === 'stop') actor.kill()
    else if (deed === 'copy') this.#backups.set(who, backupOf(actor.store))
    else if (deed === 'restore') await this.#restore(who)
    else if (deed === 'come') this.#come(actor, other)
    else if (isIn(actor, this.#group)) this.#moderate(deed, actor, other)
    this.#world.run(1_500)
  }

  /** Only these two are left; one of them is to be in the group by its own account. */
  async end(first: number, second: number): Promise<'together' | 'banned' | 'over'> {
    for (const [at, actor] of this.#actors.entries()) if (at !== first && at !== second && !actor.dead) actor.kill()
    for (const at of [first, second]) if (this.#actors[at]!.dead) await this.#start(at, true)
    this.#world.calm()
    this.#world.run(3_000)
    const pair = [this.#actors[first]!, this.#actors[second]!] as const
    const verdict = this.#meet(...pair) ?? this.#meet(pair[1], pair[0])
    if (verdict === 'together') {
      this.#world.run(SETTLES_MS)
      for (const one of pair)
        for (const other of pair) assert.ok(this.#sees(one, other), `${one.name} sees ${other.name}`)
      assert.ok(pair[0].group(this.#group).links.get(pair[1].member) !== undefined, 'they are linked')
    }
    assertNoFailures(pair)
    return verdict ?? 'over'
  }

  /** Undefined where the host turned out to be out itself. */
  #meet(host: Actor, guest: Actor): 'together' | 'banned' | undefined {
    if (!isIn(host, this.#group)) return undefined
    const result = guest.join(host.invite(this.#group))
    const code = 'code' in result ? result.code : 'joined'
    if (code === 'joined' || code === 'already-member') return 'together'
    // the guest has shown by which entry the host is out
    if (!isIn(host, this.#group)) return undefined
    assert.equal(code, 'banned')
    assert.ok(host.group(this.#group).membership?.banned.has(guest.member))
    return 'banned'
  }

  #sees(one: Actor, other: Actor): boolean {
    return one.group(this.#group).membership?.members.get(other.member)?.present === true
  }

  async #start(who: number, moved: boolean): Promise<void> {
    const actor = this.#actors[who]!
    if (!actor.dead) actor.kill()
    this.#actors[who] = await this.#world.restart(actor, moved ? 'moved' : 'same')
  }

  /** Leaves while nobody else runs, and is gone before anybody comes. */
  async #slip(who: number): Promise<void> {
    const others = this.#actors.flatMap((actor, at) => (at === who || actor.dead ? [] : [at]))
    for (const at of others) this.#actors[at]!.kill()
    this.#world.run(1_500)
    if (isIn(this.#actors[who]!, this.#group)) this.#actors[who]!.leave(this.#group)
    this.#world.run(1_500)
    this.#actors[who]!.kill()
    for (const at of others) await this.#start(at, false)
  }

  async #restore(who: number): Promise<void> {
    const backup = this.#backups.get(who)
    if (backup === undefined) return
    const actor = this.#actors[who]!
    actor.kill()
    actor.screen.length = 0
    this.#actors[who] = await this.#world.restore(actor, backupOf(backup))
  }

  #come(actor: Actor, host: Actor): void {
    if (host.dead || host === actor || !isIn(host, this.#group)) return
    try {
      actor.join(host.invite(this.#group))
    } catch (error) {
      // an invite that the rules refuse
      assert.equal((error as { code?: string }).code, 'not-allowed')
    }
  }

  #moderate(deed: Deed, actor: Actor, other: Actor): void {
    try {
      if (deed === 'leave') actor.leave(this.#group)
      else if (deed === 'kick') actor.remove(this.#group, other)
      else if (deed === 'ban') actor.remove(this.#group, other, 'ban')
      else if (deed === 'unban') actor.write(this.#group, { type: 'unban', member: publicKeyOf(other.member)! })
    } catch (error) {
      assert.ok((error as { code?: string }).code !== undefined, String(error))
    }
  }
}
