/**
 * What is known of another member, as named values: its ratchet and keys, its chain, which every message moves, the keys
 * that were passed over, and the secrets it has not taken in. Serves docs/protocol.md, "Sender keys".
 */
import { joinBytes } from '../../base/bytes.js'
import { bytesOfHex, hexOf, type MemberId, memberIdOf, publicKeyOf } from '../../base/ids.js'
import { type FieldReader, flag, time, u16 } from '../pairwise/fields.js'
import type { SavedValue } from '../schemes/group-cipher.js'
import type { Suite } from '../suite.js'
import { encodeChain, encodeList, readChain, readList, readWhole } from './fields.js'
import { keyTag } from './key-schedule.js'
import { identityOf, KEY_BYTES, NAME_BYTES } from './messages.js'
import {
  MAX_ENDED_CHAINS,
  MAX_MEMBER_SECRETS,
  MAX_MISSED,
  MAX_PASSED_OVER,
  MAX_STEP_KEYS,
  type MemberSecret,
  type Peer,
  type PublicKey,
  type Receiving,
} from './state.js'

const PEER = 'sender-keys/peer/'
const RECEIVING = 'sender-keys/receiving/'
const SKIPPED = 'sender-keys/skipped/'
const SECRETS = 'sender-keys/secrets/'

type Facts = Omit<Peer, 'receiving' | 'secrets'>
type Skipped = Receiving['skipped']
type Secrets = Peer['secrets']

const FACTS = [
  'present',
  'knows',
  'follows',
  'goneMs',
  'owedMs',
  'toldMs',
  'askMs',
  'askedMs',
  'keys',
  'ratchet',
  'ended',
  'missed',
] as const satisfies readonly (keyof Facts)[]

/** What has another value now that the peer `was` has become `is`. */
export function peerChanges(member: MemberId, was: Peer | undefined, is: Peer | undefined): SavedValue[] {
  if (is === undefined) {
    return was === undefined ? [] : [PEER, RECEIVING, SKIPPED, SECRETS].map(prefix => [prefix + member, undefined])
  }
  const { chain, skipped, skippedMs } = is.receiving
  const before = was?.receiving
  const saved: SavedValue[] = []
  // each message comes here, and moves the chain alone
  if (was === undefined || FACTS.some(fact => was[fact] !== is[fact])) saved.push([PEER + member, encodeFacts(is)])
  if (before === undefined || before.chain !== chain || before.skippedMs !== skippedMs) {
    saved.push([RECEIVING + member, joinBytes(encodeChain(chain), time(skippedMs))])
  }
  if (before?.skipped !== skipped) saved.push([SKIPPED + member, encodeList([...skipped], encodeSkipped)])
  if (was?.secrets !== is.secrets) saved.push([SECRETS + member, encodeList([...is.secrets], encodeSecret)])
  return saved
}

/** Undefined when a value is damaged, or one of a peer's is missing. */
export function restoredPeers(
  suite: Suite,
  saved: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<MemberId, Peer> | undefined {
  const peers = new Map<MemberId, Peer>()
  for (const name of saved.keys()) {
    if (!name.startsWith(PEER)) continue
    const member = name.slice(PEER.length) as MemberId
    const identity = publicKeyOf(member)
    const facts = identity && readWhole(saved.get(name), reader => readFacts(suite, identity, reader))
    const chain = readWhole(saved.get(RECEIVING + member), reader => ({
      chain: readChain(reader),
      skippedMs: reader.time(),
    }))
    const skipped = readWhole(saved.get(SKIPPED + member), readSkipped)
    const secrets = readWhole(saved.get(SECRETS + member), readSecrets)
    if (facts === undefined || chain === undefined || skipped === undefined || secrets === undefined) return undefined
    peers.set(member, { ...facts, receiving: { ...chain, skipped }, secrets })
  }
  return peers
}

/** present ‖ knows ‖ follows ‖ gone, owed, told, ask and asked at ‖ list of keys ‖ flag ‖ [ratchet] ‖ lists of ended chains and missed seeds. */
function encodeFacts(peer: Facts): Uint8Array {
  const flags = [peer.present, peer.knows, peer.follows].map(flag)
  const times = [peer.goneMs, peer.owedMs, peer.toldMs, peer.askMs, peer.askedMs].map(time)
  const keys = encodeList(peer.keys, ({ key }) => key)
  const ratchet = peer.ratchet === undefined ? [flag(false)] : [flag(true), peer.ratchet]
  return joinBytes(
    ...flags,
    ...times,
    keys,
    ...ratchet,
    encodeList(peer.ended, bytesOfHex),
    encodeList(peer.missed, bytesOfHex),
  )
}

function readFacts(suite: Suite, identity: Uint8Array, reader: FieldReader): Facts {
  const [present, knows, follows] = [reader.flag(), reader.flag(), reader.flag()]
  const [goneMs, owedMs, toldMs] = [reader.time(), reader.time(), reader.time()]
  const [askMs, askedMs] = [reader.time(), reader.time()]
  const keys = readList(reader, MAX_STEP_KEYS, (): PublicKey => {
    const key = reader.take(KEY_BYTES)
    return { key, tag: keyTag(suite, identity, key) }
  })
  const ratchet = reader.flag() ? reader.take(KEY_BYTES) : undefined
  const ended = readList(reader, MAX_ENDED_CHAINS, () => hexOf(reader.take(NAME_BYTES)))
  const missed = readList(reader, MAX_MISSED, () => hexOf(reader.take(NAME_BYTES)))
  return { present, knows, follows, goneMs, owedMs, toldMs, askMs, askedMs, keys, ratchet, ended, missed }
}

/** chain's name ‖ place u16 ‖ key. */
function encodeSkipped([place, key]: readonly [string, Uint8Array]): Uint8Array {
  const [chainName, number] = place.split('/')
  return joinBytes(bytesOfHex(chainName!), u16(Number(number)), key)
}

function readSkipped(reader: FieldReader): Skipped {
  const places = readList(reader, MAX_PASSED_OVER, (): [string, Uint8Array] => {
    const chainName = hexOf(reader.take(NAME_BYTES))
    return [`${chainName}/${reader.wideCount(0xffff)}`, reader.take(KEY_BYTES)]
  })
  return new Map(places)
}

/** seed's name ‖ author ‖ secret. */
function encodeSecret([seedName, { author, secret }]: readonly [string, MemberSecret]): Uint8Array {
  return joinBytes(bytesOfHex(seedName), identityOf(author), secret)
}

function readSecrets(reader: FieldReader): Secrets {
  const secrets = readList(reader, MAX_MEMBER_SECRETS, (): [string, MemberSecret] => {
    const seedName = hexOf(reader.take(NAME_BYTES))
    return [seedName, { author: memberIdOf(reader.take(KEY_BYTES)), secret: reader.take(KEY_BYTES) }]
  })
  return new Map(secrets)
}
