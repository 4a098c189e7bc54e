/**
 * Whatever a program hands to the library, it gets an answer or an error with a code, and nothing is half done. Walks every
 * public method, each of its parameters and each of their options.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { groupCalls, messageCalls, moderationCalls, tocsinCalls } from '#src/chat/arguments-of-calls.js'
import type {
  CreateGroupOptions,
  FeedOptions,
  HistoryOptions,
  InviteOptions,
  JoinOptions,
  LeaveOptions,
  PageOptions,
  SearchOptions,
  SendOptions,
  SetVerifiedOptions,
  TocsinOptions,
  WaitOptions,
} from '#src/index.js'
import { createTocsin, Group, Message, Moderation, shortIdOf, Tocsin, TocsinError } from '#src/index.js'
import { memoryStore } from '#src/store/memory.js'
import * as testing from '#src/testing.js'
import { HOSTILE, thorny } from '../support/hostile-values.ts'

/** A program without types. */
type Untyped = (...given: unknown[]) => unknown
/** Whether a value is one that the documentation allows in this place. */
type Allowed = (value: unknown) => boolean
/** An option object: each key that its type has. */
type Keys<Given> = Readonly<Record<keyof Required<Given>, Allowed>>
interface Place {
  readonly method: string
  readonly call: Untyped
  /** What is given in the other places. */
  readonly base: readonly unknown[]
  readonly at: number
  /** An option, or undefined for the parameter itself. */
  readonly key: string | undefined
  readonly allowed: Allowed
}

const isText: Allowed = value => typeof value === 'string' && value.isWellFormed()
const isFlag: Allowed = value => typeof value === 'boolean'
const isCount: Allowed = value => Number.isSafeInteger(value) && Number(value) >= 0
const isSignal: Allowed = value => value instanceof AbortSignal
const isBytes: Allowed = value => Object.prototype.toString.call(value) === '[object Uint8Array]'
const isWord =
  (...words: string[]): Allowed =>
  value =>
    typeof value === 'string' && words.includes(value)
const isName: Allowed = value => isText(value) && `${value}`.trim() !== '' && `${value}`.length <= 128
const isId: Allowed = value => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
/** Texts and numbers that mean a time are checked in durations.test.ts. */
const isTime: Allowed = value => typeof value === 'string' || (Number.isFinite(value) && Number(value) > 0)
const never: Allowed = () => false
const isEmpty: Allowed = value => value !== null && typeof value === 'object' && Reflect.ownKeys(value).length === 0

const folder = mkdtempSync(join(tmpdir(), 'tocsin-arguments-'))
process.chdir(folder)
const network = testing.testNetwork('memory')
const alice = await createTocsin({ name: 'alice', network })
const bob = await createTocsin({ name: 'bob', network })
const group = await alice.createGroup({ name: 'friends' })
const atBob = await bob.join(await group.invite())
const message = await group.send('hello')
after(async () => {
  await Promise.all([alice.stop(), bob.stop()])
  process.chdir(tmpdir())
  rmSync(folder, { recursive: true })
})

/** Drops the types of a call, as a program without them does. */
function untyped(of: object, method: string): Untyped {
  return (...given) => Reflect.apply(Reflect.get(of, method), of, given)
}

/** The places of a call: one for each parameter, and one for each key of those that are options. */
function places(
  method: string,
  call: Untyped,
  ...parameters: readonly (readonly [unknown, Allowed | Readonly<Record<string, Allowed>>])[]
) {
  const base = parameters.map(([value]) => value)
  return parameters.flatMap(([, what], at): Place[] => {
    const place = { method, call, base, at }
    if (typeof what === 'function') return [{ ...place, key: undefined, allowed: what }]
    const keys = Object.entries<Allowed>(what).map(([key, allowed]) => ({ ...place, key, allowed }))
    return [{ ...place, key: undefined, allowed: isEmpty }, ...keys]
  })
}

/** A group for each call, since some of them end it. */
async function throwaway(): Promise<Group> {
  return alice.createGroup({ name: 'for once' })
}

const waiting: Keys<WaitOptions> = { signal: isSignal }
const sending: Keys<SendOptions> = { kind: isWord('text', 'action') }
const paging: Keys<PageOptions> = { before: isId, limit: isCount, ignored: isFlag }

