/** One run of a model: the overlay settles, members die, the author publishes, and what came of it is counted. */
import type { ModelResult, ModelRun } from './model.ts'
import { Message, World } from './world.ts'

/** A protocol over a world, its overlay settled. */
export interface Overlay {
  /** Called once, right before the messages. */
  crashed(): void
  /** The author has it already. */
  publish(message: Message): void
}

export function measure(run: ModelRun, settle: (world: World) => Overlay): ModelResult {
  const world = new World(run)
  const overlay = settle(world)
  world.crash(run.crashShare)
  world.resetCounts()
  const begun = world.now
  overlay.crashed()
  const messages = Array.from({ length: run.messages }, () => published(world, overlay))
  world.queue.run(begun + run.limitRounds * run.roundMs)

  const receivers = world.living().filter(member => member !== world.author)
  const hops = messages.flatMap(message => receivers.map(member => message.hopsTo(member)).filter(count => count >= 0))
  const expected = receivers.length * messages.length
  return {
    deliveries: hops.length,
    expected,
    sends: world.sends,
    duplicates: world.duplicates,
    control: world.control,
    hops: {
      mean: hops.reduce((sum, one) => sum + one, 0) / Math.max(1, hops.length),
      worst: hops.reduce((most, one) => Math.max(most, one), 0),
    },
    fullAtMs: hops.length === expected ? world.lastAtMs - begun : undefined,
    reach: expected === 0 ? 1 : hops.length / expected,
  }
}

/** A new message of the author's, under way. */
export function published(world: World, overlay: Pick<Overlay, 'publish'>): Message {
  const message = new Message(world.members)
  message.take(world.author, 0)
  overlay.publish(message)
  return message
}
