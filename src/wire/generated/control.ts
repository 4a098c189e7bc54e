// @ts-nocheck
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime'
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
  expire: number
  deniable: boolean
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

        if ((obj.expire != null && obj.expire !== 0)) {
          w.uint32(56)
          w.uint32(obj.expire)
        }

        if ((obj.deniable != null && obj.deniable !== false)) {
          w.uint32(64)
          w.bool(obj.deniable)
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
          founderName: '',
          expire: 0,
          deniable: false
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
            case 7: {
              obj.expire = reader.uint32()
              break
            }
            case 8: {
              obj.deniable = reader.bool()
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
            case 7: {
              yield {
                field: `${prefix}.expire`,
                value: reader.uint32()
              }
              break
            }
            case 8: {
              yield {
                field: `${prefix}.deniable`,
                value: reader.bool()
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

  export interface CreateExpireFieldEvent {
    field: '$.expire'
    value: number
  }

  export interface CreateDeniableFieldEvent {
    field: '$.deniable'
    value: boolean
  }

  export function encode (obj: Partial<Create>): Uint8Array {
    return encodeMessage(obj, Create.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Create>): Create {
    return decodeMessage(buf, Create.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Create>): Generator<CreateNameFieldEvent | CreateEncryptionFieldEvent | CreateHistoryFieldEvent | CreateLinkKeyFieldEvent | CreateNonceFieldEvent | CreateFounderNameFieldEvent | CreateExpireFieldEvent | CreateDeniableFieldEvent> {
    return streamMessage(buf, Create.codec(), opts)
  }
}

export interface Invite {
  invite: Uint8Array
  uses: number
  expiresMs: bigint
  approve: boolean
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

        if ((obj.approve != null && obj.approve !== false)) {
          w.uint32(32)
          w.bool(obj.approve)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          invite: uint8ArrayAlloc(0),
          uses: 0,
          expiresMs: 0n,
          approve: false
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
            case 4: {
              obj.approve = reader.bool()
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
            case 4: {
              yield {
                field: `${prefix}.approve`,
                value: reader.bool()
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

  export interface InviteApproveFieldEvent {
    field: '$.approve'
    value: boolean
  }

  export function encode (obj: Partial<Invite>): Uint8Array {
    return encodeMessage(obj, Invite.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Invite>): Invite {
    return decodeMessage(buf, Invite.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Invite>): Generator<InviteInviteFieldEvent | InviteUsesFieldEvent | InviteExpiresMsFieldEvent | InviteApproveFieldEvent> {
    return streamMessage(buf, Invite.codec(), opts)
  }
}

export interface Revoke {
  invite: Uint8Array
}

export namespace Revoke {
  let _codec: Codec<Revoke>

  export const codec = (): Codec<Revoke> => {
    if (_codec == null) {
      _codec = message<Revoke>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.invite != null && obj.invite.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.invite)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          invite: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.invite = reader.bytes()
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

  export interface RevokeInviteFieldEvent {
    field: '$.invite'
    value: Uint8Array
  }

  export function encode (obj: Partial<Revoke>): Uint8Array {
    return encodeMessage(obj, Revoke.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Revoke>): Revoke {
    return decodeMessage(buf, Revoke.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Revoke>): Generator<RevokeInviteFieldEvent> {
    return streamMessage(buf, Revoke.codec(), opts)
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
  prekey: Uint8Array
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

        if ((obj.prekey != null && obj.prekey.byteLength > 0)) {
          w.uint32(66)
          w.bytes(obj.prekey)
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
          memberSignature: uint8ArrayAlloc(0),
          prekey: uint8ArrayAlloc(0)
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
            case 8: {
              obj.prekey = reader.bytes()
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
            case 8: {
              yield {
                field: `${prefix}.prekey`,
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

  export interface JoinPrekeyFieldEvent {
    field: '$.prekey'
    value: Uint8Array
  }

  export function encode (obj: Partial<Join>): Uint8Array {
    return encodeMessage(obj, Join.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Join>): Join {
    return decodeMessage(buf, Join.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Join>): Generator<JoinMemberFieldEvent | JoinLinkKeyFieldEvent | JoinNameFieldEvent | JoinNonceFieldEvent | JoinInviteFieldEvent | JoinInviteSignatureFieldEvent | JoinMemberSignatureFieldEvent | JoinPrekeyFieldEvent> {
    return streamMessage(buf, Join.codec(), opts)
  }
}

export interface Decline {
  member: Uint8Array
  nonce: Uint8Array
}

export namespace Decline {
  let _codec: Codec<Decline>

  export const codec = (): Codec<Decline> => {
    if (_codec == null) {
      _codec = message<Decline>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.nonce != null && obj.nonce.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.nonce)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          nonce: uint8ArrayAlloc(0)
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
              obj.nonce = reader.bytes()
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
                field: `${prefix}.nonce`,
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

  export interface DeclineMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface DeclineNonceFieldEvent {
    field: '$.nonce'
    value: Uint8Array
  }

  export function encode (obj: Partial<Decline>): Uint8Array {
    return encodeMessage(obj, Decline.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Decline>): Decline {
    return decodeMessage(buf, Decline.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Decline>): Generator<DeclineMemberFieldEvent | DeclineNonceFieldEvent> {
    return streamMessage(buf, Decline.codec(), opts)
  }
}

export interface CutLine {
  log: bigint
  seq: number
  entry: Uint8Array
}

export namespace CutLine {
  let _codec: Codec<CutLine>

  export const codec = (): Codec<CutLine> => {
    if (_codec == null) {
      _codec = message<CutLine>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.log != null && obj.log !== 0n)) {
          w.uint32(8)
          w.uint64(obj.log)
        }

        if ((obj.seq != null && obj.seq !== 0)) {
          w.uint32(16)
          w.uint32(obj.seq)
        }

        if ((obj.entry != null && obj.entry.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.entry)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          log: 0n,
          seq: 0,
          entry: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.log = reader.uint64()
              break
            }
            case 2: {
              obj.seq = reader.uint32()
              break
            }
            case 3: {
              obj.entry = reader.bytes()
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
                field: `${prefix}.log`,
                value: reader.uint64()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.seq`,
                value: reader.uint32()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.entry`,
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

  export interface CutLineLogFieldEvent {
    field: '$.log'
    value: bigint
  }

  export interface CutLineSeqFieldEvent {
    field: '$.seq'
    value: number
  }

  export interface CutLineEntryFieldEvent {
    field: '$.entry'
    value: Uint8Array
  }

  export function encode (obj: Partial<CutLine>): Uint8Array {
    return encodeMessage(obj, CutLine.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CutLine>): CutLine {
    return decodeMessage(buf, CutLine.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<CutLine>): Generator<CutLineLogFieldEvent | CutLineSeqFieldEvent | CutLineEntryFieldEvent> {
    return streamMessage(buf, CutLine.codec(), opts)
  }
}

export interface Leave {
  message: string
  cut: CutLine[]
}

export namespace Leave {
  let _codec: Codec<Leave>

  export const codec = (): Codec<Leave> => {
    if (_codec == null) {
      _codec = message<Leave>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.message != null && obj.message !== '')) {
          w.uint32(10)
          w.string(obj.message)
        }

        if (obj.cut != null && obj.cut.length > 0) {
          for (const value of obj.cut) {
            w.uint32(18)
            CutLine.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          message: '',
          cut: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.message = reader.string()
              break
            }
            case 2: {
              if (opts.limits?.cut != null && obj.cut.length === opts.limits.cut) {
                throw new MaxLengthError('Decode error - repeated field "cut" had too many elements')
              }

              if (obj.cut.length === 1024) {
                throw new MaxLengthError('Decode error - repeated field "cut" had too many elements')
              }

              obj.cut.push(CutLine.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.cut$
              }))
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
        const obj = {
          cut: 1024
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.message`,
                value: reader.string()
              }
              break
            }
            case 2: {
              if (opts.limits?.cut != null && obj.cut === opts.limits.cut) {
                throw new MaxLengthError('Streaming decode error - repeated field "cut" had too many elements')
              }

              if (obj.cut === 1024) {
                throw new MaxLengthError('Streaming decode error - repeated field "cut" had too many elements')
              }

              for (const evt of CutLine.codec().stream(reader, reader.uint32(), `${prefix}.cut[]`, {
                limits: opts.limits?.cut$
              })) {
                yield {
                  ...evt,
                  index: obj.cut
                }
              }

              obj.cut++

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

  export interface LeaveMessageFieldEvent {
    field: '$.message'
    value: string
  }

  export interface LeaveCutLogFieldEvent {
    field: '$.cut[].log'
    value: bigint
    index: number
  }

  export interface LeaveCutSeqFieldEvent {
    field: '$.cut[].seq'
    value: number
    index: number
  }

  export interface LeaveCutEntryFieldEvent {
    field: '$.cut[].entry'
    value: Uint8Array
    index: number
  }

  export function encode (obj: Partial<Leave>): Uint8Array {
    return encodeMessage(obj, Leave.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Leave>): Leave {
    return decodeMessage(buf, Leave.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Leave>): Generator<LeaveMessageFieldEvent | LeaveCutLogFieldEvent | LeaveCutSeqFieldEvent | LeaveCutEntryFieldEvent> {
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

export interface Remove {
  member: Uint8Array
  cut: CutLine[]
}

export namespace Remove {
  let _codec: Codec<Remove>

  export const codec = (): Codec<Remove> => {
    if (_codec == null) {
      _codec = message<Remove>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if (obj.cut != null && obj.cut.length > 0) {
          for (const value of obj.cut) {
            w.uint32(18)
            CutLine.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          cut: []
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
              if (opts.limits?.cut != null && obj.cut.length === opts.limits.cut) {
                throw new MaxLengthError('Decode error - repeated field "cut" had too many elements')
              }

              if (obj.cut.length === 1024) {
                throw new MaxLengthError('Decode error - repeated field "cut" had too many elements')
              }

              obj.cut.push(CutLine.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.cut$
              }))
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
        const obj = {
          cut: 1024
        }

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
              if (opts.limits?.cut != null && obj.cut === opts.limits.cut) {
                throw new MaxLengthError('Streaming decode error - repeated field "cut" had too many elements')
              }

              if (obj.cut === 1024) {
                throw new MaxLengthError('Streaming decode error - repeated field "cut" had too many elements')
              }

              for (const evt of CutLine.codec().stream(reader, reader.uint32(), `${prefix}.cut[]`, {
                limits: opts.limits?.cut$
              })) {
                yield {
                  ...evt,
                  index: obj.cut
                }
              }

              obj.cut++

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

  export interface RemoveMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface RemoveCutLogFieldEvent {
    field: '$.cut[].log'
    value: bigint
    index: number
  }

  export interface RemoveCutSeqFieldEvent {
    field: '$.cut[].seq'
    value: number
    index: number
  }

  export interface RemoveCutEntryFieldEvent {
    field: '$.cut[].entry'
    value: Uint8Array
    index: number
  }

  export function encode (obj: Partial<Remove>): Uint8Array {
    return encodeMessage(obj, Remove.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Remove>): Remove {
    return decodeMessage(buf, Remove.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Remove>): Generator<RemoveMemberFieldEvent | RemoveCutLogFieldEvent | RemoveCutSeqFieldEvent | RemoveCutEntryFieldEvent> {
    return streamMessage(buf, Remove.codec(), opts)
  }
}

export interface Unban {
  member: Uint8Array
}

export namespace Unban {
  let _codec: Codec<Unban>

  export const codec = (): Codec<Unban> => {
    if (_codec == null) {
      _codec = message<Unban>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.member = reader.bytes()
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

  export interface UnbanMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export function encode (obj: Partial<Unban>): Uint8Array {
    return encodeMessage(obj, Unban.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Unban>): Unban {
    return decodeMessage(buf, Unban.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Unban>): Generator<UnbanMemberFieldEvent> {
    return streamMessage(buf, Unban.codec(), opts)
  }
}

export interface SetRole {
  member: Uint8Array
  role: string
  cut: CutLine[]
}

export namespace SetRole {
  let _codec: Codec<SetRole>

  export const codec = (): Codec<SetRole> => {
    if (_codec == null) {
      _codec = message<SetRole>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.role != null && obj.role !== '')) {
          w.uint32(18)
          w.string(obj.role)
        }

        if (obj.cut != null && obj.cut.length > 0) {
          for (const value of obj.cut) {
            w.uint32(26)
            CutLine.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          role: '',
          cut: []
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
              obj.role = reader.string()
              break
            }
            case 3: {
              if (opts.limits?.cut != null && obj.cut.length === opts.limits.cut) {
                throw new MaxLengthError('Decode error - repeated field "cut" had too many elements')
              }

              if (obj.cut.length === 1024) {
                throw new MaxLengthError('Decode error - repeated field "cut" had too many elements')
              }

              obj.cut.push(CutLine.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.cut$
              }))
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
        const obj = {
          cut: 1024
        }

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
                field: `${prefix}.role`,
                value: reader.string()
              }
              break
            }
            case 3: {
              if (opts.limits?.cut != null && obj.cut === opts.limits.cut) {
                throw new MaxLengthError('Streaming decode error - repeated field "cut" had too many elements')
              }

              if (obj.cut === 1024) {
                throw new MaxLengthError('Streaming decode error - repeated field "cut" had too many elements')
              }

              for (const evt of CutLine.codec().stream(reader, reader.uint32(), `${prefix}.cut[]`, {
                limits: opts.limits?.cut$
              })) {
                yield {
                  ...evt,
                  index: obj.cut
                }
              }

              obj.cut++

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

  export interface SetRoleMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface SetRoleRoleFieldEvent {
    field: '$.role'
    value: string
  }

  export interface SetRoleCutLogFieldEvent {
    field: '$.cut[].log'
    value: bigint
    index: number
  }

  export interface SetRoleCutSeqFieldEvent {
    field: '$.cut[].seq'
    value: number
    index: number
  }

  export interface SetRoleCutEntryFieldEvent {
    field: '$.cut[].entry'
    value: Uint8Array
    index: number
  }

  export function encode (obj: Partial<SetRole>): Uint8Array {
    return encodeMessage(obj, SetRole.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SetRole>): SetRole {
    return decodeMessage(buf, SetRole.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SetRole>): Generator<SetRoleMemberFieldEvent | SetRoleRoleFieldEvent | SetRoleCutLogFieldEvent | SetRoleCutSeqFieldEvent | SetRoleCutEntryFieldEvent> {
    return streamMessage(buf, SetRole.codec(), opts)
  }
}

export interface HandOver {
  member: Uint8Array
}

export namespace HandOver {
  let _codec: Codec<HandOver>

  export const codec = (): Codec<HandOver> => {
    if (_codec == null) {
      _codec = message<HandOver>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.member = reader.bytes()
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

  export interface HandOverMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export function encode (obj: Partial<HandOver>): Uint8Array {
    return encodeMessage(obj, HandOver.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HandOver>): HandOver {
    return decodeMessage(buf, HandOver.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<HandOver>): Generator<HandOverMemberFieldEvent> {
    return streamMessage(buf, HandOver.codec(), opts)
  }
}

export interface Topic {
  text: string
}

export namespace Topic {
  let _codec: Codec<Topic>

  export const codec = (): Codec<Topic> => {
    if (_codec == null) {
      _codec = message<Topic>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.text != null && obj.text !== '')) {
          w.uint32(10)
          w.string(obj.text)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          text: ''
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.text = reader.string()
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
                field: `${prefix}.text`,
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

  export interface TopicTextFieldEvent {
    field: '$.text'
    value: string
  }

  export function encode (obj: Partial<Topic>): Uint8Array {
    return encodeMessage(obj, Topic.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Topic>): Topic {
    return decodeMessage(buf, Topic.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Topic>): Generator<TopicTextFieldEvent> {
    return streamMessage(buf, Topic.codec(), opts)
  }
}

export interface Setting {
  name: string
  value: string
}

export namespace Setting {
  let _codec: Codec<Setting>

  export const codec = (): Codec<Setting> => {
    if (_codec == null) {
      _codec = message<Setting>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.name != null && obj.name !== '')) {
          w.uint32(10)
          w.string(obj.name)
        }

        if ((obj.value != null && obj.value !== '')) {
          w.uint32(18)
          w.string(obj.value)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          name: '',
          value: ''
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
              obj.value = reader.string()
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
                field: `${prefix}.value`,
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

  export interface SettingNameFieldEvent {
    field: '$.name'
    value: string
  }

  export interface SettingValueFieldEvent {
    field: '$.value'
    value: string
  }

  export function encode (obj: Partial<Setting>): Uint8Array {
    return encodeMessage(obj, Setting.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Setting>): Setting {
    return decodeMessage(buf, Setting.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Setting>): Generator<SettingNameFieldEvent | SettingValueFieldEvent> {
    return streamMessage(buf, Setting.codec(), opts)
  }
}

export interface Prekey {
  key: Uint8Array
  anew: boolean
}

export namespace Prekey {
  let _codec: Codec<Prekey>

  export const codec = (): Codec<Prekey> => {
    if (_codec == null) {
      _codec = message<Prekey>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.key != null && obj.key.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.key)
        }

        if ((obj.anew != null && obj.anew !== false)) {
          w.uint32(16)
          w.bool(obj.anew)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          key: uint8ArrayAlloc(0),
          anew: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.key = reader.bytes()
              break
            }
            case 2: {
              obj.anew = reader.bool()
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
                field: `${prefix}.key`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.anew`,
                value: reader.bool()
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

  export interface PrekeyKeyFieldEvent {
    field: '$.key'
    value: Uint8Array
  }

  export interface PrekeyAnewFieldEvent {
    field: '$.anew'
    value: boolean
  }

  export function encode (obj: Partial<Prekey>): Uint8Array {
    return encodeMessage(obj, Prekey.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Prekey>): Prekey {
    return decodeMessage(buf, Prekey.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Prekey>): Generator<PrekeyKeyFieldEvent | PrekeyAnewFieldEvent> {
    return streamMessage(buf, Prekey.codec(), opts)
  }
}

export interface RetiredLog {
  log: bigint
  seed: Uint8Array
  seq: number
  entry: Uint8Array
}

export namespace RetiredLog {
  let _codec: Codec<RetiredLog>

  export const codec = (): Codec<RetiredLog> => {
    if (_codec == null) {
      _codec = message<RetiredLog>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.log != null && obj.log !== 0n)) {
          w.uint32(8)
          w.uint64(obj.log)
        }

        if ((obj.seed != null && obj.seed.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.seed)
        }

        if ((obj.seq != null && obj.seq !== 0)) {
          w.uint32(24)
          w.uint32(obj.seq)
        }

        if ((obj.entry != null && obj.entry.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.entry)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          log: 0n,
          seed: uint8ArrayAlloc(0),
          seq: 0,
          entry: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.log = reader.uint64()
              break
            }
            case 2: {
              obj.seed = reader.bytes()
              break
            }
            case 3: {
              obj.seq = reader.uint32()
              break
            }
            case 4: {
              obj.entry = reader.bytes()
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
                field: `${prefix}.log`,
                value: reader.uint64()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.seed`,
                value: reader.bytes()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.seq`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.entry`,
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

  export interface RetiredLogLogFieldEvent {
    field: '$.log'
    value: bigint
  }

  export interface RetiredLogSeedFieldEvent {
    field: '$.seed'
    value: Uint8Array
  }

  export interface RetiredLogSeqFieldEvent {
    field: '$.seq'
    value: number
  }

  export interface RetiredLogEntryFieldEvent {
    field: '$.entry'
    value: Uint8Array
  }

  export function encode (obj: Partial<RetiredLog>): Uint8Array {
    return encodeMessage(obj, RetiredLog.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RetiredLog>): RetiredLog {
    return decodeMessage(buf, RetiredLog.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RetiredLog>): Generator<RetiredLogLogFieldEvent | RetiredLogSeedFieldEvent | RetiredLogSeqFieldEvent | RetiredLogEntryFieldEvent> {
    return streamMessage(buf, RetiredLog.codec(), opts)
  }
}

export interface Introduction {
  ephemeral: Uint8Array
  slots: Uint8Array
  retired: RetiredLog[]
}

export namespace Introduction {
  let _codec: Codec<Introduction>

  export const codec = (): Codec<Introduction> => {
    if (_codec == null) {
      _codec = message<Introduction>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.ephemeral != null && obj.ephemeral.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.ephemeral)
        }

        if ((obj.slots != null && obj.slots.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.slots)
        }

        if (obj.retired != null && obj.retired.length > 0) {
          for (const value of obj.retired) {
            w.uint32(26)
            RetiredLog.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          ephemeral: uint8ArrayAlloc(0),
          slots: uint8ArrayAlloc(0),
          retired: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.ephemeral = reader.bytes()
              break
            }
            case 2: {
              obj.slots = reader.bytes()
              break
            }
            case 3: {
              if (opts.limits?.retired != null && obj.retired.length === opts.limits.retired) {
                throw new MaxLengthError('Decode error - repeated field "retired" had too many elements')
              }

              if (obj.retired.length === 1024) {
                throw new MaxLengthError('Decode error - repeated field "retired" had too many elements')
              }

              obj.retired.push(RetiredLog.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.retired$
              }))
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
        const obj = {
          retired: 1024
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.ephemeral`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.slots`,
                value: reader.bytes()
              }
              break
            }
            case 3: {
              if (opts.limits?.retired != null && obj.retired === opts.limits.retired) {
                throw new MaxLengthError('Streaming decode error - repeated field "retired" had too many elements')
              }

              if (obj.retired === 1024) {
                throw new MaxLengthError('Streaming decode error - repeated field "retired" had too many elements')
              }

              for (const evt of RetiredLog.codec().stream(reader, reader.uint32(), `${prefix}.retired[]`, {
                limits: opts.limits?.retired$
              })) {
                yield {
                  ...evt,
                  index: obj.retired
                }
              }

              obj.retired++

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

  export interface IntroductionEphemeralFieldEvent {
    field: '$.ephemeral'
    value: Uint8Array
  }

  export interface IntroductionSlotsFieldEvent {
    field: '$.slots'
    value: Uint8Array
  }

  export interface IntroductionRetiredLogFieldEvent {
    field: '$.retired[].log'
    value: bigint
    index: number
  }

  export interface IntroductionRetiredSeedFieldEvent {
    field: '$.retired[].seed'
    value: Uint8Array
    index: number
  }

  export interface IntroductionRetiredSeqFieldEvent {
    field: '$.retired[].seq'
    value: number
    index: number
  }

  export interface IntroductionRetiredEntryFieldEvent {
    field: '$.retired[].entry'
    value: Uint8Array
    index: number
  }

  export function encode (obj: Partial<Introduction>): Uint8Array {
    return encodeMessage(obj, Introduction.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Introduction>): Introduction {
    return decodeMessage(buf, Introduction.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Introduction>): Generator<IntroductionEphemeralFieldEvent | IntroductionSlotsFieldEvent | IntroductionRetiredLogFieldEvent | IntroductionRetiredSeedFieldEvent | IntroductionRetiredSeqFieldEvent | IntroductionRetiredEntryFieldEvent> {
    return streamMessage(buf, Introduction.codec(), opts)
  }
}
