/**
 * From epoch to epoch: founding, commits, external commits, over ts-mls. Serves docs/protocol.md, "MLS". Every state here
 * is without message keys and without former epochs: the caller keeps both, so that what it deletes is gone.
 */
import {
  type CiphersuiteImpl,
  type ClientState,
  createCommit,
  createGroup,
  createGroupInfoWithExternalPub,
  createGroupInfoWithExternalPubAndRatchetTree,
  decodeGroupState,
  emptyPskIndex,
  encodeGroupState,
  encodeMlsMessage,
  type GroupInfo,
  joinGroupExternal,
  type MLSMessage,
  type Proposal,
  type PskIndex,
  processPublicMessage,
} from 'ts-mls'
import { encodeGroupContext } from 'ts-mls/groupContext.js'
import { verifyGroupInfoSignature } from 'ts-mls/groupInfo.js'
import { unprotectPublicMessage } from 'ts-mls/messageProtectionPublic.js'
import type { RatchetTree } from 'ts-mls/ratchetTree.js'
import { bytesEqual, label } from '../base/bytes.js'
import type { MlsSelf, SignedCommit } from '../crypto/mls/engine.js'
import { sameBytes } from '../crypto/same.js'
import { type CheckedCommit, checkCommit, checkGroupInfo, keyAt, leavesOf, require } from './checks.js'
import { CLIENT, ownPackage } from './leaf.js'
import { Refused } from './provider.js'

/** A new state, and the secrets that the keys of messages come from, by leaf. */
export interface Opened {
  readonly state: ClientState
  readonly secrets: readonly (Uint8Array | undefined)[]
}

export interface Made extends Opened {
  readonly commit: Uint8Array
  readonly groupInfo: Uint8Array
}

export type Received =
  | { readonly type: 'entered'; readonly opened: Opened; readonly removes: boolean; readonly flaw: string | undefined }
  | { readonly type: 'removed' }
  | { readonly type: 'unreadable'; readonly reason: string }

const NOTHING = new Uint8Array()
const SECRET_BYTES = 32
const ALONE = label('tocsin mls alone')

export async function found(provider: CiphersuiteImpl, group: Uint8Array, self: MlsSelf): Promise<Made> {
  const { publicPackage, privatePackage } = await ownPackage(self, provider)
  const state = await createGroup(group, publicPackage, privatePackage, [], provider, CLIENT)
  return { ...opened(state), commit: NOTHING, groupInfo: await groupInfoOf(provider, state, true) }
}

export async function commit(
  provider: CiphersuiteImpl,
  state: ClientState,
  removes: readonly number[],
  withTree: boolean,
): Promise<Made> {
  const extraProposals: Proposal[] = removes.map(removed => ({ proposalType: 'remove', remove: { removed } }))
  const { pskIndex, proposals } = secretOfOneAlone(provider, state, removes)
  const made = await createCommit(
    { state, cipherSuite: provider, pskIndex },
    { wireAsPublicMessage: true, extraProposals: [...extraProposals, ...proposals] },
  )
  const groupInfo = await groupInfoOf(provider, made.newState, withTree)
  return { ...opened(made.newState), commit: encodeMlsMessage(made.commit), groupInfo }
}

/**
 * Who is left alone has nobody to send a path secret to, and ts-mls then mixes nothing new into the next epoch: those
 * who were just removed could follow. A secret that only the committer has does it instead.
 */
function secretOfOneAlone(provider: CiphersuiteImpl, state: ClientState, removes: readonly number[]) {
  const left = leavesOf(state.ratchetTree).filter((key, leaf) => key !== undefined && !removes.includes(leaf))
  if (left.length > 1) return { pskIndex: emptyPskIndex, proposals: [] }
  const secret = provider.rng.randomBytes(SECRET_BYTES)
  const pskIndex: PskIndex = { findPsk: () => secret }
  const preSharedKeyId = {
    psktype: 'external',
    pskId: ALONE,
    pskNonce: provider.rng.randomBytes(SECRET_BYTES),
  } as const
  return { pskIndex, proposals: [{ proposalType: 'psk', psk: { preSharedKeyId } }] satisfies Proposal[] }
}

