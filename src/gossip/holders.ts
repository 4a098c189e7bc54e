/**
 * Who holds an item, small enough to travel up the tree: a bitmap over a named list of members, and the XOR of the
 * holders' MACs (docs/protocol.md, "Receipts").
 *
 * A MAC that is in twice cancels itself out, so claims are joined only where their bitmaps are disjoint. Nothing here
 * is believed: only the author, whose keys the MACs are made with, can prove a claim.
 */
import { MAX_MEMBERS } from '../base/limits.js'

export const MAC_BYTES = 16
/** A SHA-256 in hex; shorter names of lists are common. */
const MAX_LIST_CHARACTERS = 64

export interface Holders {
  /** Hash of the member list that the bitmap counts over. */
  readonly list: string
  /** Bit i (least significant first) is member i of the list; trailing zero bytes may be missing. */
  readonly bitmap: Uint8Array
  /** XOR of the holders' 16-byte MACs. */
  readonly mac: Uint8Array
}

/** The claim of a single member about itself; undefined where the index or the MAC is out of bounds. */
export function soleHolder(list: string, index: number, mac: Uint8Array): Holders | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_MEMBERS || mac.length !== MAC_BYTES) return undefined
  const bitmap = new Uint8Array((index >> 3) + 1)
  bitmap[index >> 3] = 1 << (index & 7)
  return { list, bitmap, mac: mac.slice() }
}

/** The claim of nobody: where a gathering without ourselves begins. */
export function noHolder(list: string): Holders {
  return { list, bitmap: new Uint8Array(0), mac: new Uint8Array(MAC_BYTES) }
}

/** True for a claim that is within bounds; what the network sends is checked with it. */
export function isHolders(holders: Holders): boolean {
  if (holders.list.length > MAX_LIST_CHARACTERS) return false
  return holders.bitmap.length <= Math.ceil(MAX_MEMBERS / 8) && holders.mac.length === MAC_BYTES
}

/** Indices of the members claimed, ascending. */
export function indicesOf(holders: Holders): number[] {
  const indices: number[] = []
  holders.bitmap.forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit += 1) if (byte & (1 << bit)) indices.push(at * 8 + bit)
  })
  return indices
}

export function countOf(holders: Holders): number {
  return indicesOf(holders).length
}

/** Both claims as one; undefined when they overlap or count over different lists. */
export function joined(one: Holders, other: Holders): Holders | undefined {
  if (one.list !== other.list || one.bitmap.some((byte, at) => (byte & (other.bitmap[at] ?? 0)) !== 0)) return undefined
  const bitmap = new Uint8Array(Math.max(one.bitmap.length, other.bitmap.length))
  return {
    list: one.list,
    bitmap: bitmap.map((_, at) => (one.bitmap[at] ?? 0) | (other.bitmap[at] ?? 0)),
    mac: xored(one.mac, other.mac),
  }
}

export function xored(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, at) => byte ^ (other[at] ?? 0))
}
