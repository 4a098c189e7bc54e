/**
 * A story of its own making: from a seed, a group and a schedule of what happens to it. What the steps are is in
 * story-steps.ts. The schedule is drawn from a generator of its own, so that a change of the program leaves it as it was.
 */
import type { GroupId } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import type { Actor } from './actor.ts'
import type { HostileKind } from './hostile.ts'
import { tell } from './people.ts'
import { STEPS, type Step } from './story-steps.ts'
import { MARK } from './wire-tap.ts'
import { World } from './world.ts'

/** Another stream than the world's own, which has the seed itself. */
const SCHEDULE = 0x5c4ed
const [FEWEST_MEMBERS, MOST_MEMBERS] = [3, 12]
const [FEWEST_STEPS, MOST_STEPS] = [20, 40]
/** Between two steps, in ms. */
const [SHORTEST_MS, LONGEST_MS] = [200, 6_000]
const HOSTILE_SHARE = 0.2
const HOSTILE_KINDS: readonly HostileKind[] = [
  'dropper',
  'voucher',
  'withholder',
  'alterer',
  'reorderer',
  'forger',
  'cutter',
  'equivocator',
  'duplicator',
  'presence-liar',
  'stale',
]

export interface StoryOptions {
  /** Up to a fifth of the members lie. */
  readonly hostile?: boolean
}

export class Story {
  readonly world: World
  readonly group: GroupId
  readonly random: SeededRandom
  /** Who is a member, dead or alive, each in its present life. */
  readonly members: Actor[]
  /** Who left. */
  readonly gone: Actor[] = []
  /** Whether some cannot reach some others. */
  parted = false
  /** Whether streams die by chance. */
  streamsDie = false
  #texts = 0

  private constructor(world: World, group: GroupId, random: SeededRandom, members: Actor[]) {
    this.world = world
    this.group = group
    this.random = random
    this.members = members
  }

  /** A group that stands, and nothing has happened to it yet. */
  static async begin(seed: number, { hostile = false }: StoryOptions = {}): Promise<Story> {
    const random = new SeededRandom(SCHEDULE ^ seed)
    const below = (end: number) => Math.floor(random.next() * end)
    const count = FEWEST_MEMBERS + below(MOST_MEMBERS - FEWEST_MEMBERS + 1) + (hostile ? 2 : 0)
    const liars: Record<number, HostileKind> = {}
    for (let index = 0; hostile && index < Math.floor(count * HOSTILE_SHARE); index += 1) {
      liars[below(count)] = HOSTILE_KINDS[below(HOSTILE_KINDS.length)]!
    }
    const real = Object.values(liars).includes('forger') || seed === 1
    const world = new World(seed, { suite: real ? 'real' : 'cheap', trace: true, fingers: below(8) > 0 })
    const { group, actors } = await world.gather(count, below(2) === 0 ? 'all' : 'from-join', { hostile: liars })
    world.checks = true
    world.note('world', `has ${actors.map(actor => `${actor.name} ${actor.hostile ?? 'honest'}`).join(', ')}`)
    return new Story(world, group, random, actors)
  }

  /** Twenty to forty things happen, one after the other, with time between. */
  async happen(): Promise<void> {
    const steps = FEWEST_STEPS + this.below(MOST_STEPS - FEWEST_STEPS + 1)
    for (let step = 0; step < steps; step += 1) {
      const chosen = this.#drawn(STEPS.filter(({ may }) => may(this)))
      this.world.note('story', chosen.name)
      await chosen.take(this)
      this.world.run(SHORTEST_MS + this.below(LONGEST_MS - SHORTEST_MS))
    }
  }

  #drawn(steps: readonly Step[]): Step {
    let left = this.random.next() * steps.reduce((sum, { weight }) => sum + weight, 0)
    for (const step of steps) {
      left -= step.weight
      if (left < 0) return step
    }
    return steps[0]!
  }

  /** The network is whole, the dead are back, and it is quiet for as long as `calm` needs at most. */
  async rest(calm: () => boolean, limitMs: number): Promise<void> {
    this.world.calm()
    this.parted = false
    this.streamsDie = false
    for (const actor of this.members.filter(one => one.dead)) await this.revive(actor)
    this.world.until(calm, limitMs)
  }

  /** Members whose process runs. */
  get awake(): Actor[] {
    return this.members.filter(actor => !actor.dead && !actor.paused)
  }

  get honest(): Actor[] {
    return this.members.filter(actor => actor.hostile === undefined)
  }

  /** Texts that no other text is like, each at least so long, in one go. */
  say(actor: Actor, length = 0, count = 1): void {
    const texts = Array.from({ length: count }, (_, index) => `${MARK} ${this.#texts + index}`.padEnd(length, '.'))
    this.#texts += count
    actor.say(this.group, ...texts)
  }

  /** Another one, by chance; a stranger to the words is to see nothing of them. */
  tell(actor: Actor): void {
    const others = this.members.filter(other => other !== actor && isKnown(actor, this.group, other))
    if (others.length === 0) return
    this.#texts += 1
    tell(actor, this.group, this.oneOf(others).member, `${MARK} aside ${this.#texts}`)
  }

  async revive(actor: Actor): Promise<void> {
    const again = await this.world.restart(actor, this.below(2) === 0 ? 'same' : 'moved')
    this.members.splice(this.members.indexOf(actor), 1, again)
  }

  below(end: number): number {
    return Math.floor(this.random.next() * end)
  }

  oneOf<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /** Some of them, at least one, and not all where there are several. */
  someOf<Item>(items: readonly Item[]): Item[] {
    const rest = [...items]
    const count = 1 + this.below(Math.max(1, items.length - 1))
    return Array.from({ length: count }, () => rest.splice(this.below(rest.length), 1)[0]!)
  }
}

/** A newcomer whose join entry is still under way cannot be told anything. */
function isKnown(actor: Actor, group: GroupId, other: Actor): boolean {
  return actor.group(group).membership?.members.get(other.member)?.present === true
}
