/**
 * Messages within an epoch: PrivateMessage of RFC 9420 with the entry id as authenticated data, less what both sides
 * know. Serves docs/protocol.md, "MLS". Two things are stricter than the RFC: the content key is bound to the entry id,
 * so that a state which was restored from a backup and gives the same generation again does not use a key again; and
 * keys of generations that were passed over are kept as keys (ratchet.ts).
 */
import type { CiphersuiteImpl, ClientState } from 'ts-mls'
import { signFramedContentApplicationOrProposal, verifyFramedContentSignature } from 'ts-mls/framedContent.js'
import {
  decodePrivateMessageContent,
  decryptSenderData,
  encodePrivateContentAAD,
  encodePrivateMessageContent,
  encryptSenderData,
  type PrivateMessage,
  toAuthenticatedContent,
} from 'ts-mls/privateMessage.js'
import type { ReuseGuard } from 'ts-mls/sender.js'
import { joinBytes, label } from '../base/bytes.js'
import type { OpenedBody, SealedBody } from '../crypto/mls/engine.js'
import type { Suite } from '../crypto/suite.js'
import { keyAt, require } from './checks.js'
import { CLIENT } from './leaf.js'
import { expand } from './primitives.js'
import type { MessageKey, Ratchets } from './ratchet.js'

/** Leaf, generation and reuse guard, 4 bytes each, and a tag. */
const SENDER_DATA_BYTES = 12 + 16
const GUARD_BYTES = 4
const BINDING = label('tocsin mls entry')

export interface Sealing {
  readonly suite: Suite
  readonly provider: CiphersuiteImpl
  readonly ratchets: Ratchets
}

export async function sealBody(
  { suite, provider, ratchets }: Sealing,
  state: ClientState,
  ratchet: Uint8Array,
  entryId: Uint8Array,
  body: Uint8Array,
): Promise<SealedBody> {
  const { leafIndex } = state.privatePath
  const { messageKey, ratchet: left } = ratchets.next(ratchet)
  const content = {
    ...frame(state, entryId),
    sender: { senderType: 'member', leafIndex },
    ...application(body),
  } as const
  const auth = await signFramedContentApplicationOrProposal(
    state.signaturePrivateKey,
    {
      protocolVersion: 'mls10',
      wireformat: 'mls_private_message',
      content,
      senderType: 'member',
      context: state.groupContext,
    },
    provider,
  )
  const guard = guardOf(entryId)
  const { key, nonce } = bound(suite, messageKey, entryId, guard)
  const plain = encodePrivateMessageContent(CLIENT.paddingConfig)({ ...application(body), auth })
  const associated = encodePrivateContentAAD({ ...frame(state, entryId), contentType: 'application' })
  const ciphertext = await provider.hpke.encryptAead(key, nonce, associated, plain)
  const senderData = await encryptSenderData(
    state.keySchedule.senderDataSecret,
    { leafIndex, generation: messageKey.generation, reuseGuard: guard },
    { groupId: state.groupContext.groupId, epoch: state.groupContext.epoch, contentType: 'application' },
    ciphertext,
    provider,
  )
  return { sealed: joinBytes(senderData, ciphertext), ratchet: left }
}

/** Throws `Refused`, or whatever ts-mls throws, when it is not what the member at `leaf` sealed for this entry. */
export async function openBody(
  { suite, provider, ratchets }: Sealing,
  state: ClientState,
  leaf: number,
  ratchet: Uint8Array,
  entryId: Uint8Array,
  sealed: Uint8Array,
): Promise<OpenedBody> {
  const message: PrivateMessage = {
    ...frame(state, entryId),
    contentType: 'application',
    encryptedSenderData: sealed.subarray(0, SENDER_DATA_BYTES),
    ciphertext: sealed.subarray(SENDER_DATA_BYTES),
  }
  const sender = await decryptSenderData(message, state.keySchedule.senderDataSecret, provider)
  require(sender !== undefined && sender.leafIndex === leaf, 'another member sealed it')
  const taken = ratchets.take(ratchet, sender.generation)
  require(taken !== undefined, 'its key was used, or is too far back or ahead')
  const { key, nonce } = bound(suite, taken.messageKey, entryId, sender.reuseGuard)
  const plain = await provider.hpke.decryptAead(key, nonce, encodePrivateContentAAD(message), message.ciphertext)
  const content = decodePrivateMessageContent('application')(plain, 0)?.[0]
  require(content?.contentType === 'application', 'it holds no message')
  const signer = keyAt(state.ratchetTree, leaf)
  require(signer !== undefined, 'nobody is where it comes from')
  const { content: framed, auth } = toAuthenticatedContent(content, message, leaf)
  const { groupContext } = state
  const signed = await verifyFramedContentSignature(
    signer,
    'mls_private_message',
    framed,
    auth,
    groupContext,
    provider.signature,
  )
  require(signed, 'its signature is wrong')
  return { type: 'opened', body: content.applicationData.slice(), ratchet: taken.ratchet }
}

function application(body: Uint8Array) {
  return { contentType: 'application', applicationData: body } as const
}

function frame({ groupContext }: ClientState, entryId: Uint8Array) {
  return { groupId: groupContext.groupId, epoch: groupContext.epoch, authenticatedData: entryId }
}

/** The entry's id is as good as chance here: it never repeats, and the key is bound to all of it. */
function guardOf(entryId: Uint8Array): ReuseGuard {
  const guard = entryId.slice(0, GUARD_BYTES)
  require(isGuard(guard), 'an entry id has 32 bytes')
  return guard
}

function isGuard(bytes: Uint8Array): bytes is ReuseGuard {
  return bytes.length === GUARD_BYTES
}

function bound(suite: Suite, messageKey: MessageKey, entryId: Uint8Array, guard: Uint8Array) {
  const nonce = messageKey.nonce.slice()
  for (const [index, byte] of guard.entries()) nonce[index]! ^= byte
  return { key: expand(suite, messageKey.key, joinBytes(BINDING, entryId), messageKey.key.length), nonce }
}
