/** RFC 9420: messages, joins by Welcome, and clients that follow a group, with our provider. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesToBase64,
  type CiphersuiteImpl,
  type ClientConfig,
  type ClientState,
  decodeMlsMessage,
  defaultKeyPackageEqualityConfig,
  encodeMlsMessage,
  joinGroup,
  makePskIndex,
  processPrivateMessage,
  processPublicMessage,
} from 'ts-mls'
import { encode } from 'ts-mls/codec/tlsEncoder.js'
import { commitEncoder, decodeCommit } from 'ts-mls/commit.js'
import { signFramedContentApplicationOrProposal } from 'ts-mls/framedContent.js'
import { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from 'ts-mls/groupInfo.js'
import { decodeGroupSecrets, groupSecretsEncoder } from 'ts-mls/groupSecrets.js'
import { makeKeyPackageRef } from 'ts-mls/keyPackage.js'
import { protectApplicationData, unprotectPrivateMessage } from 'ts-mls/messageProtection.js'
import { protectPublicMessage, unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js'
import { decodeProposal, encodeProposal } from 'ts-mls/proposal.js'
import { decodeRatchetTree, encodeRatchetTree } from 'ts-mls/ratchetTree.js'
import { createSecretTree } from 'ts-mls/secretTree.js'
import { decryptGroupInfo, decryptGroupSecrets } from 'ts-mls/welcome.js'
import { decoded, NOTHING, type OfSuite, ourVectors } from './mls-suites.ts'
import { absent, bytes, hex, readVectors } from './suites.ts'

function skipped(file: string) {
  return { skip: absent(`rfc9420/${file}`) }
}

/** The vectors' members have credentials of their own, and came at any time. */
const ANYONE: ClientConfig = {
  keyRetentionConfig: { retainKeysForGenerations: 10, retainKeysForEpochs: 4, maximumForwardRatchetSteps: 200 },
  lifetimeConfig: { maximumTotalLifetime: 2n ** 63n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: 'alwaysPad', paddingLength: 0 },
  authService: { validateCredential: async () => true },
}

interface Protection extends OfSuite {
  readonly group_id: string
  readonly epoch: number
  readonly tree_hash: string
  readonly confirmed_transcript_hash: string
  readonly signature_priv: string
  readonly signature_pub: string
  readonly encryption_secret: string
  readonly sender_data_secret: string
  readonly membership_key: string
  readonly proposal: string
  readonly proposal_priv: string
  readonly proposal_pub: string
  readonly commit: string
  readonly commit_priv: string
  readonly commit_pub: string
  readonly application: string
  readonly application_priv: string
}