const OF_TOCSIN = {
  createGroup: [
    [
      { name: 'x' },
      {
        name: isName,
        encryption: isWord('per-peer', 'pairwise', 'sender-keys', 'mls'),
        history: isWord('none', 'from-join', 'all'),
        expire: isTime,
        notarised: isFlag,
      } satisfies Keys<CreateGroupOptions>,
    ],
  ],
  join: [
    ['garbage', isText],
    [{}, { signal: isSignal, queue: isFlag } satisfies Keys<JoinOptions>],
  ],
  joined: [
    [group.id, isId],
    [{}, waiting],
  ],
  cancelJoin: [[group.id, isId]],
  joinEvents: [[{}, waiting]],
  setStatus: [
    ['away', isWord('online', 'away', 'busy')],
    ['', isText],
  ],
} satisfies Record<keyof Omit<typeof tocsinCalls, 'createTocsin'>, Parameters<typeof places>[2][]>

const OF_GROUP = {
  verify: [[bob.peerId, never]],
  displayNameOf: [
    [bob.peerId, never],
    ['bob', isText],
  ],
  setVerified: [
    [bob.peerId, never],
    [false, isFlag],
    [{}, { digits: isText } satisfies Keys<SetVerifiedOptions>],
  ],
  send: [
    ['x', isText],
    [{}, sending],
  ],
  tell: [
    [bob.peerId, never],
    ['x', isText],
    [{}, sending],
  ],
  sendCustom: [
    ['x', isText],
    [Uint8Array.of(1), isBytes],
  ],
  rename: [['alice', isName]],
  ignore: [[bob.peerId, never]],
  unignore: [[bob.peerId, never]],
  invite: [
    [
      {},
      {
        uses: value => isCount(value) && Number(value) > 0,
        expires: isTime,
        approve: isFlag,
      } satisfies Keys<InviteOptions>,
    ],
  ],
  history: [[{}, { ...paging, custom: isFlag } satisfies Keys<HistoryOptions>]],
  search: [
    ['hello', isText],
    [{}, { ...paging, exact: isFlag } satisfies Keys<SearchOptions>],
  ],
  events: [[{}, { since: isId, signal: isSignal } satisfies Keys<FeedOptions>]],
} satisfies Record<keyof Omit<typeof groupCalls, 'leave'>, Parameters<typeof places>[2][]>

const OF_MODERATION = {
  kick: [[bob.peerId, never]],
  ban: [[bob.peerId, never]],
  unban: [[bob.peerId, never]],
  handOver: [[bob.peerId, never]],
  approve: [[bob.peerId, never]],
  decline: [[bob.peerId, never]],
  setRole: [
    [bob.peerId, never],
    ['member', isWord('moderator', 'member', 'observer')],
  ],
  setTopic: [['x', isText]],
  set: [
    ['limit', isWord('name', 'limit', 'speak', 'invites', 'topic-lock', 'expire')],
    ['10', isText],
  ],
  revoke: [['garbage', never]],
} satisfies Record<keyof typeof moderationCalls, Parameters<typeof places>[2][]>

const reach: Allowed = value => isCount(value) || value === 'all' || value === 'neighbours'
const OF_MESSAGE = {
  reached: [
    [0, reach],
    [{}, waiting],
  ],
} satisfies Record<keyof typeof messageCalls, Parameters<typeof places>[2][]>

const limits = { entriesPerSecond: 20, burst: 100, bytes: 1000 }
const TOCSIN: Keys<TocsinOptions> = {
  name: isName,
  data: value => isText(value) && value !== '' && !`${value}`.includes('\0'),
  passphrase: isText,
  listen: value => Array.isArray(value) && value.every(isText),
  fingers: value => value === 0,
  limits: isEmpty,
  network: never,
  store: never,
  identity: never,
  random: never,
  scheduler: never,
  suite: never,
}

