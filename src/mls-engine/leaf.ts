/**
 * What a member is to ts-mls: a leaf whose credential is its identity key, and how a group is run. Serves
 * docs/protocol.md, "MLS". The key that a leaf signs with is the identity key itself, so a leaf can be nobody else's.
 */
import {
  type Capabilities,
  type CiphersuiteImpl,
  type ClientConfig,
  type Credential,
  generateKeyPackageWithKey,
  type LeafNode,
} from 'ts-mls'
import { bytesEqual } from '../base/bytes.js'
import type { MlsSelf } from '../crypto/mls/engine.js'

const KEY_BYTES = 32

export const CLIENT: ClientConfig = {
  // epochs that were left are kept by the caller, each with its own handle; ts-mls keeps all where this says none
  keyRetentionConfig: { retainKeysForGenerations: 1, retainKeysForEpochs: 1, maximumForwardRatchetSteps: 1 },
  // leaves are renewed by commits, not by the clock: nothing here reads one
  lifetimeConfig: { maximumTotalLifetime: 2n ** 63n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: {
    compareKeyPackages: (left, right) => sameMember(left.leafNode, right.leafNode),
    compareKeyPackageToLeafNode: (keyPackage, leaf) => sameMember(keyPackage.leafNode, leaf),
  },
  // the caller pads
  paddingConfig: { kind: 'alwaysPad', paddingLength: 0 },
  authService: { validateCredential: async (credential, key) => isCredentialOf(credential, key) },
}

/** A key package is all that ts-mls makes a leaf of; ours is never published. */
export function ownPackage(self: MlsSelf, provider: CiphersuiteImpl) {
  const capabilities: Capabilities = {
    versions: ['mls10'],
    ciphersuites: [provider.name],
    extensions: [],
    proposals: [],
    credentials: ['basic'],
  }
  const lifetime = { notBefore: 0n, notAfter: 2n ** 63n }
  const credential: Credential = { credentialType: 'basic', identity: self.identityKey }
  const signing = { signKey: self.seed, publicKey: self.identityKey }
  return generateKeyPackageWithKey(credential, capabilities, lifetime, [], signing, provider)
}

/** No extensions, and keys of the right size: more than ts-mls asks of a leaf. */
export function isOurKindOfLeaf(leaf: LeafNode): boolean {
  return (
    leaf.hpkePublicKey.length === KEY_BYTES &&
    leaf.extensions.length === 0 &&
    isCredentialOf(leaf.credential, leaf.signaturePublicKey)
  )
}

function sameMember(left: LeafNode, right: LeafNode): boolean {
  return bytesEqual(left.signaturePublicKey, right.signaturePublicKey)
}

function isCredentialOf(credential: Credential, key: Uint8Array): boolean {
  return credential.credentialType === 'basic' && key.length === KEY_BYTES && bytesEqual(credential.identity, key)
}
