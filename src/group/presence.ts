/**
 * Presence records: a member says where it can be dialled and that it lives, signed by its identity key, so that
 * nobody else can bring it back to life or send its friends elsewhere. The highest incarnation stands.
 */
import { bytesEqual, joinBytes, label } from '../base/bytes.js'
import type { MemberId } from '../base/ids.js'
import { bytesOfHex, hexOf, memberIdOf, publicKeyOf } from '../base/ids.js'
import { MAX_ADDRESS_BYTES, MAX_ADDRESSES, MAX_STATUS_BYTES } from '../base/limits.js'
import type { Suite } from '../crypto/suite.js'
import { decoded } from '../wire/decoded.js'
import { Presence as PresenceMessage } from '../wire/generated/link.js'

/** In the order of their numbers in a record. */
const STATUSES = ['online', 'away', 'busy'] as const

export type Status = (typeof STATUSES)[number]

/** What a member says of itself, to people. */
export interface MemberStatus {
  readonly status: Status
  /** In its own words; empty when it says nothing. */
  readonly statusText: string
}

/** How far one of a member's removals has got: so many of so many have applied it. */
export interface RemovalProgress {
  /** The first PROGRESS_DIGITS of its entry's id. */
  readonly removal: string
  readonly applied: number
  readonly members: number
}

/** A member's latest removals; of the older ones everybody online has heard. */
export const MAX_PROGRESSES = 4
/** Eight bytes: nobody removes so many that two share them. */
export const PROGRESS_DIGITS = 16

/** Two runs of one member chance on the same name once in 2^64. */
export const RUN_BYTES = 8

/** Of whoever says nothing, and of every member when it starts. */
export const HERE: MemberStatus = { status: 'online', statusText: '' }

/** All that a record says beside where its member is. */
export interface Statement extends MemberStatus {
  readonly removals: readonly RemovalProgress[]
  /** Which run of the member's program says so, RUN_BYTES in hex; undefined where that is not said. */
  readonly run?: string | undefined
}

export interface Presence extends Statement {
  readonly member: MemberId
  /** Rises with each start and each refutation. */
  readonly incarnation: number
  /** True in the last record before a member goes offline on purpose. */
  readonly leaving: boolean
  readonly addresses: readonly string[]
}

/** The record's bytes, signed; `seed` is the member's identity seed. */
export function signPresence(suite: Suite, seed: Uint8Array, group: Uint8Array, presence: Presence): Uint8Array {
  const message = unsigned(presence)
  return PresenceMessage.encode({ ...message, signature: suite.sign(seed, statement(group, message)) })
}

/** A record whose signature nobody has checked yet. */
export interface ClaimedPresence {
  readonly presence: Presence
  readonly message: PresenceMessage
}

/** The record, or undefined when it is malformed, out of bounds or not signed by the member it names. */
export function readPresence(suite: Suite, group: Uint8Array, bytes: Uint8Array): Presence | undefined {
  const claimed = parsePresence(bytes)
  return claimed !== undefined && isSigned(suite, group, claimed) ? claimed.presence : undefined
}

/** The record as it claims to be: most that come are known already, and are not worth a signature check. */
export function parsePresence(bytes: Uint8Array): ClaimedPresence | undefined {
  const message = decoded(PresenceMessage, bytes)
  if (message === undefined || message.member.length !== 32 || message.signature.length !== 64) return undefined
  // one record has one encoding: what the signature does not cover must not be kept and passed on
  if (!bytesEqual(PresenceMessage.encode(message), bytes)) return undefined
  const incarnation = Number(message.incarnation)
  if (!Number.isSafeInteger(incarnation) || message.addresses.length > MAX_ADDRESSES) return undefined
  if (message.addresses.some(address => address.length > MAX_ADDRESS_BYTES)) return undefined
  const status = STATUSES[message.status]
  if (status === undefined || !isStatusText(message.statusText)) return undefined
  if (message.removals.some(({ removal }) => removal.length !== PROGRESS_DIGITS / 2)) return undefined
  if (message.run.length !== 0 && message.run.length !== RUN_BYTES) return undefined
  const { leaving, addresses, statusText } = message
  const run = message.run.length === 0 ? {} : { run: hexOf(message.run) }
  const removals = message.removals.map(one => ({ ...one, removal: hexOf(one.removal) }))
  return {
    presence: {
      member: memberIdOf(message.member),
      incarnation,
      leaving,
      addresses,
      status,
      statusText,
      removals,
      ...run,
    },
    message,
  }
}

export function isStatus(status: string): status is Status {
  return STATUSES.some(known => known === status)
}

/** Within MAX_STATUS_BYTES of sound UTF-8; empty will do. */
export function isStatusText(text: string): boolean {
  return text.isWellFormed() && new TextEncoder().encode(text).length <= MAX_STATUS_BYTES
}

/** Whether a member says something else of itself than it did; a first record that says nothing is no news. */
export function isNewStatus(before: MemberStatus | undefined, now: MemberStatus): boolean {
  const { status, statusText } = before ?? HERE
  return status !== now.status || statusText !== now.statusText
}

export function isSigned(suite: Suite, group: Uint8Array, { message }: ClaimedPresence): boolean {
  return suite.verify(message.member, statement(group, message), message.signature)
}

function unsigned(presence: Presence): PresenceMessage {
  return {
    member: publicKeyOf(presence.member)!,
    incarnation: BigInt(presence.incarnation),
    leaving: presence.leaving,
    addresses: [...presence.addresses],
    signature: new Uint8Array(0),
    status: STATUSES.indexOf(presence.status),
    statusText: presence.statusText,
    removals: presence.removals.map(one => ({ ...one, removal: bytesOfHex(one.removal) })),
    run: presence.run === undefined ? new Uint8Array(0) : bytesOfHex(presence.run),
  }
}

function statement(group: Uint8Array, message: PresenceMessage): Uint8Array {
  const body = PresenceMessage.encode({ ...message, signature: new Uint8Array(0) })
  return joinBytes(label('tocsin presence'), group, body)
}
