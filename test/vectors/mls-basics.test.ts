/** RFC 9420: labels, key schedule, secret tree, pre-shared keys and transcript, with our provider and our ratchet. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesToBase64 } from 'ts-mls'
import { decodeAuthenticatedContent } from 'ts-mls/authenticatedContent.js'
import { determineLength } from 'ts-mls/codec/variableLength.js'
import { refhash } from 'ts-mls/crypto/hash.js'
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js'
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js'
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js'
import { verifyConfirmationTag } from 'ts-mls/framedContent.js'
import { decodeGroupContext, encodeGroupContext } from 'ts-mls/groupContext.js'
import { initializeEpoch, mlsExporter } from 'ts-mls/keySchedule.js'
import { accumulatePskSecret } from 'ts-mls/pskIndex.js'
import { createSecretTree } from 'ts-mls/secretTree.js'
import { expandSenderDataKey, expandSenderDataNonce } from 'ts-mls/sender.js'
import { createConfirmedHash, createInterimHash } from 'ts-mls/transcriptHash.js'
import { expandWithLabel as ownExpandWithLabel } from '#src/mls-engine/primitives.js'
import { Ratchets } from '#src/mls-engine/ratchet.js'
import { decoded, NOTHING, nodePrimitives, type OfSuite, ourVectors } from './mls-suites.ts'
import { absent, bytes, hex, readVectors } from './suites.ts'

function skipped(file: string) {
  return { skip: absent(`rfc9420/${file}`) }
}

interface Basics extends OfSuite {
  readonly ref_hash: { label: string; value: string; out: string }
  readonly expand_with_label: { secret: string; label: string; context: string; length: number; out: string }
  readonly derive_secret: { secret: string; label: string; out: string }
  readonly derive_tree_secret: { secret: string; label: string; generation: number; length: number; out: string }
  readonly sign_with_label: { priv: string; pub: string; content: string; label: string; signature: string }
  readonly encrypt_with_label: {
    priv: string
    pub: string
    label: string
    context: string
    plaintext: string
    kem_output: string
    ciphertext: string
  }
}

test('every labelled primitive of RFC 9420 §5 gives the vectors', skipped('crypto-basics.json'), async () => {
  const vectors = ourVectors<Basics>('crypto-basics.json')
  assert.equal(vectors.length, 2)
  for (const { vector, provider, where } of vectors) {
    const { hash, hpke, kdf, signature } = provider
    const ref = vector.ref_hash
    assert.equal(hex(await refhash(ref.label, bytes(ref.value), hash)), ref.out, where)

    const expand = vector.expand_with_label
    const context = bytes(expand.context)
    assert.equal(
      hex(await expandWithLabel(bytes(expand.secret), expand.label, context, expand.length, kdf)),
      expand.out,
      where,
    )
    const own = ownExpandWithLabel(nodePrimitives, bytes(expand.secret), expand.label, context, expand.length)
    assert.equal(hex(own), expand.out, where)

    const derive = vector.derive_secret
    assert.equal(hex(await deriveSecret(bytes(derive.secret), derive.label, kdf)), derive.out, where)
    const tree = vector.derive_tree_secret
    assert.equal(
      hex(await deriveTreeSecret(bytes(tree.secret), tree.label, tree.generation, tree.length, kdf)),
      tree.out,
      where,
    )

    const sign = vector.sign_with_label
    const made = await signWithLabel(bytes(sign.priv), sign.label, bytes(sign.content), signature)
    for (const one of [made, bytes(sign.signature)]) {
      assert.ok(await verifyWithLabel(bytes(sign.pub), sign.label, bytes(sign.content), one, signature), where)
    }

    const box = vector.encrypt_with_label
    const key = await hpke.importPrivateKey(bytes(box.priv))
    const open = (kem: Uint8Array, sealed: Uint8Array) =>
      decryptWithLabel(key, box.label, bytes(box.context), kem, sealed, hpke)
    assert.equal(hex(await open(bytes(box.kem_output), bytes(box.ciphertext))), box.plaintext, where)
    const publicKey = await hpke.importPublicKey(bytes(box.pub))
    const { enc, ct } = await encryptWithLabel(publicKey, box.label, bytes(box.context), bytes(box.plaintext), hpke)
    assert.equal(hex(await open(enc, ct)), box.plaintext, where)
  }
})

interface Schedule extends OfSuite {
  readonly group_id: string
  readonly initial_init_secret: string
  readonly epochs: readonly {
    readonly tree_hash: string
    readonly commit_secret: string
    readonly psk_secret: string
    readonly confirmed_transcript_hash: string
    readonly group_context: string
    readonly joiner_secret: string
    readonly welcome_secret: string
    readonly init_secret: string
    readonly sender_data_secret: string
    readonly encryption_secret: string
    readonly exporter_secret: string
    readonly epoch_authenticator: string
    readonly external_secret: string
    readonly confirmation_key: string
    readonly membership_key: string
    readonly resumption_psk: string
    readonly external_pub: string
    readonly exporter: { label: string; context: string; length: number; secret: string }
  }[]
}

test('the key schedule gives the vectors, epoch after epoch', skipped('key-schedule.json'), async () => {
  for (const { vector, provider, where } of ourVectors<Schedule>('key-schedule.json')) {
    let initSecret = bytes(vector.initial_init_secret)
    for (const [number, epoch] of vector.epochs.entries()) {
      const context = {
        version: 'mls10',
        cipherSuite: provider.name,
        groupId: bytes(vector.group_id),
        epoch: BigInt(number),
        treeHash: bytes(epoch.tree_hash),
        confirmedTranscriptHash: bytes(epoch.confirmed_transcript_hash),
        extensions: [],
      } as const
      const groupContext = { ...context, extensions: [...context.extensions] }
      assert.equal(hex(encodeGroupContext(groupContext)), epoch.group_context, where)
      assert.deepEqual(decoded(decodeGroupContext, epoch.group_context), groupContext)
      const { keySchedule, joinerSecret, welcomeSecret, encryptionSecret } = await initializeEpoch(
        initSecret,
        bytes(epoch.commit_secret),
        groupContext,
        bytes(epoch.psk_secret),
        provider.kdf,
      )
      const made = {
        joiner_secret: joinerSecret,
        welcome_secret: welcomeSecret,
        encryption_secret: encryptionSecret,
        init_secret: keySchedule.initSecret,
        sender_data_secret: keySchedule.senderDataSecret,
        exporter_secret: keySchedule.exporterSecret,
        epoch_authenticator: keySchedule.epochAuthenticator,
        external_secret: keySchedule.externalSecret,
        confirmation_key: keySchedule.confirmationKey,
        membership_key: keySchedule.membershipKey,
        resumption_psk: keySchedule.resumptionPsk,
      } as const
      for (const [name, secret] of Object.entries(made)) {
        assert.equal(hex(secret), epoch[name as keyof typeof made], `${where}: ${name} of epoch ${number}`)
      }
      const { publicKey } = await provider.hpke.deriveKeyPair(keySchedule.externalSecret)
      assert.equal(hex(await provider.hpke.exportPublicKey(publicKey)), epoch.external_pub, where)
      const { label, context: exported, length, secret } = epoch.exporter
      const own = await mlsExporter(keySchedule.exporterSecret, label, bytes(exported), length, provider)
      assert.equal(hex(own), secret, where)
      initSecret = bytes(epoch.init_secret)
    }
  }
})

interface SecretTree extends OfSuite {
  readonly encryption_secret: string
  readonly sender_data: { sender_data_secret: string; ciphertext: string; key: string; nonce: string }
  readonly leaves: readonly (readonly { generation: number; application_key: string; application_nonce: string }[])[]
}

test('our ratchet gives the message keys of the secret tree, in any order', skipped('secret-tree.json'), async () => {
  let keys = 0
  for (const { vector, provider, where } of ourVectors<SecretTree>('secret-tree.json')) {
    const { sender_data_secret: secret, ciphertext, key, nonce } = vector.sender_data
    assert.equal(hex(await expandSenderDataKey(provider, bytes(secret), bytes(ciphertext))), key, where)
    assert.equal(hex(await expandSenderDataNonce(provider, bytes(secret), bytes(ciphertext))), nonce, where)

    const ratchets = new Ratchets(nodePrimitives, provider.hpke.keyLength)
    const tree = await createSecretTree(vector.leaves.length, bytes(vector.encryption_secret), provider.kdf)
    for (const [leaf, generations] of vector.leaves.entries()) {
      for (const inOrder of [generations, generations.toReversed()]) {
        let ratchet = ratchets.start(tree[2 * leaf]!.application.secret)
        for (const { generation, application_key, application_nonce } of inOrder) {
          const taken = ratchets.take(ratchet, generation)
          assert.ok(taken, where)
          assert.equal(hex(taken.messageKey.key), application_key, `${where}: leaf ${leaf}, ${generation}`)
          assert.equal(hex(taken.messageKey.nonce), application_nonce, `${where}: leaf ${leaf}, ${generation}`)
          assert.equal(ratchets.take(taken.ratchet, generation), undefined, 'a key is given once')
          ratchet = taken.ratchet
          keys += 1
        }
      }
    }
  }
  assert.ok(keys > 100)
})

interface Psks extends OfSuite {
  readonly psks: readonly { psk_id: string; psk: string; psk_nonce: string }[]
  readonly psk_secret: string
}

test('pre-shared keys come to the secret of the vectors', skipped('psk_secret.json'), async () => {
  for (const { vector, provider, where } of ourVectors<Psks>('psk_secret.json')) {
    const ids = vector.psks.map(
      ({ psk_id, psk_nonce }) => ({ psktype: 'external', pskId: bytes(psk_id), pskNonce: bytes(psk_nonce) }) as const,
    )
    const secrets = new Map(vector.psks.map(({ psk_id, psk }) => [bytesToBase64(bytes(psk_id)), bytes(psk)]))
    const index = {
      findPsk: (id: { psktype: string; pskId?: Uint8Array }) => secrets.get(bytesToBase64(id.pskId ?? NOTHING)),
    }
    const [secret] = await accumulatePskSecret(ids, index, provider, new Uint8Array(32))
    assert.equal(hex(secret), vector.psk_secret, where)
  }
})

interface Transcript extends OfSuite {
  readonly confirmation_key: string
  readonly authenticated_content: string
  readonly interim_transcript_hash_before: string
  readonly confirmed_transcript_hash_after: string
  readonly interim_transcript_hash_after: string
}

test('a commit moves the transcript as the vectors say', skipped('transcript-hashes.json'), async () => {
  for (const { vector, provider, where } of ourVectors<Transcript>('transcript-hashes.json')) {
    const { wireformat, content, auth } = decoded(decodeAuthenticatedContent, vector.authenticated_content)
    assert.equal(auth.contentType, 'commit')
    if (content.contentType !== 'commit' || auth.contentType !== 'commit') return
    const before = bytes(vector.interim_transcript_hash_before)
    const input = { wireformat, content, signature: auth.signature }
    const confirmed = await createConfirmedHash(before, input, provider.hash)
    assert.equal(hex(confirmed), vector.confirmed_transcript_hash_after, where)
    const interim = await createInterimHash(confirmed, auth.confirmationTag, provider.hash)
    assert.equal(hex(interim), vector.interim_transcript_hash_after, where)
    assert.ok(
      await verifyConfirmationTag(bytes(vector.confirmation_key), auth.confirmationTag, confirmed, provider.hash),
      where,
    )
  }
})

test('lengths are read as the vectors say', skipped('deserialization.json'), () => {
  for (const { vlbytes_header, length } of readVectors<readonly { vlbytes_header: string; length: number }[]>(
    'rfc9420/deserialization.json',
  )) {
    assert.equal(determineLength(bytes(vlbytes_header)).length, length)
  }
})
