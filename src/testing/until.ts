/**
 * Waits for tests: until a message is there, until the ring is closed, until anything is true. Each looks first and
 * then listens, so that it does not matter whether the event comes before or after the call. None of them polls or
 * has a clock; who wants a limit passes `AbortSignal.timeout(ms)` and gets TocsinError `aborted`.
 */
import { TocsinError } from '../base/errors.js'
import { checkSignal } from '../chat/message.js'
import type { ChatEvent, Group, MessageEvent, WaitOptions } from '../index.js'
import { testingCalls } from './arguments.js'

/** A spawned member, or anything else that has a group. */
export interface Listener {
  readonly group: Group
}

/** A text, exactly, or what a message must satisfy. */
export type Wanted = string | ((message: MessageEvent) => boolean)

/** How far back `untilHeard` looks: a test's whole history. */
const MAX_LOOK_BACK = 1000

/** The message, once the member holds it: among its newest 1,000 or from now on. */
export async function untilHeard(listener: Listener, message: Wanted, wishes: WaitOptions = {}): Promise<MessageEvent> {
  const { member, wanted, options } = testingCalls.untilHeard({ member: listener, wanted: message, options: wishes })
  const { group } = member
  const fits = typeof wanted === 'string' ? (one: MessageEvent) => one.text === wanted : wanted
  return listen(
    group,
    async () => {
      for await (const one of group.history({ limit: MAX_LOOK_BACK })) if (fits(one)) return one
      return undefined
    },
    event => (event.type === 'message' && fits(event) ? event : undefined),
    options,
  )
}

/** `untilHeard` at each of them; the messages come in the order of the members. */
export async function untilAllHeard(
  listeners: Iterable<Listener>,
  message: Wanted,
  wishes: WaitOptions = {},
): Promise<MessageEvent[]> {
  const given = testingCalls.untilAllHeard({ members: listeners, wanted: message, options: wishes })
  return Promise.all(given.members.map(member => untilHeard(member, given.wanted, given.options)))
}

/** Until each of these members sees all of them online and is linked to both its neighbours. */
export async function untilClosed(listeners: Iterable<Listener>, wishes: WaitOptions = {}): Promise<void> {
  const { members: all, options } = testingCalls.untilClosed({ members: listeners, options: wishes })
  const selves = all.map(({ group }) => group.members.find(({ self }) => self)?.member)
  const isClosed = ({ ring }: Group): boolean => {
    if (!ring.closed) return false
    const online = new Set(ring.members.filter(entry => entry.online).map(({ member }) => member))
    return selves.every(self => self !== undefined && online.has(self))
  }
  await Promise.all(
    all.map(({ group }) =>
      listen(
        group,
        async () => isClosed(group) || undefined,
        // the count is cheap, the ring is not: hundreds of members hear of each other's coming at once
        event =>
          event.type === 'ring' && event.closed && event.members >= all.length && isClosed(group) ? true : undefined,
        options,
      ),
    ),
  )
}

/** Until `condition` holds of the member's group; it is asked now and after each event of the group. */
export async function untilTrue(
  listener: Listener,
  holds: (group: Group) => boolean,
  wishes: WaitOptions = {},
): Promise<void> {
  const { member, condition, options } = testingCalls.untilTrue({ member: listener, condition: holds, options: wishes })
  const { group } = member
  const look = (): true | undefined => (condition(group) ? true : undefined)
  await listen(group, async () => look(), look, options)
}

/** Subscribes, looks, and only then waits: what happens in between is in the reader's queue. */
async function listen<Found>(
  group: Group,
  look: () => Promise<Found | undefined>,
  found: (event: ChatEvent) => Found | undefined,
  { signal }: WaitOptions,
): Promise<Found> {
  checkSignal(signal)
  const enough = new AbortController()
  const events = group.events({
    signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
  })
  try {
    let next = events.next()
    const already = await look()
    if (already !== undefined) {
      next.catch(() => undefined)
      return already
    }
    for (let step = await next; step.done !== true; step = await next) {
      const match = found(step.value)
      if (match !== undefined) return match
      next = events.next()
    }
  } finally {
    enough.abort()
  }
  checkSignal(signal)
  throw new TocsinError('stopped', 'the peer stopped before what was waited for came')
}