const started: Untyped = (...given) => Reflect.apply(createTocsin, undefined, given)
const spawning: Untyped = (...given) => Reflect.apply(testing.spawnGroup, undefined, given)
const PLACES: readonly Place[] = [
  ...walked(alice, OF_TOCSIN),
  ...walked(group, OF_GROUP),
  ...walked(group.moderation, OF_MODERATION),
  ...walked(message, OF_MESSAGE),
  ...places('leave', async given => untyped(await throwaway(), 'leave')(given), [
    {},
    { message: isText } satisfies Keys<LeaveOptions>,
  ]),
  ...places('createTocsin', started, [{ name: 'x', network }, TOCSIN]),
  ...['entriesPerSecond', 'burst', 'bytes'].flatMap(key =>
    places(`createTocsin({ limits.${key} })`, value => started({ network, limits: { ...limits, [key]: value } }), [
      1,
      value => value === undefined || (typeof value === 'number' && value > 0),
    ]),
  ),
  ...places('shortIdOf', (...given) => Reflect.apply(shortIdOf, undefined, given), [bob.peerId, never]),
  ...places(
    'spawnGroup',
    spawning,
    [1, value => isCount(value) && value === 1],
    [
      {},
      {
        network: isWord('memory', 'tcp'),
        encryption: isWord('per-peer', 'pairwise', 'sender-keys', 'mls'),
        notarised: isFlag,
        history: isWord('none', 'from-join', 'all'),
        seed: isCount,
        fingers: value => value === 0,
        limits: isEmpty,
        name: isName,
        signal: isSignal,
      } satisfies Keys<testing.SpawnOptions>,
    ],
  ),
  ...places(
    'testNetwork',
    (...given) => Reflect.apply(testing.testNetwork, undefined, given),
    ['memory', isWord('memory', 'tcp')],
    [{}, { seed: isCount }],
  ),
  ...places(
    'untilHeard',
    untyped(testing, 'untilHeard'),
    [{ group }, never],
    ['hello', isWord('hello')],
    [{}, waiting],
  ),
  ...places(
    'untilAllHeard',
    untyped(testing, 'untilAllHeard'),
    [[{ group }], isNone],
    ['hello', isWord('hello')],
    [{}, waiting],
  ),
  ...places('untilClosed', untyped(testing, 'untilClosed'), [[{ group }], isNone], [{}, waiting]),
  ...places('untilTrue', untyped(testing, 'untilTrue'), [{ group }, never], [() => true, never], [{}, waiting]),
]

function isNone(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0)
}

function walked(of: object, table: Readonly<Record<string, readonly Parameters<typeof places>[2][]>>): Place[] {
  return Object.entries(table).flatMap(([method, parameters]) => places(method, untyped(of, method), ...parameters))
}

/** What is given where this place has this value. */
function givenAt({ base, at, key }: Place, value: unknown): unknown[] {
  return base.map((one, index) => {
    if (index !== at) return one
    return key === undefined ? value : { ...Object(one), [key]: value }
  })
}

/** The first thing that comes of a call; what was started is stopped. */
async function outcome(place: Place, value: unknown): Promise<{ readonly error: unknown } | undefined> {
  try {
    const result: unknown = await place.call(...givenAt(place, value))
    if (typeof result !== 'object' || result === null) return undefined
    if (result instanceof Tocsin || Array.isArray(result)) await Reflect.get(result, 'stop')?.call(result)
    if (place.method === 'history' || place.method === 'search') await Reflect.get(result, 'next').call(result)
    if (Symbol.asyncIterator in result) await Reflect.get(result, 'return').call(result)
    return undefined
  } catch (error) {
    return { error }
  }
}

/** A function as a predicate would wait for ever for the message that it never finds. */
function isLeftOut({ method, key, at }: Place, value: unknown): boolean {
  if (method.startsWith('until') && key === undefined && at === 1)
    return typeof value === 'function' || typeof value === 'string'
  if (method === 'spawnGroup' && key === undefined) return value === 1
  return false
}

/** A value that cannot even be looked at is none that is documented. */
function allows(allowed: Allowed, value: unknown): boolean {
  try {
    return allowed(value)
  } catch {
    return false
  }
}

async function check(place: Place, label: string, value: unknown): Promise<void> {
  if (isLeftOut(place, value)) return
  const where = `${place.method}, ${place.key ?? `parameter ${place.at + 1}`}: ${label}`
  const failed = await outcome(place, value)
  const isDefault = value === undefined && (place.key !== undefined || typeof place.base[place.at] === 'object')
  if (failed === undefined) {
    assert.ok(
      isDefault ||
        allows(place.allowed, value) ||
        (value === undefined && ['setStatus', 'displayNameOf'].includes(place.method)),
      `${where} is taken`,
    )
    return
  }
  const { error } = failed
  assert.ok(error instanceof TocsinError, `${where}: ${error}`)
  assert.ok(!['bug', 'store-failed', 'timeout'].includes(error.code), `${where}: ${error.code} ${error.message}`)
  assert.match(error.message, /^.{1,400}$/u, where)
  if (error.code === 'bad-argument' && !allows(place.allowed, value)) assert.match(error.message, /\w/)
}

