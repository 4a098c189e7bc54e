/**
 * Who is at which leaf, and with which public keys, after a row of commits: what a newcomer or a loser of a fork needs to
 * come in by. Serves docs/protocol.md, "MLS". It takes what is public and nothing else; whether it is all true, the tree
 * hash in the signed GroupInfo at the end of the row says.
 */
import type { CiphersuiteImpl, UpdatePath } from 'ts-mls'
import { addLeafNode, type RatchetTree, removeLeafNode } from 'ts-mls/ratchetTree.js'
import { nodeToLeafIndex, toLeafIndex } from 'ts-mls/treemath.js'
import { applyUpdatePath } from 'ts-mls/updatePath.js'
import type { SignedCommit } from '../crypto/mls/engine.js'
import { checkCommit, type Place } from './checks.js'

export async function replay({ hash }: CiphersuiteImpl, base: Place, commits: readonly SignedCommit[]): Promise<Place> {
  let place = base
  for (const signed of commits) {
    const { path, removed, committer } = checkCommit(place, signed)
    const without = removed.reduce((tree, leaf) => removeLeafNode(tree, toLeafIndex(leaf)), place.tree)
    const tree =
      committer === undefined
        ? await joined(without, path, hash)
        : await applyUpdatePath(without, toLeafIndex(committer), path, hash)
    place = { ...place, number: place.number + 1n, tree }
  }
  return place
}

function joined(tree: RatchetTree, path: UpdatePath, hash: CiphersuiteImpl['hash']): Promise<RatchetTree> {
  const [withLeaf, node] = addLeafNode(tree, path.leafNode)
  return applyUpdatePath(withLeaf, nodeToLeafIndex(node), path, hash, true)
}
