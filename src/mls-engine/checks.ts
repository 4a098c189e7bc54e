/**
 * What is looked at before ts-mls sees it. Serves docs/protocol.md, "MLS". ts-mls checks what RFC 9420 says of a commit
 * by a member; of an external commit it takes any Remove, and walks up from a leaf that is not in the tree for ever. So
 * everything that a commit or a tree may hold is said here; the rest is refused.
 */
import {
  decodeMlsMessage,
  type FramedContent,
  type GroupInfo,
  type MLSMessage,
  type PublicMessage,
  type UpdatePath,
} from 'ts-mls'
import { decodeRatchetTree, type RatchetTree } from 'ts-mls/ratchetTree.js'
import { bytesEqual } from '../base/bytes.js'
import { type Leaves, MAX_LEAVES, type SignedCommit } from '../crypto/mls/engine.js'
import { isOurKindOfLeaf } from './leaf.js'
import { Refused } from './provider.js'

export interface CheckedCommit {
  readonly message: PublicMessage
  readonly path: UpdatePath
  /** Leaves that it empties, one at most where a newcomer takes its own former place. */
  readonly removed: readonly number[]
  /** The leaf of a member that commits; undefined: it comes from outside. */
  readonly committer: number | undefined
}

/** Where a commit is to lead on from. */
export interface Place {
  readonly group: Uint8Array
  readonly number: bigint
  readonly tree: RatchetTree
}

const MAX_NODES = 2 * MAX_LEAVES - 1
/** Levels of a tree; ts-mls compares each node of a path with all of the tree. */
const MAX_PATH = 32

export function checkCommit({ group, number, tree }: Place, { commit: bytes, from }: SignedCommit): CheckedCommit {
  const decoded = decodeWhole(bytes)
  require(decoded.wireformat === 'mls_public_message', 'a commit is a public message')
  const message = decoded.publicMessage
  const { content } = message
  require(bytesEqual(content.groupId, group), 'it is of another group')
  require(content.epoch === number, 'it is of another epoch')
  require(content.authenticatedData.length === 0, 'a commit has no authenticated data of its own')
  require(content.contentType === 'commit', 'it is no commit')
  const { path, proposals } = content.commit
  require(path !== undefined, 'every commit renews its author')
  require(path.nodes.length <= MAX_PATH, 'its path is too long')
  require(isOurKindOfLeaf(path.leafNode), 'its leaf is not of our kind')
  require(bytesEqual(path.leafNode.signaturePublicKey, from), 'its leaf is of somebody else')
  const committer = committerOf(content, tree, from)
  require(proposals.length <= MAX_LEAVES, 'it has more proposals than there are members')
  const removed: number[] = []
  let joins = 0
  for (const entry of proposals) {
    require(entry.proposalOrRefType === 'proposal', 'a proposal stands in its commit')
    const { proposal } = entry
    if (proposal.proposalType === 'remove') removed.push(proposal.remove.removed)
    else if (proposal.proposalType === 'external_init') joins += 1
    else require(proposal.proposalType === 'psk' && committer !== undefined, 'a proposal that none of us makes')
  }
  require(joins === (committer === undefined ? 1 : 0), 'one joins from outside, and once')
  require(committer !== undefined || removed.length <= 1, 'who joins takes one place')
  require(new Set(removed).size === removed.length, 'it removes somebody twice')
  for (const leaf of removed) {
    const key = keyAt(tree, leaf)
    require(key !== undefined && leaf !== committer, 'it removes nobody, or its author')
    require(committer !== undefined || bytesEqual(key, from), 'who joins may only take its own former place')
  }
  return { message, path, removed, committer }
}

function committerOf({ sender }: FramedContent, tree: RatchetTree, from: Uint8Array): number | undefined {
  if (sender.senderType === 'new_member_commit') return undefined
  require(sender.senderType === 'member', 'neither a member nor a newcomer')
  const key = keyAt(tree, sender.leafIndex)
  require(key !== undefined && bytesEqual(key, from), 'it is signed by somebody else')
  return sender.leafIndex
}

export function checkGroupInfo(group: Uint8Array, bytes: Uint8Array): GroupInfo {
  const decoded = decodeWhole(bytes)
  require(decoded.wireformat === 'mls_group_info', 'it is no GroupInfo')
  const info = decoded.groupInfo
  require(bytesEqual(info.groupContext.groupId, group), 'it is of another group')
  require(info.groupContext.extensions.length === 0, 'our groups have no extensions')
  return info
}

/** A tree from others: nobody in it is unmerged, since all came by commits of their own. */
export function checkTree(info: GroupInfo): RatchetTree {
  const extension = info.extensions.find(({ extensionType }) => extensionType === 'ratchet_tree')
  require(extension !== undefined, 'it has no tree')
  const [tree, length] = decodeRatchetTree(extension.extensionData, 0) ?? []
  require(tree !== undefined && length === extension.extensionData.length, 'its tree is damaged')
  require(tree.length <= MAX_NODES, 'its tree is too large')
  for (const [index, node] of tree.entries()) {
    if (node === undefined) continue
    require((node.nodeType === 'leaf') === (index % 2 === 0), 'its tree has a leaf where none can be')
    if (node.nodeType === 'leaf') require(isOurKindOfLeaf(node.leaf), 'a leaf is not of our kind')
    else require(node.parent.unmergedLeaves.length === 0, 'a member of it never came in')
  }
  return tree
}

export function leavesOf(tree: RatchetTree): Leaves {
  const leaves: (Uint8Array | undefined)[] = []
  for (let leaf = 0; 2 * leaf < tree.length; leaf += 1) leaves.push(keyAt(tree, leaf))
  return leaves
}

export function keyAt(tree: RatchetTree, leaf: number): Uint8Array | undefined {
  const node = tree[2 * leaf]
  return node?.nodeType === 'leaf' ? node.leaf.signaturePublicKey : undefined
}

function decodeWhole(bytes: Uint8Array): MLSMessage {
  const [message, length] = decodeMlsMessage(bytes, 0) ?? []
  require(message !== undefined && length === bytes.length, 'it is damaged')
  return message
}

export function require(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Refused(reason)
}