/** Throws where no member can have sent this. */
export async function receive(
  provider: CiphersuiteImpl,
  state: ClientState,
  signed: SignedCommit,
  groupInfo: Uint8Array,
): Promise<Received> {
  const { groupContext, ratchetTree, keySchedule, privatePath } = state
  const checked = checkCommit(placeOf(state), signed)
  await unprotectPublicMessage(keySchedule.membershipKey, groupContext, ratchetTree, checked.message, provider)
  if (checked.removed.includes(privatePath.leafIndex)) return { type: 'removed' }
  try {
    const { newState } = await processPublicMessage(state, checked.message, emptyPskIndex, provider)
    const removes = checked.committer !== undefined && checked.removed.length > 0
    const flaw = await flawOf(provider, newState, checked, signed.from, groupInfo)
    return { type: 'entered', opened: opened(newState), removes, flaw }
  } catch (error) {
    return { type: 'unreadable', reason: reasonOf(error) }
  }
}

/** What is wrong with the GroupInfo that came with a commit; all who are in can tell. */
async function flawOf(
  provider: CiphersuiteImpl,
  state: ClientState,
  checked: CheckedCommit,
  from: Uint8Array,
  bytes: Uint8Array,
): Promise<string | undefined> {
  try {
    const info = checkGroupInfo(state.groupContext.groupId, bytes)
    const context = encodeGroupContext(state.groupContext)
    require(bytesEqual(encodeGroupContext(info.groupContext), context), 'its GroupInfo is of another epoch')
    require(sameBytes(info.confirmationTag, state.confirmationTag), 'its GroupInfo has another tag')
    const signer = keyAt(state.ratchetTree, info.signer)
    require(signer !== undefined && bytesEqual(signer, from), 'its GroupInfo is of somebody else')
    require(checked.committer === undefined || checked.committer === info.signer, 'its GroupInfo has another leaf')
    const own = await groupInfoWith(provider, state, info.extensions.length > 1)
    const same = own.extensions.every(({ extensionType, extensionData }, index) => {
      const theirs = info.extensions[index]
      return theirs?.extensionType === extensionType && bytesEqual(theirs.extensionData, extensionData)
    })
    require(same && own.extensions.length === info.extensions.length, 'its GroupInfo leads nowhere')
    require(await verifyGroupInfoSignature(info, signer, provider.signature), 'its GroupInfo is not signed')
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

export async function join(
  provider: CiphersuiteImpl,
  tree: RatchetTree,
  info: GroupInfo,
  self: MlsSelf,
  withTree: boolean,
): Promise<Made> {
  const former = leavesOf(tree).findIndex(key => key !== undefined && bytesEqual(key, self.identityKey))
  const { publicPackage, privatePackage } = await ownPackage(self, provider)
  const { publicMessage, newState } = await joinGroupExternal(
    info,
    publicPackage,
    privatePackage,
    former >= 0,
    provider,
    tree,
    CLIENT,
  )
  const message: MLSMessage = { version: 'mls10', wireformat: 'mls_public_message', publicMessage }
  const groupInfo = await groupInfoOf(provider, newState, withTree)
  return { ...opened(newState), commit: encodeMlsMessage(message), groupInfo }
}

export function placeOf({ groupContext, ratchetTree }: ClientState) {
  return { group: groupContext.groupId, number: groupContext.epoch, tree: ratchetTree }
}

async function groupInfoOf(provider: CiphersuiteImpl, state: ClientState, withTree: boolean): Promise<Uint8Array> {
  const groupInfo = await groupInfoWith(provider, state, withTree)
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_group_info', groupInfo })
}

function groupInfoWith(provider: CiphersuiteImpl, state: ClientState, withTree: boolean): Promise<GroupInfo> {
  const make = withTree ? createGroupInfoWithExternalPubAndRatchetTree : createGroupInfoWithExternalPub
  return make(state, [], provider)
}

function opened(state: ClientState): Opened {
  const secrets = leavesOf(state.ratchetTree).map((key, leaf) =>
    key === undefined ? undefined : state.secretTree[2 * leaf]?.application.secret,
  )
  return { state: bare(state), secrets }
}

function bare(state: ClientState): ClientState {
  return { ...state, secretTree: [], historicalReceiverData: new Map() }
}

export function encode(state: ClientState): Uint8Array {
  return encodeGroupState({ ...state, signaturePrivateKey: NOTHING })
}

export function decode(bytes: Uint8Array, self: MlsSelf): ClientState | undefined {
  const [state, length] = decodeGroupState(bytes, 0) ?? []
  if (state === undefined || length !== bytes.length) return undefined
  const key = keyAt(state.ratchetTree, state.privatePath.leafIndex)
  if (key === undefined || !bytesEqual(key, self.identityKey)) return undefined
  return { ...state, signaturePrivateKey: self.seed, clientConfig: CLIENT }
}

export function reasonOf(error: unknown): string {
  if (error instanceof Refused || error instanceof Error) return error.message
  return String(error)
}
