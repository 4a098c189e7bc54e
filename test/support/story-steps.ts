/** What may happen in a story: each step with its weight, and when it is possible. Honest faults only. */
import type { Status } from '#src/group/presence.js'
import { rename, says } from './people.ts'
import type { Story } from './story.ts'

export interface Step {
  readonly name: string
  /** How often, against the others. */
  readonly weight: number
  may(story: Story): boolean
  take(story: Story): void | Promise<void>
}

/** Fewer would be no group. */
const FEWEST_AWAKE = 2
const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS
const JUMPS_MS = [YEAR_MS, -HOUR_MS, HOUR_MS, 10 * 60_000, -5_000]
const DRIFTS = [0.98, 1, 1.02]
const LOSSES = [0, 0.05, 0.1, 0.2]
const JITTERS_MS = [0, 100, 500]
const STREAM_DEATHS = [0, 1, 5]
const BYTES_PER_SECOND = [200, 2_000, 20_000]
const STATUSES: readonly Status[] = ['online', 'away', 'busy']
/** Few, so that some have the same. */
const NAMES = ['alice', 'bob', 'carol']
/** Below and above what is announced and pulled rather than sent. */
const LENGTHS = [10_000, 40_000, 200_000]
/** A leave is heard, and its author's process ends. */
const LEAVE_MS = 3_000
const MAX_MEMBERS = 14

const always = () => true
const whole = (story: Story) => !story.parted
const canSpareOne = (story: Story) => story.awake.length > FEWEST_AWAKE

export const STEPS: readonly Step[] = [
  { name: 'one speaks', weight: 6, may: always, take: story => story.say(story.oneOf(story.awake)) },
  {
    name: 'several speak at once',
    weight: 4,
    may: always,
    take: story => {
      for (const actor of story.someOf(story.awake)) story.say(actor, 0, 3)
    },
  },
  {
    name: 'one speaks at length',
    weight: 1,
    may: always,
    take: story => story.say(story.oneOf(story.awake), story.oneOf(LENGTHS)),
  },
  {
    name: 'one tells another',
    weight: 1,
    may: always,
    take: story => story.tell(story.oneOf(story.awake)),
  },
  {
    name: 'one says how it is',
    weight: 1,
    may: always,
    take: story => says(story.oneOf(story.awake), story.oneOf(STATUSES), `since ${story.world.scheduler.now()}`),
  },
  {
    name: 'one takes another name',
    weight: 1,
    may: always,
    take: story => rename(story.oneOf(story.awake), story.group, story.oneOf(NAMES)),
  },
  { name: 'a process dies', weight: 3, may: canSpareOne, take: story => story.oneOf(story.awake).kill() },
  {
    name: 'a process dies as it speaks',
    weight: 1,
    may: canSpareOne,
    take: story => {
      const actor = story.oneOf(story.awake)
      story.say(actor)
      // as long as a commit takes, and less than it takes to be heard
      story.world.run(1)
      actor.kill()
    },
  },
  {
    name: 'a process comes back',
    weight: 4,
    may: story => story.members.some(actor => actor.dead),
    take: story => story.revive(story.oneOf(story.members.filter(actor => actor.dead))),
  },
  { name: 'the network parts', weight: 2, may: whole, take: story => part(story, story.oneOf(['severed', 'silent'])) },
  { name: 'the network passes one way', weight: 1, may: whole, take: story => part(story, 'one-way') },
  {
    name: 'the network is whole again',
    weight: 4,
    may: story => story.parted,
    take: story => {
      const everyone = [...story.world.actors.values()]
      story.world.heal(everyone, everyone)
      story.parted = false
    },
  },
  {
    name: 'streams are severed',
    weight: 1,
    may: always,
    take: story => {
      const some = story.someOf(story.members)
      story.world.sever(some, rest(story, some))
    },
  },
  { name: 'loss', weight: 2, may: always, take: story => story.world.lose(story.oneOf(LOSSES)) },
  { name: 'jitter', weight: 1, may: always, take: story => story.world.jitter(story.oneOf(JITTERS_MS)) },
  {
    name: 'streams die',
    weight: 1,
    may: always,
    take: story => {
      const perMinute = story.oneOf(STREAM_DEATHS)
      story.world.killStreams(perMinute)
      story.streamsDie = perMinute > 0
    },
  },
  { name: 'a process stands still', weight: 2, may: canSpareOne, take: story => story.oneOf(story.awake).pause() },
  {
    name: 'a process goes on',
    weight: 4,
    may: story => story.members.some(actor => actor.paused),
    take: story => story.oneOf(story.members.filter(actor => actor.paused)).resume(),
  },
  {
    name: 'one reads slowly',
    weight: 1,
    may: always,
    take: story => story.oneOf(story.awake).readSlowly(story.oneOf(BYTES_PER_SECOND)),
  },
  {
    name: 'all read normally',
    weight: 1,
    may: always,
    take: story => {
      for (const actor of story.awake) actor.readNormally()
    },
  },
  {
    name: 'a clock is set',
    weight: 1,
    may: always,
    take: story => story.oneOf(story.awake).jumpClock(story.oneOf(JUMPS_MS)),
  },
  {
    name: 'a clock drifts',
    weight: 1,
    may: always,
    take: story => story.oneOf(story.awake).driftClock(story.oneOf(DRIFTS)),
  },
  {
    name: 'one joins',
    weight: 1,
    may: story => whole(story) && story.members.length < MAX_MEMBERS && punctual(story).length > 0,
    take: async story => {
      const newcomer = await story.world.actor(`m${story.world.actors.size}`)
      newcomer.mustJoin(story.oneOf(punctual(story)).invite(story.group))
      story.members.push(newcomer)
    },
  },
  {
    name: 'one leaves',
    weight: 1,
    may: story => canSpareOne(story) && heard(story).length > 0,
    take: async story => {
      const actor = story.oneOf(heard(story))
      actor.leave(story.group)
      story.world.run(LEAVE_MS)
      await actor.stop()
      story.members.splice(story.members.indexOf(actor), 1)
      story.gone.push(actor)
    },
  },
]

/**
 * Whose clock is not ahead. Under `from-join` a newcomer reads above the order of its join entry, which is by the clock of
 * whoever admits it: of one that is a year ahead it would hear nothing for a year.
 */
function punctual(story: Story): Story['members'] {
  return story.awake.filter(actor => actor.clock.wall() <= story.world.scheduler.now())
}

/** Who would be heard if it left; a leave that nobody hears is lost with the process. */
function heard(story: Story): Story['members'] {
  if (story.parted || story.streamsDie) return []
  return story.awake.filter(actor => {
    const links = story.awake.filter(other => actor.group(story.group).links.get(other.member) !== undefined)
    return links.length >= FEWEST_AWAKE
  })
}

function part(story: Story, how: 'severed' | 'silent' | 'one-way'): void {
  const some = story.someOf(story.members)
  story.world.cut(some, rest(story, some), how)
  story.parted = true
}

function rest(story: Story, some: readonly Story['members'][number][]): Story['members'] {
  return story.members.filter(actor => !some.includes(actor))
}