test('messages open to what the vectors say', skipped('message-protection.json'), async () => {
  const vectors = ourVectors<Protection>('message-protection.json')
  assert.equal(vectors.length, 2)
  for (const { vector, provider, where } of vectors) {
    const context = {
      version: 'mls10' as const,
      cipherSuite: provider.name,
      groupId: bytes(vector.group_id),
      epoch: BigInt(vector.epoch),
      treeHash: bytes(vector.tree_hash),
      confirmedTranscriptHash: bytes(vector.confirmed_transcript_hash),
      extensions: [],
    }
    const tree = await createSecretTree(2, bytes(vector.encryption_secret), provider.kdf)
    const key = bytes(vector.signature_pub)
    // the sender of the vectors is leaf 1 of 2; its leaf node is not given, and nobody looks at it
    const leaf = { nodeType: 'leaf' as const, leaf: leafWith(key) }
    const ratchetTree = [leaf, undefined, leaf]
    const openPrivate = async (message: string) => {
      const outer = decoded(decodeMlsMessage, message)
      assert.equal(outer.wireformat, 'mls_private_message')
      if (outer.wireformat !== 'mls_private_message') throw new Error(where)
      const secret = bytes(vector.sender_data_secret)
      const { keyRetentionConfig } = ANYONE
      const { privateMessage } = outer
      return (
        await unprotectPrivateMessage(
          secret,
          privateMessage,
          tree,
          ratchetTree,
          context,
          keyRetentionConfig,
          provider,
          key,
        )
      ).content.content
    }
    const openPublic = async (message: string) => {
      const outer = decoded(decodeMlsMessage, message)
      if (outer.wireformat !== 'mls_public_message') throw new Error(where)
      const { publicMessage } = outer
      return (
        await unprotectPublicMessage(bytes(vector.membership_key), context, ratchetTree, publicMessage, provider, key)
      ).content
    }
    for (const content of [await openPrivate(vector.proposal_priv), await openPublic(vector.proposal_pub)]) {
      assert.ok(content.contentType === 'proposal')
      assert.equal(hex(encodeProposal(content.proposal)), vector.proposal, where)
    }
    for (const content of [await openPrivate(vector.commit_priv), await openPublic(vector.commit_pub)]) {
      assert.ok(content.contentType === 'commit')
      assert.equal(hex(encode(commitEncoder)(content.commit)), vector.commit, where)
    }
    const application = await openPrivate(vector.application_priv)
    assert.ok(application.contentType === 'application')
    assert.equal(hex(application.applicationData), vector.application, where)

    const sealed = await protectApplicationData(
      bytes(vector.signature_priv),
      bytes(vector.sender_data_secret),
      bytes(vector.application),
      NOTHING,
      context,
      tree,
      1,
      ANYONE.paddingConfig,
      provider,
    )
    const message = {
      version: 'mls10',
      wireformat: 'mls_private_message',
      privateMessage: sealed.privateMessage,
    } as const
    const again = await openPrivate(hex(encodeMlsMessage(message)) ?? '')
    assert.ok(again.contentType === 'application')
    assert.equal(hex(again.applicationData), vector.application, where)

    const content = {
      contentType: 'proposal' as const,
      proposal: decoded(decodeProposal, vector.proposal),
      groupId: context.groupId,
      epoch: context.epoch,
      sender: { senderType: 'member' as const, leafIndex: 1 },
      authenticatedData: NOTHING,
    }
    const wireformat = 'mls_public_message'
    const tbs = { protocolVersion: 'mls10', wireformat, content, senderType: 'member', context } as const
    const auth = await signFramedContentApplicationOrProposal(bytes(vector.signature_priv), tbs, provider)
    const made = await protectPublicMessage(
      bytes(vector.membership_key),
      context,
      { wireformat, content, auth },
      provider,
    )
    const public_ = encodeMlsMessage({ version: 'mls10', wireformat, publicMessage: made })
    assert.equal((await openPublic(hex(public_) ?? '')).contentType, 'proposal', where)
  }
})

function leafWith(key: Uint8Array) {
  return {
    hpkePublicKey: NOTHING,
    signaturePublicKey: key,
    credential: { credentialType: 'basic' as const, identity: NOTHING },
    capabilities: { versions: [], ciphersuites: [], extensions: [], proposals: [], credentials: [] },
    leafNodeSource: 'update' as const,
    extensions: [],
    signature: NOTHING,
  }
}

interface WelcomeVector extends OfSuite {
  readonly init_priv: string
  readonly signer_pub: string
  readonly key_package: string
  readonly welcome: string
}

test('a Welcome opens to a GroupInfo that holds', skipped('welcome.json'), async () => {
  const vectors = ourVectors<WelcomeVector>('welcome.json')
  assert.equal(vectors.length, 2)
  for (const { vector, provider, where } of vectors) {
    const outer = decoded(decodeMlsMessage, vector.welcome)
    const keyPackage = keyPackageOf(vector.key_package)
    if (outer.wireformat !== 'mls_welcome') throw new Error(where)
    const key = await provider.hpke.importPrivateKey(bytes(vector.init_priv))
    const ref = await makeKeyPackageRef(keyPackage, provider.hash)
    const secrets = await decryptGroupSecrets(key, ref, outer.welcome, provider.hpke)
    assert.ok(secrets, where)
    const noPsk = new Uint8Array(32)
    const info = await decryptGroupInfo(outer.welcome, secrets.joinerSecret, noPsk, provider)
    assert.ok(info, where)
    assert.ok(await verifyGroupInfoSignature(info, bytes(vector.signer_pub), provider.signature), where)
    assert.ok(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, noPsk, provider), where)
  }
})

function keyPackageOf(message: string) {
  const outer = decoded(decodeMlsMessage, message)
  if (outer.wireformat !== 'mls_key_package') throw new Error('no key package')
  return outer.keyPackage
}

