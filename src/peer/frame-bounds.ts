/**
 * Lengths that the schema cannot say: a frame with another is nothing that an honest member sends. Serves
 * docs/protocol.md, "Standing". A frame of a kind that is not known here is nobody's fault.
 */
import { MAX_MEMBERS } from '../base/limits.js'
import { MESSAGE_LOGS } from '../history/frontier.js'
import { LOG_NAME_BYTES } from '../history/log-names.js'
import { MAX_RANGES } from '../history/sync-messages.js'
import type { Frame } from '../wire/generated/link.js'
import { LINE_BYTES, RANGE_BYTES } from './sync-rows.js'

const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
const ITEM_BYTES = 32
/** An item's name and a round. */
const PROBE_BYTES = 36
const ROOT_BYTES = 16
const LIST_BYTES = 8
const MAX_HOLDERS_BYTES = MAX_MEMBERS / 8

/** Bursts are judged by the book, frontiers and requests by sync. */
export function isWithinBounds(frame: Frame): boolean {
  const { forward, acks, receipt, announce, pull, probe, digest, livenessQuery, livenessAnswer } = frame
  if (forward !== undefined) return isForward(forward)
  if (acks !== undefined) return acks.acks.every(({ item }) => isItem(item))
  if (receipt !== undefined) return isReceipt(receipt)
  if (announce !== undefined) return announce.item.length === ITEM_BYTES
  if (pull !== undefined) return pull.item.length === ITEM_BYTES
  if (probe !== undefined) return probe.item.length === PROBE_BYTES && isKey(probe.author)
  if (digest !== undefined) return digest.root.length === ROOT_BYTES
  if (livenessQuery !== undefined) return isKey(livenessQuery.member)
  if (livenessAnswer !== undefined) return isKey(livenessAnswer.member)
  return areMembers(frame)
}

function areMembers({ frontier, frontierRequest, rangeRequest, rosterDigest, roster, leaves }: Frame): boolean {
  if (frontier !== undefined) {
    return areRows(frontier.lines, LINE_BYTES, MESSAGE_LOGS) && frontier.heads.every(({ author }) => isKey(author))
  }
  if (frontierRequest !== undefined) return areRows(frontierRequest.names, LOG_NAME_BYTES, MESSAGE_LOGS)
  if (rangeRequest !== undefined) {
    return (
      areRows(rangeRequest.ranges, RANGE_BYTES, MAX_RANGES) && rangeRequest.logs.every(({ author }) => isKey(author))
    )
  }
  if (rosterDigest !== undefined) return rosterDigest.hash.length === ROOT_BYTES
  if (roster !== undefined) return roster.lines.every(({ member }) => isKey(member))
  return leaves === undefined || leaves.members.every(isKey)
}

function isForward({ presence, doubt }: NonNullable<Frame['forward']>): boolean {
  if (presence !== undefined) return isKey(presence.member) && presence.signature.length === SIGNATURE_BYTES
  return doubt === undefined || isKey(doubt.member)
}

function isReceipt({ item, list, holders }: NonNullable<Frame['receipt']>): boolean {
  return isItem(item) && list.length === LIST_BYTES && holders.length <= MAX_HOLDERS_BYTES
}

function isItem(item: Uint8Array): boolean {
  return item.length === ITEM_BYTES || item.length === PROBE_BYTES
}

function areRows(bytes: Uint8Array, length: number, most: number): boolean {
  return bytes.length % length === 0 && bytes.length <= most * length
}

function isKey(bytes: Uint8Array): boolean {
  return bytes.length === KEY_BYTES
}
