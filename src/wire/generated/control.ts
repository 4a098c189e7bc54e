/* eslint-disable require-yield */

import { decodeMessage, encodeMessage, message, streamMessage } from 'protons-runtime'
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export interface Create {
  name: string
  encryption: string
  history: string
  linkKey: Uint8Array
  nonce: Uint8Array
  founderName: string
}

export namespace Create {
  let _codec: Codec<Create>

  export const codec = (): Codec<Create> => {
    if (_codec == null) {
      _codec = message<Create>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.name != null && obj.name !== '')) {
          w.uint32(10)
          w.string(obj.name)
        }

        if ((obj.encryption != null && obj.encryption !== '')) {
          w.uint32(18)
          w.string(obj.encryption)
        }

        if ((obj.history != null && obj.history !== '')) {
          w.uint32(26)
          w.string(obj.history)
        }

        if ((obj.linkKey != null && obj.linkKey.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.linkKey)
        }

        if ((obj.nonce != null && obj.nonce.byteLength > 0)) {
          w.uint32(42)
          w.bytes(obj.nonce)
        }

        if ((obj.founderName != null && obj.founderName !== '')) {
          w.uint32(50)
          w.string(obj.founderName)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          name: '',
          encryption: '',
          history: '',
          linkKey: uint8ArrayAlloc(0),
          nonce: uint8ArrayAlloc(0),
          founderName: ''
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.name = reader.string()
              break
            }
            case 2: {
              obj.encryption = reader.string()
              break
            }
            case 3: {
              obj.history = reader.string()
              break
            }
            case 4: {
              obj.linkKey = reader.bytes()
              break
            }
            case 5: {
              obj.nonce = reader.bytes()
              break
            }
            case 6: {
              obj.founderName = reader.string()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.name`,
                value: reader.string()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.encryption`,
                value: reader.string()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.history`,
                value: reader.string()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.linkKey`,
                value: reader.bytes()
              }
              break
            }
            case 5: {
              yield {
                field: `${prefix}.nonce`,
                value: reader.bytes()
              }
              break
            }
            case 6: {
              yield {
                field: `${prefix}.founderName`,
                value: reader.string()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface CreateNameFieldEvent {
    field: '$.name'
    value: string
  }

  export interface CreateEncryptionFieldEvent {
    field: '$.encryption'
    value: string
  }

  export interface CreateHistoryFieldEvent {
    field: '$.history'
    value: string
  }

  export interface CreateLinkKeyFieldEvent {
    field: '$.linkKey'
    value: Uint8Array
  }

  export interface CreateNonceFieldEvent {
    field: '$.nonce'
    value: Uint8Array
  }

  export interface CreateFounderNameFieldEvent {
    field: '$.founderName'
    value: string
  }

  export function encode (obj: Partial<Create>): Uint8Array {
    return encodeMessage(obj, Create.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Create>): Create {
    return decodeMessage(buf, Create.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Create>): Generator<CreateNameFieldEvent | CreateEncryptionFieldEvent | CreateHistoryFieldEvent | CreateLinkKeyFieldEvent | CreateNonceFieldEvent | CreateFounderNameFieldEvent> {
    return streamMessage(buf, Create.codec(), opts)
  }
}

export interface Invite {
  invite: Uint8Array
  uses: number
  expiresMs: bigint
}

export namespace Invite {
  let _codec: Codec<Invite>

  export const codec = (): Codec<Invite> => {
    if (_codec == null) {
      _codec = message<Invite>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.invite != null && obj.invite.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.invite)
        }

        if ((obj.uses != null && obj.uses !== 0)) {
          w.uint32(16)
          w.uint32(obj.uses)
        }

        if ((obj.expiresMs != null && obj.expiresMs !== 0n)) {
          w.uint32(24)
          w.uint64(obj.expiresMs)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          invite: uint8ArrayAlloc(0),
          uses: 0,
          expiresMs: 0n
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.invite = reader.bytes()
              break
            }
            case 2: {
              obj.uses = reader.uint32()
              break
            }
            case 3: {
              obj.expiresMs = reader.uint64()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.invite`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.uses`,
                value: reader.uint32()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.expiresMs`,
                value: reader.uint64()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface InviteInviteFieldEvent {
    field: '$.invite'
    value: Uint8Array
  }

  export interface InviteUsesFieldEvent {
    field: '$.uses'
    value: number
  }

  export interface InviteExpiresMsFieldEvent {
    field: '$.expiresMs'
    value: bigint
  }

  export function encode (obj: Partial<Invite>): Uint8Array {
    return encodeMessage(obj, Invite.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Invite>): Invite {
    return decodeMessage(buf, Invite.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Invite>): Generator<InviteInviteFieldEvent | InviteUsesFieldEvent | InviteExpiresMsFieldEvent> {
    return streamMessage(buf, Invite.codec(), opts)
  }
}

export interface Join {
  member: Uint8Array
  linkKey: Uint8Array
  name: string
  nonce: Uint8Array
  invite: Uint8Array
  inviteSignature: Uint8Array
  memberSignature: Uint8Array
}

export namespace Join {
  let _codec: Codec<Join>

  export const codec = (): Codec<Join> => {
    if (_codec == null) {
      _codec = message<Join>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.linkKey != null && obj.linkKey.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.linkKey)
        }

        if ((obj.name != null && obj.name !== '')) {
          w.uint32(26)
          w.string(obj.name)
        }

        if ((obj.nonce != null && obj.nonce.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.nonce)
        }

        if ((obj.invite != null && obj.invite.byteLength > 0)) {
          w.uint32(42)
          w.bytes(obj.invite)
        }

        if ((obj.inviteSignature != null && obj.inviteSignature.byteLength > 0)) {
          w.uint32(50)
          w.bytes(obj.inviteSignature)
        }

        if ((obj.memberSignature != null && obj.memberSignature.byteLength > 0)) {
          w.uint32(58)
          w.bytes(obj.memberSignature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          linkKey: uint8ArrayAlloc(0),
          name: '',
          nonce: uint8ArrayAlloc(0),
          invite: uint8ArrayAlloc(0),
          inviteSignature: uint8ArrayAlloc(0),
          memberSignature: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.member = reader.bytes()
              break
            }
            case 2: {
              obj.linkKey = reader.bytes()
              break
            }
            case 3: {
              obj.name = reader.string()
              break
            }
            case 4: {
              obj.nonce = reader.bytes()
              break
            }
            case 5: {
              obj.invite = reader.bytes()
              break
            }
            case 6: {
              obj.inviteSignature = reader.bytes()
              break
            }
            case 7: {
              obj.memberSignature = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.member`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.linkKey`,
                value: reader.bytes()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.name`,
                value: reader.string()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.nonce`,
                value: reader.bytes()
              }
              break
            }
            case 5: {
              yield {
                field: `${prefix}.invite`,
                value: reader.bytes()
              }
              break
            }
            case 6: {
              yield {
                field: `${prefix}.inviteSignature`,
                value: reader.bytes()
              }
              break
            }
            case 7: {
              yield {
                field: `${prefix}.memberSignature`,
                value: reader.bytes()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface JoinMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface JoinLinkKeyFieldEvent {
    field: '$.linkKey'
    value: Uint8Array
  }

  export interface JoinNameFieldEvent {
    field: '$.name'
    value: string
  }

  export interface JoinNonceFieldEvent {
    field: '$.nonce'
    value: Uint8Array
  }

  export interface JoinInviteFieldEvent {
    field: '$.invite'
    value: Uint8Array
  }

  export interface JoinInviteSignatureFieldEvent {
    field: '$.inviteSignature'
    value: Uint8Array
  }

  export interface JoinMemberSignatureFieldEvent {
    field: '$.memberSignature'
    value: Uint8Array
  }

  export function encode (obj: Partial<Join>): Uint8Array {
    return encodeMessage(obj, Join.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Join>): Join {
    return decodeMessage(buf, Join.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Join>): Generator<JoinMemberFieldEvent | JoinLinkKeyFieldEvent | JoinNameFieldEvent | JoinNonceFieldEvent | JoinInviteFieldEvent | JoinInviteSignatureFieldEvent | JoinMemberSignatureFieldEvent> {
    return streamMessage(buf, Join.codec(), opts)
  }
}

export interface Leave {}

export namespace Leave {
  let _codec: Codec<Leave>

  export const codec = (): Codec<Leave> => {
    if (_codec == null) {
      _codec = message<Leave>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {}

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export function encode (obj: Partial<Leave>): Uint8Array {
    return encodeMessage(obj, Leave.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Leave>): Leave {
    return decodeMessage(buf, Leave.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Leave>): Generator<{}> {
    return streamMessage(buf, Leave.codec(), opts)
  }
}

export interface Rename {
  name: string
}

export namespace Rename {
  let _codec: Codec<Rename>

  export const codec = (): Codec<Rename> => {
    if (_codec == null) {
      _codec = message<Rename>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.name != null && obj.name !== '')) {
          w.uint32(10)
          w.string(obj.name)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          name: ''
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.name = reader.string()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.name`,
                value: reader.string()
              }
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }
      })
    }

    return _codec
  }

  export interface RenameNameFieldEvent {
    field: '$.name'
    value: string
  }

  export function encode (obj: Partial<Rename>): Uint8Array {
    return encodeMessage(obj, Rename.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Rename>): Rename {
    return decodeMessage(buf, Rename.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Rename>): Generator<RenameNameFieldEvent> {
    return streamMessage(buf, Rename.codec(), opts)
  }
}