interface PassiveClient extends OfSuite {
  readonly key_package: string
  readonly signature_priv: string
  readonly encryption_priv: string
  readonly init_priv: string
  readonly welcome: string
  readonly ratchet_tree: string | null
  readonly external_psks: readonly { readonly psk_id: string; readonly psk: string }[]
  readonly initial_epoch_authenticator: string
  readonly epochs: readonly {
    readonly proposals: readonly string[]
    readonly commit: string
    readonly epoch_authenticator: string
  }[]
}

for (const [file, atLeast] of [
  ['passive-client-welcome.json', 16],
  ['passive-client-handling-commit.json', 26],
  ['passive-client-random.json', 1],
] as const) {
  test(`a client that only listens comes to the same epochs: ${file}`, skipped(file), async () => {
    const vectors = ourVectors<PassiveClient>(file)
    assert.ok(vectors.length >= atLeast)
    for (const { vector, provider, where } of vectors) await followAll(vector, provider, where)
  })
}

async function followAll(vector: PassiveClient, provider: CiphersuiteImpl, where: string): Promise<void> {
  const outer = decoded(decodeMlsMessage, vector.welcome)
  if (outer.wireformat !== 'mls_welcome') throw new Error(where)
  const psks = Object.fromEntries(
    vector.external_psks.map(({ psk_id, psk }) => [bytesToBase64(bytes(psk_id)), bytes(psk)]),
  )
  const tree = vector.ratchet_tree === null ? undefined : decoded(decodeRatchetTree, vector.ratchet_tree)
  const keys = {
    signaturePrivateKey: bytes(vector.signature_priv),
    hpkePrivateKey: bytes(vector.encryption_priv),
    initPrivateKey: bytes(vector.init_priv),
  }
  const keyPackage = keyPackageOf(vector.key_package)
  const index = makePskIndex(undefined, psks)
  let state = await joinGroup(outer.welcome, keyPackage, keys, index, provider, tree, undefined, ANYONE)
  assert.equal(hex(state.keySchedule.epochAuthenticator), vector.initial_epoch_authenticator, where)
  for (const [number, epoch] of vector.epochs.entries()) {
    for (const message of [...epoch.proposals, epoch.commit]) state = await heard(state, message, psks, provider, where)
    const here = `${where}: after commit ${number}`
    assert.equal(hex(state.keySchedule.epochAuthenticator), epoch.epoch_authenticator, here)
  }
}

async function heard(
  state: ClientState,
  message: string,
  psks: Record<string, Uint8Array>,
  provider: CiphersuiteImpl,
  where: string,
): Promise<ClientState> {
  const outer = decoded(decodeMlsMessage, message)
  const index = makePskIndex(state, psks)
  if (outer.wireformat === 'mls_public_message') {
    return (await processPublicMessage(state, outer.publicMessage, index, provider)).newState
  }
  if (outer.wireformat !== 'mls_private_message') throw new Error(where)
  return (await processPrivateMessage(state, outer.privateMessage, index, provider)).newState
}

type Messages = Readonly<Record<string, string>>

test('every kind of message is encoded as it was decoded', skipped('messages.json'), () => {
  const WHOLE = [
    'mls_welcome',
    'mls_group_info',
    'mls_key_package',
    'public_message_application',
    'public_message_proposal',
    'public_message_commit',
    'private_message',
  ]
  let seen = 0
  for (const vector of readVectors<readonly Messages[]>('rfc9420/messages.json')) {
    for (const name of WHOLE) {
      const message = vector[name] ?? ''
      assert.equal(hex(encodeMlsMessage(decoded(decodeMlsMessage, message))), message, name)
      seen += 1
    }
    const { ratchet_tree = '', group_secrets = '', commit = '' } = vector
    assert.equal(hex(encodeRatchetTree(decoded(decodeRatchetTree, ratchet_tree))), ratchet_tree)
    assert.equal(hex(encode(groupSecretsEncoder)(decoded(decodeGroupSecrets, group_secrets))), group_secrets)
    assert.equal(hex(encode(commitEncoder)(decoded(decodeCommit, commit))), commit)
  }
  assert.ok(seen > 1000)
})
