/** What the calls of `tocsin/testing` take; how that is read is in chat/arguments.ts. */
import { MAX_MEMBERS } from '../base/limits.js'
import * as a from '../chat/arguments.js'
import * as shape from '../chat/arguments-shapes.js'
import { Group, type MessageEvent, type WaitOptions } from '../index.js'
import type { SpawnOptions } from '../testing.js'
import type { TestNetworkKind, TestNetworkOptions } from './network.js'
import type { Listener, Wanted } from './until.js'

/** Seeds are of 32 bits. */
const seed = a.whole(0, 2 ** 32 - 1)
const network = a.choice<TestNetworkKind>({ tcp: true, memory: true })
const wait = a.options<WaitOptions>({ signal: a.optional(a.signal) })

const listener: a.Shape<Listener> = (given, what) => {
  const group = typeof given === 'object' && given !== null && 'group' in given ? given.group : undefined
  if (group instanceof Group) return { group }
  throw a.wrong(what, 'something with a group', given)
}

const listeners: a.Shape<readonly Listener[]> = (given, what) => {
  if (!isIterable(given)) throw a.wrong(what, 'several that have a group', given)
  const all: Listener[] = []
  for (const one of given) {
    if (all.length === MAX_MEMBERS) throw a.wrong(what, `at most ${MAX_MEMBERS}`, given)
    all.push(listener(one, `${what}[${all.length}]`))
  }
  return all
}

const wanted: a.Shape<Wanted> = (given, what) => {
  if (typeof given === 'string' || isFunction<[MessageEvent], boolean>(given)) return given
  throw a.wrong(what, 'a text, or a function that tells whether a message is the one', given)
}

const condition: a.Shape<(group: Group) => boolean> = (given, what) => {
  if (isFunction<[Group], boolean>(given)) return given
  throw a.wrong(what, 'a function that looks at the group', given)
}

export const testingCalls = {
  spawnGroup: a.call<{ count: number; options: SpawnOptions }>('spawnGroup', {
    count: a.whole(1, MAX_MEMBERS),
    options: a.options<SpawnOptions>({
      network: a.optional(network),
      encryption: a.optional(shape.encryption),
      notarised: a.optional(a.flag),
      history: a.optional(shape.history),
      seed: a.optional(seed),
      fingers: a.optional(shape.fingers),
      limits: a.optional(shape.limits),
      name: a.optional(shape.name),
      signal: a.optional(a.signal),
    }),
  }),
  testNetwork: a.call<{ kind: TestNetworkKind; options: TestNetworkOptions }>('testNetwork', {
    kind: network,
    options: a.options<TestNetworkOptions>({ seed: a.optional(seed) }),
  }),
  untilHeard: a.call<{ member: Listener; wanted: Wanted; options: WaitOptions }>('untilHeard', {
    member: listener,
    wanted,
    options: wait,
  }),
  untilAllHeard: a.call<{ members: readonly Listener[]; wanted: Wanted; options: WaitOptions }>('untilAllHeard', {
    members: listeners,
    wanted,
    options: wait,
  }),
  untilClosed: a.call<{ members: readonly Listener[]; options: WaitOptions }>('untilClosed', {
    members: listeners,
    options: wait,
  }),
  untilTrue: a.call<{ member: Listener; condition: (group: Group) => boolean; options: WaitOptions }>('untilTrue', {
    member: listener,
    condition,
    options: wait,
  }),
}

/** One of these. */
export function oneOf<Item>(items: readonly Item[], what: string): a.Shape<Item> {
  const isItem = (given: unknown): given is Item => items.some(item => item === given)
  return (given, name) => {
    if (isItem(given)) return given
    throw a.wrong(name, what, given)
  }
}

function isIterable(given: unknown): given is Iterable<unknown> {
  return typeof given === 'object' && given !== null && typeof Reflect.get(given, Symbol.iterator) === 'function'
}

/** What it takes and gives back cannot be seen. */
function isFunction<Takes extends unknown[], Gives>(given: unknown): given is (...taken: Takes) => Gives {
  return typeof given === 'function'
}
