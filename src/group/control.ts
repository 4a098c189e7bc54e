/**
 * Control entries: the plaintext of each kind of membership entry, typed and bounded. Serves protocol.md, "Membership".
 *
 * Parsing only: whether an entry may have its effect is for the rules (rules.ts). An unknown kind parses to undefined
 * and so fails closed.
 */
import { bytesEqual } from '../base/bytes.js'
import { MAX_NAME_BYTES } from '../base/limits.js'
import { decoded } from '../wire/decoded.js'
import { Create, Invite, Join, Leave, Rename } from '../wire/generated/control.js'

/** The header's `kind` of each control entry. Kinds below 32 are content. */
export const ControlKind = { create: 32, invite: 33, join: 34, leave: 35, rename: 36 } as const

export type HistoryPolicy = 'none' | 'from-join' | 'all'
export type Encryption = 'per-peer' | 'pairwise' | 'sender-keys' | 'mls'

export type ControlBody =
  | {
      readonly type: 'create'
      readonly name: string
      readonly encryption: Encryption
      readonly history: HistoryPolicy
      readonly linkKey: Uint8Array
      readonly nonce: Uint8Array
      readonly founderName: string
    }
  | { readonly type: 'invite'; readonly invite: Uint8Array; readonly uses: number; readonly expiresMs: number }
  | {
      readonly type: 'join'
      readonly member: Uint8Array
      readonly linkKey: Uint8Array
      readonly name: string
      readonly nonce: Uint8Array
      readonly invite: Uint8Array
      readonly inviteSignature: Uint8Array
      readonly memberSignature: Uint8Array
    }
  | { readonly type: 'leave' }
  | { readonly type: 'rename'; readonly name: string }

const ENCRYPTIONS: readonly string[] = ['per-peer', 'pairwise', 'sender-keys', 'mls'] satisfies Encryption[]
const POLICIES: readonly string[] = ['none', 'from-join', 'all'] satisfies HistoryPolicy[]

/** `kind` and plaintext of a control entry. */
export function encodeControl(body: ControlBody): { kind: number; plaintext: Uint8Array } {
  const kind = ControlKind[body.type]
  switch (body.type) {
    case 'create':
      return { kind, plaintext: Create.encode(body) }
    case 'invite':
      return { kind, plaintext: Invite.encode({ ...body, expiresMs: BigInt(body.expiresMs) }) }
    case 'join':
      return { kind, plaintext: Join.encode(body) }
    case 'leave':
      return { kind, plaintext: Leave.encode({}) }
    case 'rename':
      return { kind, plaintext: Rename.encode(body) }
  }
}

/** The entry's meaning, or undefined when it is malformed, out of bounds, or of a kind this version does not know. */
export function decodeControl(kind: number, plaintext: Uint8Array): ControlBody | undefined {
  const body = decodeBody(kind, plaintext)
  // protobuf libraries disagree on repeated fields, wrong types and broken UTF-8; all members must agree on this
  return body !== undefined && bytesEqual(encodeControl(body).plaintext, plaintext) ? body : undefined
}

function decodeBody(kind: number, plaintext: Uint8Array): ControlBody | undefined {
  switch (kind) {
    case ControlKind.create:
      return decodeCreate(plaintext)
    case ControlKind.invite:
      return decodeInvite(plaintext)
    case ControlKind.join:
      return decodeJoin(plaintext)
    case ControlKind.leave:
      return { type: 'leave' }
    case ControlKind.rename: {
      const body = decoded(Rename, plaintext)
      return body !== undefined && isName(body.name) ? { type: 'rename', name: body.name } : undefined
    }
    default:
      return undefined
  }
}

function decodeCreate(plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Create, plaintext)
  if (body === undefined || !isName(body.name) || !isName(body.founderName)) return undefined
  if (!isEncryption(body.encryption) || !isPolicy(body.history)) return undefined
  if (body.linkKey.length !== 32 || body.nonce.length !== 32) return undefined
  return { type: 'create', ...body, encryption: body.encryption, history: body.history }
}

function decodeInvite(plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Invite, plaintext)
  if (body === undefined || body.invite.length !== 32 || body.uses < 1) return undefined
  const expiresMs = Number(body.expiresMs)
  return Number.isSafeInteger(expiresMs) ? { type: 'invite', ...body, expiresMs } : undefined
}

function decodeJoin(plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Join, plaintext)
  if (body === undefined || !isName(body.name)) return undefined
  const keys = [body.member, body.linkKey, body.nonce, body.invite]
  if (keys.some(key => key.length !== 32)) return undefined
  if (body.inviteSignature.length !== 64 || body.memberSignature.length !== 64) return undefined
  return { type: 'join', ...body }
}

/** A name a person gave: some text, within MAX_NAME_BYTES of sound UTF-8. What a terminal must not see is stripped there. */
export function isName(name: string): boolean {
  if (!name.isWellFormed() || name.trim().length === 0) return false
  return new TextEncoder().encode(name).length <= MAX_NAME_BYTES
}

export function isEncryption(name: string): name is Encryption {
  return ENCRYPTIONS.includes(name)
}

export function isPolicy(name: string): name is HistoryPolicy {
  return POLICIES.includes(name)
}
