/**
 * The state as small named values, so that a step writes what it changed and no more. Serves docs/protocol.md, "Sender
 * keys". What seldom changes and what every message changes stand in values of their own. What is read is ours or
 * damaged, and never throws.
 */
import { joinBytes } from '../../base/bytes.js'
import { hexOf, type MemberId } from '../../base/ids.js'
import type { Channels } from '../pairwise/channels.js'
import { type FieldReader, flag, time, u32 } from '../pairwise/fields.js'
import type { CipherSelf, SavedValue } from '../schemes/group-cipher.js'
import type { Suite } from '../suite.js'
import { encodeChain, encodeList, readChain, readList, readWhole, wholeValues } from './fields.js'
import { keyTag } from './key-schedule.js'
import { hexName, KEY_BYTES, NAME_BYTES, shortName } from './messages.js'
import { peerChanges, restoredPeers } from './peer-at-rest.js'
import {
  type HeardSeed,
  MAX_STEP_KEYS,
  type Own,
  type OwnKey,
  type Removal,
  type SenderKeys,
  type Sending,
} from './state.js'

const OWN = 'sender-keys/own'
const SENDING = 'sender-keys/sending'
const SEED = 'sender-keys/seed/'
const REMOVAL = 'sender-keys/removal/'
/** Recipients of a seed: more than a key message has slots for. */
const MAX_RECIPIENTS = 4000

/** What has another value now that `before` has become `after`; of the peers only those that were `touched`. */
export function savedChanges(
  before: SenderKeys | undefined,
  after: SenderKeys,
  touched: Iterable<MemberId>,
): SavedValue[] {
  const saved: SavedValue[] = []
  if (before?.own !== after.own) saved.push([OWN, encodeOwn(after.own)])
  if (before?.sending !== after.sending) saved.push([SENDING, encodeSending(after.sending)])
  saved.push(...mapChanges(SEED, before?.seeds, after.seeds, encodeSeed))
  saved.push(...mapChanges(REMOVAL, before?.removals, after.removals, encodeRemoval))
  for (const member of touched) saved.push(...peerChanges(member, before?.peers.get(member), after.peers.get(member)))
  return saved
}

/** All but the channels, which keep theirs. Undefined when a value is damaged or missing. */
export function restoredState(
  suite: Suite,
  self: CipherSelf,
  saved: ReadonlyMap<string, Uint8Array>,
  channels: Channels,
): SenderKeys | undefined {
  const own = readWhole(saved.get(OWN), reader => readOwn(suite, self, reader))
  const sending = readWhole(saved.get(SENDING), readSending)
  const peers = restoredPeers(suite, saved)
  const byName = new Map([...(peers?.keys() ?? [])].map(member => [hexName(member), member]))
  const seeds = wholeValues(SEED, saved, reader => readSeed(reader, byName))
  const removals = wholeValues(REMOVAL, saved, readRemoval)
  if (own === undefined || sending === undefined || peers === undefined) return undefined
  if (seeds === undefined || removals === undefined) return undefined
  const inOrder = new Map([...seeds].sort(([, left], [, right]) => left.order - right.order))
  const byMember = new Map([...removals].map(([member, removal]) => [member as MemberId, removal]))
  return { channels, own, sending, seeds: inOrder, peers, removals: byMember }
}

function mapChanges<Value>(
  prefix: string,
  before: ReadonlyMap<string, Value> | undefined,
  after: ReadonlyMap<string, Value>,
  encode: (value: Value) => Uint8Array,
): SavedValue[] {
  if (before === after) return []
  const gone = [...(before?.keys() ?? [])].filter(name => !after.has(name))
  const changed = [...after].filter(([name, value]) => before?.get(name) !== value)
  return [
    ...gone.map((name): SavedValue => [prefix + name, undefined]),
    ...changed.map(([name, value]): SavedValue => [prefix + name, encode(value)]),
  ]
}

/** ratchet ‖ seeded at ‖ epoch u32 ‖ stepped at ‖ list of secret ‖ key. */
function encodeOwn({ ratchet, seededMs, epoch, steppedMs, keys }: Own): Uint8Array {
  const both = encodeList(keys, ({ secret, key }) => joinBytes(secret, key))
  return joinBytes(ratchet, time(seededMs), u32(epoch), time(steppedMs), both)
}

function readOwn(suite: Suite, self: CipherSelf, reader: FieldReader): Own {
  const ratchet = reader.take(KEY_BYTES)
  const [seededMs, epoch, steppedMs] = [reader.time() ?? 0, reader.u32(), reader.time()]
  const keys = readList(reader, MAX_STEP_KEYS, (): OwnKey => {
    const [secret, key] = [reader.take(KEY_BYTES), reader.take(KEY_BYTES)]
    return { secret, key, tag: keyTag(suite, self.identityKey, key) }
  })
  return { ratchet, seededMs, epoch, steppedMs, keys }
}

/** messages since the last seed u32 ‖ chain. */
function encodeSending({ sinceSeed, chain }: Sending): Uint8Array {
  return joinBytes(u32(sinceSeed), encodeChain(chain))
}

function readSending(reader: FieldReader): Sending {
  return { sinceSeed: reader.u32(), chain: readChain(reader) }
}

/** author's name ‖ secret ‖ heard at ‖ order u32 ‖ unsure ‖ lists of the names of the recipients, and of those lacking it. */
function encodeSeed({ author, secret, heardMs, order, unsure, recipients, lacking }: HeardSeed): Uint8Array {
  const lists = [recipients, lacking].map(members => encodeList([...members], shortName))
  return joinBytes(shortName(author), secret, time(heardMs), u32(order), flag(unsure), ...lists)
}

/** A recipient that nothing is known of any more is of no account; an author is. */
function readSeed(reader: FieldReader, byName: ReadonlyMap<string, MemberId>): HeardSeed | undefined {
  const member = (): MemberId | undefined => byName.get(hexOf(reader.take(NAME_BYTES)))
  const author = member()
  const [secret, heardMs, order, unsure] = [reader.take(KEY_BYTES), reader.time() ?? 0, reader.u32(), reader.flag()]
  const members = () => new Set(readList(reader, MAX_RECIPIENTS, member).filter(known => known !== undefined))
  const [recipients, lacking] = [members(), members()]
  return author === undefined ? undefined : { author, secret, heardMs, order, unsure, recipients, lacking }
}

/** since ‖ due at ‖ retry at. */
function encodeRemoval({ sinceMs, dueMs, retryMs }: Removal): Uint8Array {
  return joinBytes(time(sinceMs), time(dueMs), time(retryMs))
}

function readRemoval(reader: FieldReader): Removal {
  return { sinceMs: reader.time() ?? 0, dueMs: reader.time() ?? 0, retryMs: reader.time() }
}
