// @ts-nocheck
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime'
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export interface JoinMessage {
  ask?: Ask | undefined
  challenge?: Challenge | undefined
  request?: Request | undefined
  admitted?: Admitted | undefined
  refused?: Refused | undefined
  waiting?: Waiting | undefined
  inquiry?: Inquiry | undefined
  proof?: Proof | undefined
  shown?: Shown | undefined
}

export namespace JoinMessage {
  let _codec: Codec<JoinMessage>

  export const codec = (): Codec<JoinMessage> => {
    if (_codec == null) {
      _codec = message<JoinMessage>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        obj = { ...obj }

        if (obj.shown != null) {
          obj.proof = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.proof != null) {
          obj.shown = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.inquiry != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.waiting != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.inquiry = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.refused != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.admitted != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.request = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.request != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.challenge = undefined
          obj.ask = undefined
        }

        if (obj.challenge != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.ask = undefined
        }

        if (obj.ask != null) {
          obj.shown = undefined
          obj.proof = undefined
          obj.inquiry = undefined
          obj.waiting = undefined
          obj.refused = undefined
          obj.admitted = undefined
          obj.request = undefined
          obj.challenge = undefined
        }

        if (obj.ask != null) {
          w.uint32(10)
          Ask.codec().encode(obj.ask, w)
        }

        if (obj.challenge != null) {
          w.uint32(18)
          Challenge.codec().encode(obj.challenge, w)
        }

        if (obj.request != null) {
          w.uint32(26)
          Request.codec().encode(obj.request, w)
        }

        if (obj.admitted != null) {
          w.uint32(34)
          Admitted.codec().encode(obj.admitted, w)
        }

        if (obj.refused != null) {
          w.uint32(42)
          Refused.codec().encode(obj.refused, w)
        }

        if (obj.waiting != null) {
          w.uint32(50)
          Waiting.codec().encode(obj.waiting, w)
        }

        if (obj.inquiry != null) {
          w.uint32(58)
          Inquiry.codec().encode(obj.inquiry, w)
        }

        if (obj.proof != null) {
          w.uint32(66)
          Proof.codec().encode(obj.proof, w)
        }

        if (obj.shown != null) {
          w.uint32(74)
          Shown.codec().encode(obj.shown, w)
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
            case 1: {
              obj.ask = Ask.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.ask
              })
              break
            }
            case 2: {
              obj.challenge = Challenge.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.challenge
              })
              break
            }
            case 3: {
              obj.request = Request.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.request
              })
              break
            }
            case 4: {
              obj.admitted = Admitted.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.admitted
              })
              break
            }
            case 5: {
              obj.refused = Refused.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.refused
              })
              break
            }
            case 6: {
              obj.waiting = Waiting.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.waiting
              })
              break
            }
            case 7: {
              obj.inquiry = Inquiry.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.inquiry
              })
              break
            }
            case 8: {
              obj.proof = Proof.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.proof
              })
              break
            }
            case 9: {
              obj.shown = Shown.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.shown
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        if (obj.shown != null) {
          delete obj.proof
          delete obj.inquiry
          delete obj.waiting
          delete obj.refused
          delete obj.admitted
          delete obj.request
          delete obj.challenge
          delete obj.ask
        }

        if (obj.proof != null) {
          delete obj.shown
          delete obj.inquiry
          delete obj.waiting
          delete obj.refused
          delete obj.admitted
          delete obj.request
          delete obj.challenge
          delete obj.ask
        }

        if (obj.inquiry != null) {
          delete obj.shown
          delete obj.proof
          delete obj.waiting
          delete obj.refused
          delete obj.admitted
          delete obj.request
          delete obj.challenge
          delete obj.ask
        }

        if (obj.waiting != null) {
          delete obj.shown
          delete obj.proof
          delete obj.inquiry
          delete obj.refused
          delete obj.admitted
          delete obj.request
          delete obj.challenge
          delete obj.ask
        }

        if (obj.refused != null) {
          delete obj.shown
          delete obj.proof
          delete obj.inquiry
          delete obj.waiting
          delete obj.admitted
          delete obj.request
          delete obj.challenge
          delete obj.ask
        }

        if (obj.admitted != null) {
          delete obj.shown
          delete obj.proof
          delete obj.inquiry
          delete obj.waiting
          delete obj.refused
          delete obj.request
          delete obj.challenge
          delete obj.ask
        }

        if (obj.request != null) {
          delete obj.shown
          delete obj.proof
          delete obj.inquiry
          delete obj.waiting
          delete obj.refused
          delete obj.admitted
          delete obj.challenge
          delete obj.ask
        }

        if (obj.challenge != null) {
          delete obj.shown
          delete obj.proof
          delete obj.inquiry
          delete obj.waiting
          delete obj.refused
          delete obj.admitted
          delete obj.request
          delete obj.ask
        }

        if (obj.ask != null) {
          delete obj.shown
          delete obj.proof
          delete obj.inquiry
          delete obj.waiting
          delete obj.refused
          delete obj.admitted
          delete obj.request
          delete obj.challenge
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield * Ask.codec().stream(reader, reader.uint32(), `${prefix}.ask`, {
                limits: opts.limits?.ask
              })

              break
            }
            case 2: {
              yield * Challenge.codec().stream(reader, reader.uint32(), `${prefix}.challenge`, {
                limits: opts.limits?.challenge
              })

              break
            }
            case 3: {
              yield * Request.codec().stream(reader, reader.uint32(), `${prefix}.request`, {
                limits: opts.limits?.request
              })

              break
            }
            case 4: {
              yield * Admitted.codec().stream(reader, reader.uint32(), `${prefix}.admitted`, {
                limits: opts.limits?.admitted
              })

              break
            }
            case 5: {
              yield * Refused.codec().stream(reader, reader.uint32(), `${prefix}.refused`, {
                limits: opts.limits?.refused
              })

              break
            }
            case 6: {
              yield * Waiting.codec().stream(reader, reader.uint32(), `${prefix}.waiting`, {
                limits: opts.limits?.waiting
              })

              break
            }
            case 7: {
              yield * Inquiry.codec().stream(reader, reader.uint32(), `${prefix}.inquiry`, {
                limits: opts.limits?.inquiry
              })

              break
            }
            case 8: {
              yield * Proof.codec().stream(reader, reader.uint32(), `${prefix}.proof`, {
                limits: opts.limits?.proof
              })

              break
            }
            case 9: {
              yield * Shown.codec().stream(reader, reader.uint32(), `${prefix}.shown`, {
                limits: opts.limits?.shown
              })

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

  export interface JoinMessageAskGroupFieldEvent {
    field: '$.ask.group'
    value: Uint8Array
  }

  export interface JoinMessageAskInviteFieldEvent {
    field: '$.ask.invite'
    value: Uint8Array
  }

  export interface JoinMessageChallengeNonceFieldEvent {
    field: '$.challenge.nonce'
    value: Uint8Array
  }

  export interface JoinMessageRequestLinkKeyFieldEvent {
    field: '$.request.linkKey'
    value: Uint8Array
  }

  export interface JoinMessageRequestNameFieldEvent {
    field: '$.request.name'
    value: string
  }

  export interface JoinMessageRequestInviteSignatureFieldEvent {
    field: '$.request.inviteSignature'
    value: Uint8Array
  }

  export interface JoinMessageRequestMemberSignatureFieldEvent {
    field: '$.request.memberSignature'
    value: Uint8Array
  }

  export interface JoinMessageRequestPrekeyFieldEvent {
    field: '$.request.prekey'
    value: Uint8Array
  }

  export interface JoinMessageAdmittedBurstsEntriesHeaderFieldEvent {
    field: '$.admitted.bursts[].entries[].header'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageAdmittedBurstsEntriesBodyFieldEvent {
    field: '$.admitted.bursts[].entries[].body'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageAdmittedBurstsSignatureFieldEvent {
    field: '$.admitted.bursts[].signature'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageAdmittedMoreFieldEvent {
    field: '$.admitted.more'
    value: boolean
  }

  export interface JoinMessageAdmittedPresencesFieldEvent {
    field: '$.admitted.presences[]'
    index: number
    value: Uint8Array
  }

  export interface JoinMessageRefusedCodeFieldEvent {
    field: '$.refused.code'
    value: string
  }

  export interface JoinMessageRefusedReasonFieldEvent {
    field: '$.refused.reason'
    value: string
  }

  export interface JoinMessageWaitingContactsMemberFieldEvent {
    field: '$.waiting.contacts[].member'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageWaitingContactsAddressesFieldEvent {
    field: '$.waiting.contacts[].addresses[]'
    index: number
    value: string
  }

  export interface JoinMessageInquiryGroupFieldEvent {
    field: '$.inquiry.group'
    value: Uint8Array
  }

  export interface JoinMessageInquiryWholeFieldEvent {
    field: '$.inquiry.whole'
    value: boolean
  }

  export interface JoinMessageProofBurstsEntriesHeaderFieldEvent {
    field: '$.proof.bursts[].entries[].header'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageProofBurstsEntriesBodyFieldEvent {
    field: '$.proof.bursts[].entries[].body'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageProofBurstsSignatureFieldEvent {
    field: '$.proof.bursts[].signature'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageProofMoreFieldEvent {
    field: '$.proof.more'
    value: boolean
  }

  export interface JoinMessageShownGroupFieldEvent {
    field: '$.shown.group'
    value: Uint8Array
  }

  export interface JoinMessageShownBurstsEntriesHeaderFieldEvent {
    field: '$.shown.bursts[].entries[].header'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageShownBurstsEntriesBodyFieldEvent {
    field: '$.shown.bursts[].entries[].body'
    value: Uint8Array
    index: number
  }

  export interface JoinMessageShownBurstsSignatureFieldEvent {
    field: '$.shown.bursts[].signature'
    value: Uint8Array
    index: number
  }

  export function encode (obj: Partial<JoinMessage>): Uint8Array {
    return encodeMessage(obj, JoinMessage.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<JoinMessage>): JoinMessage {
    return decodeMessage(buf, JoinMessage.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<JoinMessage>): Generator<JoinMessageAskGroupFieldEvent | JoinMessageAskInviteFieldEvent | JoinMessageChallengeNonceFieldEvent | JoinMessageRequestLinkKeyFieldEvent | JoinMessageRequestNameFieldEvent | JoinMessageRequestInviteSignatureFieldEvent | JoinMessageRequestMemberSignatureFieldEvent | JoinMessageRequestPrekeyFieldEvent | JoinMessageAdmittedBurstsEntriesHeaderFieldEvent | JoinMessageAdmittedBurstsEntriesBodyFieldEvent | JoinMessageAdmittedBurstsSignatureFieldEvent | JoinMessageAdmittedMoreFieldEvent | JoinMessageAdmittedPresencesFieldEvent | JoinMessageRefusedCodeFieldEvent | JoinMessageRefusedReasonFieldEvent | JoinMessageWaitingContactsMemberFieldEvent | JoinMessageWaitingContactsAddressesFieldEvent | JoinMessageInquiryGroupFieldEvent | JoinMessageInquiryWholeFieldEvent | JoinMessageProofBurstsEntriesHeaderFieldEvent | JoinMessageProofBurstsEntriesBodyFieldEvent | JoinMessageProofBurstsSignatureFieldEvent | JoinMessageProofMoreFieldEvent | JoinMessageShownGroupFieldEvent | JoinMessageShownBurstsEntriesHeaderFieldEvent | JoinMessageShownBurstsEntriesBodyFieldEvent | JoinMessageShownBurstsSignatureFieldEvent> {
    return streamMessage(buf, JoinMessage.codec(), opts)
  }
}

export interface Shown {
  group: Uint8Array
  bursts: ControlBurst[]
}

export namespace Shown {
  let _codec: Codec<Shown>

  export const codec = (): Codec<Shown> => {
    if (_codec == null) {
      _codec = message<Shown>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.group != null && obj.group.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.group)
        }

        if (obj.bursts != null && obj.bursts.length > 0) {
          for (const value of obj.bursts) {
            w.uint32(18)
            ControlBurst.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          group: uint8ArrayAlloc(0),
          bursts: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.group = reader.bytes()
              break
            }
            case 2: {
              if (opts.limits?.bursts != null && obj.bursts.length === opts.limits.bursts) {
                throw new MaxLengthError('Decode error - repeated field "bursts" had too many elements')
              }

              if (obj.bursts.length === 64) {
                throw new MaxLengthError('Decode error - repeated field "bursts" had too many elements')
              }

              obj.bursts.push(ControlBurst.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.bursts$
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
          bursts: 64
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.group`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              if (opts.limits?.bursts != null && obj.bursts === opts.limits.bursts) {
                throw new MaxLengthError('Streaming decode error - repeated field "bursts" had too many elements')
              }

              if (obj.bursts === 64) {
                throw new MaxLengthError('Streaming decode error - repeated field "bursts" had too many elements')
              }

              for (const evt of ControlBurst.codec().stream(reader, reader.uint32(), `${prefix}.bursts[]`, {
                limits: opts.limits?.bursts$
              })) {
                yield {
                  ...evt,
                  index: obj.bursts
                }
              }

              obj.bursts++

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

  export interface ShownGroupFieldEvent {
    field: '$.group'
    value: Uint8Array
  }

  export interface ShownBurstsEntriesHeaderFieldEvent {
    field: '$.bursts[].entries[].header'
    value: Uint8Array
    index: number
  }

  export interface ShownBurstsEntriesBodyFieldEvent {
    field: '$.bursts[].entries[].body'
    value: Uint8Array
    index: number
  }

  export interface ShownBurstsSignatureFieldEvent {
    field: '$.bursts[].signature'
    value: Uint8Array
    index: number
  }

  export function encode (obj: Partial<Shown>): Uint8Array {
    return encodeMessage(obj, Shown.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Shown>): Shown {
    return decodeMessage(buf, Shown.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Shown>): Generator<ShownGroupFieldEvent | ShownBurstsEntriesHeaderFieldEvent | ShownBurstsEntriesBodyFieldEvent | ShownBurstsSignatureFieldEvent> {
    return streamMessage(buf, Shown.codec(), opts)
  }
}

export interface Ask {
  group: Uint8Array
  invite: Uint8Array
}

export namespace Ask {
  let _codec: Codec<Ask>

  export const codec = (): Codec<Ask> => {
    if (_codec == null) {
      _codec = message<Ask>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.group != null && obj.group.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.group)
        }

        if ((obj.invite != null && obj.invite.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.invite)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          group: uint8ArrayAlloc(0),
          invite: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.group = reader.bytes()
              break
            }
            case 2: {
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
                field: `${prefix}.group`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
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

  export interface AskGroupFieldEvent {
    field: '$.group'
    value: Uint8Array
  }

  export interface AskInviteFieldEvent {
    field: '$.invite'
    value: Uint8Array
  }

  export function encode (obj: Partial<Ask>): Uint8Array {
    return encodeMessage(obj, Ask.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Ask>): Ask {
    return decodeMessage(buf, Ask.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Ask>): Generator<AskGroupFieldEvent | AskInviteFieldEvent> {
    return streamMessage(buf, Ask.codec(), opts)
  }
}

export interface Challenge {
  nonce: Uint8Array
}

export namespace Challenge {
  let _codec: Codec<Challenge>

  export const codec = (): Codec<Challenge> => {
    if (_codec == null) {
      _codec = message<Challenge>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.nonce != null && obj.nonce.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.nonce)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          nonce: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
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

  export interface ChallengeNonceFieldEvent {
    field: '$.nonce'
    value: Uint8Array
  }

  export function encode (obj: Partial<Challenge>): Uint8Array {
    return encodeMessage(obj, Challenge.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Challenge>): Challenge {
    return decodeMessage(buf, Challenge.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Challenge>): Generator<ChallengeNonceFieldEvent> {
    return streamMessage(buf, Challenge.codec(), opts)
  }
}

export interface Request {
  linkKey: Uint8Array
  name: string
  inviteSignature: Uint8Array
  memberSignature: Uint8Array
  prekey: Uint8Array
}

export namespace Request {
  let _codec: Codec<Request>

  export const codec = (): Codec<Request> => {
    if (_codec == null) {
      _codec = message<Request>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.linkKey != null && obj.linkKey.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.linkKey)
        }

        if ((obj.name != null && obj.name !== '')) {
          w.uint32(18)
          w.string(obj.name)
        }

        if ((obj.inviteSignature != null && obj.inviteSignature.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.inviteSignature)
        }

        if ((obj.memberSignature != null && obj.memberSignature.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.memberSignature)
        }

        if ((obj.prekey != null && obj.prekey.byteLength > 0)) {
          w.uint32(42)
          w.bytes(obj.prekey)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          linkKey: uint8ArrayAlloc(0),
          name: '',
          inviteSignature: uint8ArrayAlloc(0),
          memberSignature: uint8ArrayAlloc(0),
          prekey: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.linkKey = reader.bytes()
              break
            }
            case 2: {
              obj.name = reader.string()
              break
            }
            case 3: {
              obj.inviteSignature = reader.bytes()
              break
            }
            case 4: {
              obj.memberSignature = reader.bytes()
              break
            }
            case 5: {
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
                field: `${prefix}.linkKey`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.name`,
                value: reader.string()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.inviteSignature`,
                value: reader.bytes()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.memberSignature`,
                value: reader.bytes()
              }
              break
            }
            case 5: {
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

  export interface RequestLinkKeyFieldEvent {
    field: '$.linkKey'
    value: Uint8Array
  }

  export interface RequestNameFieldEvent {
    field: '$.name'
    value: string
  }

  export interface RequestInviteSignatureFieldEvent {
    field: '$.inviteSignature'
    value: Uint8Array
  }

  export interface RequestMemberSignatureFieldEvent {
    field: '$.memberSignature'
    value: Uint8Array
  }

  export interface RequestPrekeyFieldEvent {
    field: '$.prekey'
    value: Uint8Array
  }

  export function encode (obj: Partial<Request>): Uint8Array {
    return encodeMessage(obj, Request.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Request>): Request {
    return decodeMessage(buf, Request.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Request>): Generator<RequestLinkKeyFieldEvent | RequestNameFieldEvent | RequestInviteSignatureFieldEvent | RequestMemberSignatureFieldEvent | RequestPrekeyFieldEvent> {
    return streamMessage(buf, Request.codec(), opts)
  }
}

export interface Admitted {
  bursts: ControlBurst[]
  more: boolean
  presences: Uint8Array[]
}

export namespace Admitted {
  let _codec: Codec<Admitted>

  export const codec = (): Codec<Admitted> => {
    if (_codec == null) {
      _codec = message<Admitted>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.bursts != null && obj.bursts.length > 0) {
          for (const value of obj.bursts) {
            w.uint32(10)
            ControlBurst.codec().encode(value, w)
          }
        }

        if ((obj.more != null && obj.more !== false)) {
          w.uint32(16)
          w.bool(obj.more)
        }

        if (obj.presences != null && obj.presences.length > 0) {
          for (const value of obj.presences) {
            w.uint32(26)
            w.bytes(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          bursts: [],
          more: false,
          presences: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.bursts != null && obj.bursts.length === opts.limits.bursts) {
                throw new MaxLengthError('Decode error - repeated field "bursts" had too many elements')
              }

              if (obj.bursts.length === 512) {
                throw new MaxLengthError('Decode error - repeated field "bursts" had too many elements')
              }

              obj.bursts.push(ControlBurst.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.bursts$
              }))
              break
            }
            case 2: {
              obj.more = reader.bool()
              break
            }
            case 3: {
              if (opts.limits?.presences != null && obj.presences.length === opts.limits.presences) {
                throw new MaxLengthError('Decode error - repeated field "presences" had too many elements')
              }

              if (obj.presences.length === 512) {
                throw new MaxLengthError('Decode error - repeated field "presences" had too many elements')
              }

              obj.presences.push(reader.bytes())
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
          bursts: 512,
          presences: 512
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.bursts != null && obj.bursts === opts.limits.bursts) {
                throw new MaxLengthError('Streaming decode error - repeated field "bursts" had too many elements')
              }

              if (obj.bursts === 512) {
                throw new MaxLengthError('Streaming decode error - repeated field "bursts" had too many elements')
              }

              for (const evt of ControlBurst.codec().stream(reader, reader.uint32(), `${prefix}.bursts[]`, {
                limits: opts.limits?.bursts$
              })) {
                yield {
                  ...evt,
                  index: obj.bursts
                }
              }

              obj.bursts++

              break
            }
            case 2: {
              yield {
                field: `${prefix}.more`,
                value: reader.bool()
              }
              break
            }
            case 3: {
              if (opts.limits?.presences != null && obj.presences === opts.limits.presences) {
                throw new MaxLengthError('Streaming decode error - repeated field "presences" had too many elements')
              }

              if (obj.presences === 512) {
                throw new MaxLengthError('Streaming decode error - repeated field "presences" had too many elements')
              }

              yield {
                field: `${prefix}.presences[]`,
                index: obj.presences,
                value: reader.bytes()
              }

              obj.presences++

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

  export interface AdmittedBurstsEntriesHeaderFieldEvent {
    field: '$.bursts[].entries[].header'
    value: Uint8Array
    index: number
  }

  export interface AdmittedBurstsEntriesBodyFieldEvent {
    field: '$.bursts[].entries[].body'
    value: Uint8Array
    index: number
  }

  export interface AdmittedBurstsSignatureFieldEvent {
    field: '$.bursts[].signature'
    value: Uint8Array
    index: number
  }

  export interface AdmittedMoreFieldEvent {
    field: '$.more'
    value: boolean
  }

  export interface AdmittedPresencesFieldEvent {
    field: '$.presences[]'
    index: number
    value: Uint8Array
  }

  export function encode (obj: Partial<Admitted>): Uint8Array {
    return encodeMessage(obj, Admitted.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Admitted>): Admitted {
    return decodeMessage(buf, Admitted.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Admitted>): Generator<AdmittedBurstsEntriesHeaderFieldEvent | AdmittedBurstsEntriesBodyFieldEvent | AdmittedBurstsSignatureFieldEvent | AdmittedMoreFieldEvent | AdmittedPresencesFieldEvent> {
    return streamMessage(buf, Admitted.codec(), opts)
  }
}

export interface ControlEntry {
  header: Uint8Array
  body: Uint8Array
}

export namespace ControlEntry {
  let _codec: Codec<ControlEntry>

  export const codec = (): Codec<ControlEntry> => {
    if (_codec == null) {
      _codec = message<ControlEntry>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.header != null && obj.header.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.header)
        }

        if ((obj.body != null && obj.body.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.body)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          header: uint8ArrayAlloc(0),
          body: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.header = reader.bytes()
              break
            }
            case 2: {
              obj.body = reader.bytes()
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
                field: `${prefix}.header`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.body`,
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

  export interface ControlEntryHeaderFieldEvent {
    field: '$.header'
    value: Uint8Array
  }

  export interface ControlEntryBodyFieldEvent {
    field: '$.body'
    value: Uint8Array
  }

  export function encode (obj: Partial<ControlEntry>): Uint8Array {
    return encodeMessage(obj, ControlEntry.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ControlEntry>): ControlEntry {
    return decodeMessage(buf, ControlEntry.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ControlEntry>): Generator<ControlEntryHeaderFieldEvent | ControlEntryBodyFieldEvent> {
    return streamMessage(buf, ControlEntry.codec(), opts)
  }
}

export interface ControlBurst {
  entries: ControlEntry[]
  signature: Uint8Array
}

export namespace ControlBurst {
  let _codec: Codec<ControlBurst>

  export const codec = (): Codec<ControlBurst> => {
    if (_codec == null) {
      _codec = message<ControlBurst>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.entries != null && obj.entries.length > 0) {
          for (const value of obj.entries) {
            w.uint32(10)
            ControlEntry.codec().encode(value, w)
          }
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.signature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          entries: [],
          signature: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.entries != null && obj.entries.length === opts.limits.entries) {
                throw new MaxLengthError('Decode error - repeated field "entries" had too many elements')
              }

              if (obj.entries.length === 8) {
                throw new MaxLengthError('Decode error - repeated field "entries" had too many elements')
              }

              obj.entries.push(ControlEntry.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.entries$
              }))
              break
            }
            case 2: {
              obj.signature = reader.bytes()
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
          entries: 8
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.entries != null && obj.entries === opts.limits.entries) {
                throw new MaxLengthError('Streaming decode error - repeated field "entries" had too many elements')
              }

              if (obj.entries === 8) {
                throw new MaxLengthError('Streaming decode error - repeated field "entries" had too many elements')
              }

              for (const evt of ControlEntry.codec().stream(reader, reader.uint32(), `${prefix}.entries[]`, {
                limits: opts.limits?.entries$
              })) {
                yield {
                  ...evt,
                  index: obj.entries
                }
              }

              obj.entries++

              break
            }
            case 2: {
              yield {
                field: `${prefix}.signature`,
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

  export interface ControlBurstEntriesHeaderFieldEvent {
    field: '$.entries[].header'
    value: Uint8Array
    index: number
  }

  export interface ControlBurstEntriesBodyFieldEvent {
    field: '$.entries[].body'
    value: Uint8Array
    index: number
  }

  export interface ControlBurstSignatureFieldEvent {
    field: '$.signature'
    value: Uint8Array
  }

  export function encode (obj: Partial<ControlBurst>): Uint8Array {
    return encodeMessage(obj, ControlBurst.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ControlBurst>): ControlBurst {
    return decodeMessage(buf, ControlBurst.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<ControlBurst>): Generator<ControlBurstEntriesHeaderFieldEvent | ControlBurstEntriesBodyFieldEvent | ControlBurstSignatureFieldEvent> {
    return streamMessage(buf, ControlBurst.codec(), opts)
  }
}

export interface Refused {
  code: string
  reason: string
}

export namespace Refused {
  let _codec: Codec<Refused>

  export const codec = (): Codec<Refused> => {
    if (_codec == null) {
      _codec = message<Refused>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.code != null && obj.code !== '')) {
          w.uint32(10)
          w.string(obj.code)
        }

        if ((obj.reason != null && obj.reason !== '')) {
          w.uint32(18)
          w.string(obj.reason)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          code: '',
          reason: ''
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.code = reader.string()
              break
            }
            case 2: {
              obj.reason = reader.string()
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
                field: `${prefix}.code`,
                value: reader.string()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.reason`,
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

  export interface RefusedCodeFieldEvent {
    field: '$.code'
    value: string
  }

  export interface RefusedReasonFieldEvent {
    field: '$.reason'
    value: string
  }

  export function encode (obj: Partial<Refused>): Uint8Array {
    return encodeMessage(obj, Refused.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Refused>): Refused {
    return decodeMessage(buf, Refused.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Refused>): Generator<RefusedCodeFieldEvent | RefusedReasonFieldEvent> {
    return streamMessage(buf, Refused.codec(), opts)
  }
}

export interface Waiting {
  contacts: WaitingContact[]
}

export namespace Waiting {
  let _codec: Codec<Waiting>

  export const codec = (): Codec<Waiting> => {
    if (_codec == null) {
      _codec = message<Waiting>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.contacts != null && obj.contacts.length > 0) {
          for (const value of obj.contacts) {
            w.uint32(10)
            WaitingContact.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          contacts: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.contacts != null && obj.contacts.length === opts.limits.contacts) {
                throw new MaxLengthError('Decode error - repeated field "contacts" had too many elements')
              }

              if (obj.contacts.length === 8) {
                throw new MaxLengthError('Decode error - repeated field "contacts" had too many elements')
              }

              obj.contacts.push(WaitingContact.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.contacts$
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
          contacts: 8
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.contacts != null && obj.contacts === opts.limits.contacts) {
                throw new MaxLengthError('Streaming decode error - repeated field "contacts" had too many elements')
              }

              if (obj.contacts === 8) {
                throw new MaxLengthError('Streaming decode error - repeated field "contacts" had too many elements')
              }

              for (const evt of WaitingContact.codec().stream(reader, reader.uint32(), `${prefix}.contacts[]`, {
                limits: opts.limits?.contacts$
              })) {
                yield {
                  ...evt,
                  index: obj.contacts
                }
              }

              obj.contacts++

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

  export interface WaitingContactsMemberFieldEvent {
    field: '$.contacts[].member'
    value: Uint8Array
    index: number
  }

  export interface WaitingContactsAddressesFieldEvent {
    field: '$.contacts[].addresses[]'
    index: number
    value: string
  }

  export function encode (obj: Partial<Waiting>): Uint8Array {
    return encodeMessage(obj, Waiting.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Waiting>): Waiting {
    return decodeMessage(buf, Waiting.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Waiting>): Generator<WaitingContactsMemberFieldEvent | WaitingContactsAddressesFieldEvent> {
    return streamMessage(buf, Waiting.codec(), opts)
  }
}

export interface WaitingContact {
  member: Uint8Array
  addresses: string[]
}

export namespace WaitingContact {
  let _codec: Codec<WaitingContact>

  export const codec = (): Codec<WaitingContact> => {
    if (_codec == null) {
      _codec = message<WaitingContact>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if (obj.addresses != null && obj.addresses.length > 0) {
          for (const value of obj.addresses) {
            w.uint32(18)
            w.string(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          addresses: []
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
              if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              if (obj.addresses.length === 8) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              obj.addresses.push(reader.string())
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
          addresses: 8
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
              if (opts.limits?.addresses != null && obj.addresses === opts.limits.addresses) {
                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements')
              }

              if (obj.addresses === 8) {
                throw new MaxLengthError('Streaming decode error - repeated field "addresses" had too many elements')
              }

              yield {
                field: `${prefix}.addresses[]`,
                index: obj.addresses,
                value: reader.string()
              }

              obj.addresses++

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

  export interface WaitingContactMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface WaitingContactAddressesFieldEvent {
    field: '$.addresses[]'
    index: number
    value: string
  }

  export function encode (obj: Partial<WaitingContact>): Uint8Array {
    return encodeMessage(obj, WaitingContact.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WaitingContact>): WaitingContact {
    return decodeMessage(buf, WaitingContact.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<WaitingContact>): Generator<WaitingContactMemberFieldEvent | WaitingContactAddressesFieldEvent> {
    return streamMessage(buf, WaitingContact.codec(), opts)
  }
}

export interface Inquiry {
  group: Uint8Array
  whole: boolean
}

export namespace Inquiry {
  let _codec: Codec<Inquiry>

  export const codec = (): Codec<Inquiry> => {
    if (_codec == null) {
      _codec = message<Inquiry>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.group != null && obj.group.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.group)
        }

        if ((obj.whole != null && obj.whole !== false)) {
          w.uint32(16)
          w.bool(obj.whole)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          group: uint8ArrayAlloc(0),
          whole: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.group = reader.bytes()
              break
            }
            case 2: {
              obj.whole = reader.bool()
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
                field: `${prefix}.group`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.whole`,
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

  export interface InquiryGroupFieldEvent {
    field: '$.group'
    value: Uint8Array
  }

  export interface InquiryWholeFieldEvent {
    field: '$.whole'
    value: boolean
  }

  export function encode (obj: Partial<Inquiry>): Uint8Array {
    return encodeMessage(obj, Inquiry.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Inquiry>): Inquiry {
    return decodeMessage(buf, Inquiry.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Inquiry>): Generator<InquiryGroupFieldEvent | InquiryWholeFieldEvent> {
    return streamMessage(buf, Inquiry.codec(), opts)
  }
}

export interface Proof {
  bursts: ControlBurst[]
  more: boolean
}

export namespace Proof {
  let _codec: Codec<Proof>

  export const codec = (): Codec<Proof> => {
    if (_codec == null) {
      _codec = message<Proof>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.bursts != null && obj.bursts.length > 0) {
          for (const value of obj.bursts) {
            w.uint32(10)
            ControlBurst.codec().encode(value, w)
          }
        }

        if ((obj.more != null && obj.more !== false)) {
          w.uint32(16)
          w.bool(obj.more)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          bursts: [],
          more: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.bursts != null && obj.bursts.length === opts.limits.bursts) {
                throw new MaxLengthError('Decode error - repeated field "bursts" had too many elements')
              }

              if (obj.bursts.length === 512) {
                throw new MaxLengthError('Decode error - repeated field "bursts" had too many elements')
              }

              obj.bursts.push(ControlBurst.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.bursts$
              }))
              break
            }
            case 2: {
              obj.more = reader.bool()
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
          bursts: 512
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.bursts != null && obj.bursts === opts.limits.bursts) {
                throw new MaxLengthError('Streaming decode error - repeated field "bursts" had too many elements')
              }

              if (obj.bursts === 512) {
                throw new MaxLengthError('Streaming decode error - repeated field "bursts" had too many elements')
              }

              for (const evt of ControlBurst.codec().stream(reader, reader.uint32(), `${prefix}.bursts[]`, {
                limits: opts.limits?.bursts$
              })) {
                yield {
                  ...evt,
                  index: obj.bursts
                }
              }

              obj.bursts++

              break
            }
            case 2: {
              yield {
                field: `${prefix}.more`,
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

  export interface ProofBurstsEntriesHeaderFieldEvent {
    field: '$.bursts[].entries[].header'
    value: Uint8Array
    index: number
  }

  export interface ProofBurstsEntriesBodyFieldEvent {
    field: '$.bursts[].entries[].body'
    value: Uint8Array
    index: number
  }

  export interface ProofBurstsSignatureFieldEvent {
    field: '$.bursts[].signature'
    value: Uint8Array
    index: number
  }

  export interface ProofMoreFieldEvent {
    field: '$.more'
    value: boolean
  }

  export function encode (obj: Partial<Proof>): Uint8Array {
    return encodeMessage(obj, Proof.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Proof>): Proof {
    return decodeMessage(buf, Proof.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Proof>): Generator<ProofBurstsEntriesHeaderFieldEvent | ProofBurstsEntriesBodyFieldEvent | ProofBurstsSignatureFieldEvent | ProofMoreFieldEvent> {
    return streamMessage(buf, Proof.codec(), opts)
  }
}
