/**
 * Control entries to bytes and back: each kind's plaintext, bounded. Serves docs/protocol.md, "Membership".
 *
 * Parsing only. An unknown kind parses to undefined and so fails closed, and so does a plaintext that is not the one
 * encoding of what it says: protobuf libraries disagree on the others, and all members must agree.
 */
import { bytesEqual } from '../base/bytes.js'
import { MAX_KEY_MESSAGE } from '../crypto/schemes/group-cipher.js'
import { decoded } from '../wire/decoded.js'
import {
  Create,
  Decline,
  HandOver,
  Invite,
  Join,
  Leave,
  Prekey,
  Remove,
  Rename,
  Revoke,
  SetRole,
  Setting,
  Topic,
  Unban,
} from '../wire/generated/control.js'
import {
  type ControlBody,
  ControlKind,
  type CutLine,
  isEncryption,
  isGranted,
  isName,
  isPolicy,
  isText,
  MAX_PART_BYTES,
  MAX_TOPIC_BYTES,
} from './control.js'
import { isLife } from './expiry.js'
import { firstSettings, isSettingName, withSetting } from './settings.js'

const NONE = new Uint8Array()

/** `kind` and plaintext of a control entry. */
export function encodeControl(body: ControlBody): { kind: number; plaintext: Uint8Array } {
  return { kind: ControlKind[body.type], plaintext: plaintextOf(body) }
}

/** The entry's meaning, or undefined when it is malformed, out of bounds, or of a kind this version does not know. */
export function decodeControl(kind: number, plaintext: Uint8Array): ControlBody | undefined {
  const body = decodeBody(kind, plaintext)
  return body !== undefined && bytesEqual(plaintextOf(body), plaintext) ? body : undefined
}

/** Whether it is a genesis whose way to encrypt this version does not know. */
export function isForeign(kind: number, plaintext: Uint8Array): boolean {
  const body = kind === ControlKind.create ? decoded(Create, plaintext) : undefined
  return body !== undefined && !isEncryption(body.encryption)
}

function plaintextOf(body: ControlBody): Uint8Array {
  switch (body.type) {
    case 'create':
      return Create.encode(body)
    case 'invite':
      return Invite.encode({ ...body, expiresMs: BigInt(body.expiresMs) })
    case 'revoke':
      return Revoke.encode(body)
    case 'join':
    case 'knock':
      return Join.encode({ ...body, prekey: body.prekey ?? NONE })
    case 'decline':
      return Decline.encode(body)
    case 'leave':
      return Leave.encode({ ...body, cut: [...body.cut] })
    case 'rename':
      return Rename.encode(body)
    case 'remove':
    case 'ban':
      return Remove.encode({ ...body, cut: [...body.cut] })
    case 'unban':
      return Unban.encode(body)
    case 'role':
      return SetRole.encode({ ...body, cut: [...body.cut] })
    case 'handover':
      return HandOver.encode(body)
    case 'topic':
      return Topic.encode(body)
    case 'setting':
      return Setting.encode(body)
    case 'keys':
      return body.payload
    case 'prekey':
      return Prekey.encode({ key: body.key, anew: body.anew ?? false })
  }
}

