/** RFC 9420: ratchet trees, their hashes, and what a path tells to whom, with our provider. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyUpdatePathSecret } from 'ts-mls/createCommit.js'
import { deriveSecret } from 'ts-mls/crypto/kdf.js'
import { verifyLeafNodeSignature, verifyLeafNodeSignatureKeyPackage } from 'ts-mls/leafNode.js'
import { verifyParentHashes } from 'ts-mls/parentHash.js'
import { pathToRoot } from 'ts-mls/pathSecrets.js'
import { toPrivateKeyPath } from 'ts-mls/privateKeyPath.js'
import { decodeProposal } from 'ts-mls/proposal.js'
import {
  addLeafNode,
  decodeRatchetTree,
  encodeRatchetTree,
  removeLeafNode,
  resolution,
  updateLeafNode,
} from 'ts-mls/ratchetTree.js'
import { treeHash, treeHashRoot } from 'ts-mls/treeHash.js'
import { leafWidth, left, nodeWidth, parent, right, root, sibling, toLeafIndex, toNodeIndex } from 'ts-mls/treemath.js'
import { applyUpdatePath, createUpdatePath, decodeUpdatePath } from 'ts-mls/updatePath.js'
import { decoded, type OfSuite, ourVectors } from './mls-suites.ts'
import { absent, bytes, hex, readVectors } from './suites.ts'

function skipped(file: string) {
  return { skip: absent(`rfc9420/${file}`) }
}

interface TreeMath {
  readonly n_leaves: number
  readonly n_nodes: number
  readonly root: number
  readonly left: readonly (number | null)[]
  readonly right: readonly (number | null)[]
  readonly parent: readonly (number | null)[]
  readonly sibling: readonly (number | null)[]
}

test('the places of a tree are those of the vectors', skipped('tree-math.json'), () => {
  for (const vector of readVectors<readonly TreeMath[]>('rfc9420/tree-math.json')) {
    const { n_leaves: leaves, n_nodes: nodes } = vector
    assert.equal(nodeWidth(leaves), nodes)
    assert.equal(leafWidth(nodes), leaves)
    assert.equal(root(leaves), vector.root)
    for (let index = 0; index < nodes; index += 1) {
      const node = toNodeIndex(index)
      const ways = {
        left: () => left(node),
        right: () => right(node),
        parent: () => parent(node, leaves),
        sibling: () => sibling(node, leaves),
      }
      for (const [name, way] of Object.entries(ways)) {
        const expected = vector[name as keyof typeof ways][index]
        if (expected === null) assert.throws(way, `${name} of ${index} in ${leaves}`)
        else assert.equal(way(), expected, `${name} of ${index} in ${leaves}`)
      }
    }
  }
})

interface TreeOperation extends OfSuite {
  readonly proposal: string
  readonly proposal_sender: number
  readonly tree_before: string
  readonly tree_after: string
  readonly tree_hash_before: string
  readonly tree_hash_after: string
}

test(
  'who is added, renewed or removed changes the tree as the vectors say',
  skipped('tree-operations.json'),
  async () => {
    const vectors = ourVectors<TreeOperation>('tree-operations.json')
    assert.ok(vectors.length >= 5)
    for (const { vector, provider, where } of vectors) {
      const before = decoded(decodeRatchetTree, vector.tree_before)
      assert.equal(hex(await treeHashRoot(before, provider.hash)), vector.tree_hash_before, where)
      const proposal = decoded(decodeProposal, vector.proposal)
      const apply = () => {
        if (proposal.proposalType === 'add') return addLeafNode(before, proposal.add.keyPackage.leafNode)[0]
        if (proposal.proposalType === 'remove') return removeLeafNode(before, toLeafIndex(proposal.remove.removed))
        assert.equal(proposal.proposalType, 'update')
        return updateLeafNode(before, proposal.update.leafNode, toLeafIndex(vector.proposal_sender))
      }
      const after = apply()
      assert.equal(hex(encodeRatchetTree(after)), vector.tree_after, where)
      assert.equal(hex(await treeHashRoot(after, provider.hash)), vector.tree_hash_after, where)
    }
  },
)

interface TreeValidation extends OfSuite {
  readonly tree: string
  readonly group_id: string
  readonly tree_hashes: readonly string[]
  readonly resolutions: readonly (readonly number[])[]
}

test('trees hash, resolve and are signed as the vectors say', skipped('tree-validation.json'), async () => {
  const vectors = ourVectors<TreeValidation>('tree-validation.json')
  assert.ok(vectors.length >= 28)
  for (const { vector, provider, where } of vectors) {
    const tree = decoded(decodeRatchetTree, vector.tree)
    for (const [index, expected] of vector.tree_hashes.entries()) {
      assert.equal(hex(await treeHash(tree, toNodeIndex(index), provider.hash)), expected, where)
      assert.deepEqual(resolution(tree, toNodeIndex(index)), vector.resolutions[index], where)
    }
    assert.ok(await verifyParentHashes(tree, provider.hash), where)
    for (const [index, node] of tree.entries()) {
      if (node?.nodeType !== 'leaf') continue
      const { leaf } = node
      const signed =
        leaf.leafNodeSource === 'key_package'
          ? verifyLeafNodeSignatureKeyPackage(leaf, provider.signature)
          : verifyLeafNodeSignature(leaf, bytes(vector.group_id), index / 2, provider.signature)
      assert.ok(await signed, `${where}: leaf ${index / 2}`)
    }
  }
})

interface TreeKem extends OfSuite {
  readonly group_id: string
  readonly epoch: number
  readonly confirmed_transcript_hash: string
  readonly ratchet_tree: string
  readonly leaves_private: readonly {
    readonly index: number
    readonly encryption_priv: string
    readonly signature_priv: string
    readonly path_secrets: readonly { readonly node: number; readonly path_secret: string }[]
  }[]
  readonly update_paths: readonly {
    readonly sender: number
    readonly update_path: string
    readonly path_secrets: readonly (string | null)[]
    readonly commit_secret: string
    readonly tree_hash_after: string
  }[]
}

test('a path tells each member its secret, and all the same one', skipped('treekem.json'), async () => {
  let told = 0
  for (const { vector, provider, where } of ourVectors<TreeKem>('treekem.json')) {
    const tree = decoded(decodeRatchetTree, vector.ratchet_tree)
    const contextWith = (hash: Uint8Array) => ({
      version: 'mls10' as const,
      cipherSuite: provider.name,
      groupId: bytes(vector.group_id),
      epoch: BigInt(vector.epoch),
      treeHash: hash,
      confirmedTranscriptHash: bytes(vector.confirmed_transcript_hash),
      extensions: [],
    })
    const privatePathOf = async (leaf: TreeKem['leaves_private'][number]) => {
      const secrets = Object.fromEntries(leaf.path_secrets.map(({ node, path_secret }) => [node, bytes(path_secret)]))
      const path = await toPrivateKeyPath(secrets, leaf.index, provider)
      return { ...path, privateKeys: { ...path.privateKeys, [2 * leaf.index]: bytes(leaf.encryption_priv) } }
    }
    for (const update of vector.update_paths) {
      const path = decoded(decodeUpdatePath, update.update_path)
      const sender = toLeafIndex(update.sender)
      const after = await applyUpdatePath(tree, sender, path, provider.hash)
      const hash = await treeHashRoot(after, provider.hash)
      assert.equal(hex(hash), update.tree_hash_after, where)
      for (const leaf of vector.leaves_private) {
        const expected = update.path_secrets[leaf.index]
        if (typeof expected !== 'string') continue
        const own = await privatePathOf(leaf)
        const found = await applyUpdatePathSecret(after, own, sender, contextWith(hash), path, [], provider)
        assert.equal(hex(found.pathSecret), expected, `${where}: from ${update.sender} to ${leaf.index}`)
        const secrets = await pathToRoot(after, toNodeIndex(found.nodeIndex), found.pathSecret, provider.kdf)
        const top = secrets[root(leafWidth(after.length))]
        assert.ok(top)
        assert.equal(hex(await deriveSecret(top, 'path', provider.kdf)), update.commit_secret, where)
        told += 1
      }

      const author = vector.leaves_private.find(({ index }) => index === update.sender)
      assert.ok(author)
      // createUpdatePath counts the epoch on by itself; in the vectors the context is that of the path
      const before = { ...contextWith(hash), epoch: BigInt(vector.epoch) - 1n }
      const [made, own] = await createUpdatePath(tree, sender, before, bytes(author.signature_priv), provider)
      assert.ok(own)
      const ownHash = await treeHashRoot(made, provider.hash)
      const reached = new Set<string | undefined>()
      for (const leaf of vector.leaves_private) {
        if (leaf.index === update.sender) continue
        const privatePath = await privatePathOf(leaf)
        const applied = await applyUpdatePath(tree, sender, own, provider.hash)
        const found = await applyUpdatePathSecret(applied, privatePath, sender, contextWith(ownHash), own, [], provider)
        const secrets = await pathToRoot(applied, toNodeIndex(found.nodeIndex), found.pathSecret, provider.kdf)
        reached.add(hex(secrets[root(leafWidth(applied.length))]))
      }
      assert.equal(reached.size, 1, `${where}: a path of our own`)
    }
  }
  assert.ok(told > 200)
})