test('every method of the library has its parameters checked', () => {
  const methods = (of: { readonly prototype: object }) =>
    Object.entries(Object.getOwnPropertyDescriptors(of.prototype))
      .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
      .map(([name]) => name)
      .sort()
  assert.deepEqual(methods(Tocsin), [...Object.keys(OF_TOCSIN), 'groups', 'stop'].sort())
  assert.deepEqual(methods(Group), [...Object.keys(OF_GROUP), 'leave'].sort())
  assert.deepEqual(methods(Moderation), Object.keys(OF_MODERATION).sort())
  assert.deepEqual(methods(Message), Object.keys(OF_MESSAGE).sort())
})

test('a value that no parameter documents is refused with a code, in every place', async () => {
  for (const place of PLACES) {
    for (const [label, value] of HOSTILE) await check(place, label, value)
    const one = place.base[place.at]
    if (place.key === undefined && typeof one === 'object') await check(place, 'thorns', thorny(Object.keys(one ?? {})))
  }
})

test('any value at any place is an answer or an error with a code', async () => {
  const values = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PLACES), values, async (place, value) => {
      const failed = await Promise.race([outcome(place, isLeftOut(place, value) ? undefined : value)])
      if (failed === undefined) return
      assert.ok(failed.error instanceof TocsinError, `${place.method}: ${failed.error}`)
      assert.ok(!['bug', 'store-failed'].includes(failed.error.code), `${place.method}: ${failed.error.message}`)
    }),
    { numRuns: 500 },
  )
})

test('after all that was refused the group works, and holds what was sent and nothing else', async () => {
  const last = await group.send('still here')
  await testing.untilHeard({ group: atBob }, 'still here')
  await last.reached('all')
  for await (const { text } of group.history()) assert.ok(text.isWellFormed() && !text.includes('[object'))
  assert.equal(group.name, 'friends')
  assert.equal(group.members.length, 2)
})

test('a refused createTocsin makes no folder', async () => {
  const before = readdirSync(folder)
  for (const [key, allowed] of Object.entries(TOCSIN)) {
    for (const [, value] of HOSTILE) {
      if (key === 'data' || key === 'identity' || value === undefined || allows(allowed, value)) continue
      await assert.rejects(
        started({ network, data: 'refused', [key]: value }) as Promise<unknown>,
        (error: unknown) => error instanceof TocsinError,
      )
      assert.ok(!existsSync('refused'), key)
    }
  }
  await assert.rejects(started({ data: 'refused', listen: ['garbage'] }) as Promise<unknown>, { code: 'bad-argument' })
  await assert.rejects(started({ dta: 'refused' }) as Promise<unknown>, { code: 'bad-argument', message: /"dta"/ })
  assert.deepEqual(readdirSync(folder), before)
})

test('the parts that an embedder brings along are taken as they are', async () => {
  const own = await createTocsin({ network, store: memoryStore(), listen: [], limits: { burst: 5 }, fingers: 0 })
  await own.stop()
})

test('what an argument was and should have been is in the text, and no secret is', async () => {
  const told = async (call: unknown) => {
    const error: unknown = await Promise.resolve(call).then(
      () => undefined,
      cause => cause,
    )
    assert.ok(error instanceof TocsinError)
    return error.message
  }
  const createGroup = untyped(alice, 'createGroup')
  assert.equal(
    await told(createGroup({ name: 'x', history: 'foo' })),
    'createGroup: history is one of none, from-join, all, not "foo"',
  )
  assert.equal(
    await told(createGroup({ name: 'x', notarised: 'no' })),
    'createGroup: notarised is true or false, not "no"',
  )
  assert.equal(await told(untyped(group, 'send')({})), 'send: text is a text, not another object')
  assert.equal(await told(untyped(group, 'send')('x', { kidn: 'text' })), 'send: options has no "kidn"; it has kind')
  assert.throws(() => untyped(group, 'events')({ since: 'garbage' }), {
    code: 'bad-argument',
    message: 'events: since is the id of a message, 64 hex digits, not "garbage"',
  })
  const secret = 'open sesame \ud800'
  assert.doesNotMatch(await told(started({ network, data: 'x', passphrase: secret })), /sesame/)
  assert.doesNotMatch(await told(untyped(alice, 'join')(secret)), /sesame/)
})

test('what is given is read when the call is made: changing it afterwards changes nothing', async () => {
  const data = Uint8Array.of(1, 2, 3)
  const sent = group.sendCustom('app', data)
  data.fill(9)
  const { id } = await sent
  for await (const event of group.history({ custom: true, limit: 10 })) {
    if (event.id === id && event.type === 'custom') assert.deepEqual([...event.data], [1, 2, 3])
  }
})