function decodeBody(kind: number, plaintext: Uint8Array): ControlBody | undefined {
  switch (kind) {
    case ControlKind.create:
      return decodeCreate(plaintext)
    case ControlKind.invite:
      return decodeInvite(plaintext)
    case ControlKind.revoke: {
      const body = decoded(Revoke, plaintext)
      return body !== undefined && isKey(body.invite) ? { type: 'revoke', ...body } : undefined
    }
    case ControlKind.join:
      return decodeAdmission('join', plaintext)
    case ControlKind.knock:
      return decodeAdmission('knock', plaintext)
    case ControlKind.decline: {
      const body = decoded(Decline, plaintext)
      return body !== undefined && isKey(body.member, body.nonce) ? { type: 'decline', ...body } : undefined
    }
    case ControlKind.leave: {
      const body = decoded(Leave, plaintext)
      return body !== undefined && isText(body.message, MAX_PART_BYTES) && isCut(body.cut)
        ? { type: 'leave', ...body }
        : undefined
    }
    case ControlKind.rename: {
      const body = decoded(Rename, plaintext)
      return body !== undefined && isName(body.name) ? { type: 'rename', name: body.name } : undefined
    }
    case ControlKind.remove:
      return decodeRemoval('remove', plaintext)
    case ControlKind.ban:
      return decodeRemoval('ban', plaintext)
    case ControlKind.unban: {
      const body = decoded(Unban, plaintext)
      return body !== undefined && isKey(body.member) ? { type: 'unban', ...body } : undefined
    }
    case ControlKind.role: {
      const body = decoded(SetRole, plaintext)
      if (body === undefined || !isKey(body.member) || !isGranted(body.role) || !isCut(body.cut)) return undefined
      return { type: 'role', ...body, role: body.role }
    }
    case ControlKind.handover: {
      const body = decoded(HandOver, plaintext)
      return body !== undefined && isKey(body.member) ? { type: 'handover', ...body } : undefined
    }
    case ControlKind.topic: {
      const body = decoded(Topic, plaintext)
      return body !== undefined && isText(body.text, MAX_TOPIC_BYTES) ? { type: 'topic', ...body } : undefined
    }
    case ControlKind.setting: {
      const body = decoded(Setting, plaintext)
      if (body === undefined || !isSettingName(body.name)) return undefined
      const { name, value } = body
      return withSetting(firstSettings('any'), name, value) === undefined ? undefined : { type: 'setting', name, value }
    }
    case ControlKind.keys:
      return plaintext.length > 0 && plaintext.length <= MAX_KEY_MESSAGE
        ? { type: 'keys', payload: plaintext }
        : undefined
    case ControlKind.prekey: {
      const body = decoded(Prekey, plaintext)
      return body !== undefined && isKey(body.key) ? { type: 'prekey', ...body } : undefined
    }
    default:
      return undefined
  }
}

function decodeCreate(plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Create, plaintext)
  if (body === undefined || !isName(body.name) || !isName(body.founderName)) return undefined
  if (!isEncryption(body.encryption) || !isPolicy(body.history)) return undefined
  if (!isKey(body.linkKey, body.nonce) || !isLife(body.expire)) return undefined
  // MLS signs each message with the identity key by itself
  if (body.deniable && body.encryption === 'mls') return undefined
  return { type: 'create', ...body, encryption: body.encryption, history: body.history }
}

function decodeInvite(plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Invite, plaintext)
  if (body === undefined || !isKey(body.invite) || body.uses < 1) return undefined
  const expiresMs = Number(body.expiresMs)
  return Number.isSafeInteger(expiresMs) ? { type: 'invite', ...body, expiresMs } : undefined
}

function decodeAdmission(type: 'join' | 'knock', plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Join, plaintext)
  if (body === undefined || !isName(body.name)) return undefined
  if (!isKey(body.member, body.linkKey, body.nonce, body.invite)) return undefined
  if (body.inviteSignature.length !== 64 || body.memberSignature.length !== 64) return undefined
  if (body.prekey.length > 0 && !isKey(body.prekey)) return undefined
  return { type, ...body, prekey: body.prekey.length > 0 ? body.prekey : undefined }
}

function decodeRemoval(type: 'remove' | 'ban', plaintext: Uint8Array): ControlBody | undefined {
  const body = decoded(Remove, plaintext)
  return body !== undefined && isKey(body.member) && isCut(body.cut) ? { type, ...body } : undefined
}

/** Keys, nonces and ids are all of one length. */
function isKey(...keys: readonly Uint8Array[]): boolean {
  return keys.every(key => key.length === 32)
}

/** Each log once, ascending: one cut has one encoding. */
function isCut(cut: readonly CutLine[]): boolean {
  let before = -1n
  for (const { log, entry } of cut) {
    if (log <= before || entry.length !== 32) return false
    before = log
  }
  return true
}
