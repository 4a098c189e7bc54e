// @ts-nocheck
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime'
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export interface Contact {
  member: Uint8Array
  addresses: string[]
}

export namespace Contact {
  let _codec: Codec<Contact>

  export const codec = (): Codec<Contact> => {
    if (_codec == null) {
      _codec = message<Contact>((obj, w, opts = {}) => {
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

  export interface ContactMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface ContactAddressesFieldEvent {
    field: '$.addresses[]'
    index: number
    value: string
  }

  export function encode (obj: Partial<Contact>): Uint8Array {
    return encodeMessage(obj, Contact.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Contact>): Contact {
    return decodeMessage(buf, Contact.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Contact>): Generator<ContactMemberFieldEvent | ContactAddressesFieldEvent> {
    return streamMessage(buf, Contact.codec(), opts)
  }
}

export interface Ticket {
  group: Uint8Array
  name: string
  inviteSeed: Uint8Array
  inviteEntry: Uint8Array
  expiresMs: bigint
  contacts: Contact[]
}

export namespace Ticket {
  let _codec: Codec<Ticket>

  export const codec = (): Codec<Ticket> => {
    if (_codec == null) {
      _codec = message<Ticket>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.group != null && obj.group.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.group)
        }

        if ((obj.name != null && obj.name !== '')) {
          w.uint32(18)
          w.string(obj.name)
        }

        if ((obj.inviteSeed != null && obj.inviteSeed.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.inviteSeed)
        }

        if ((obj.inviteEntry != null && obj.inviteEntry.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.inviteEntry)
        }

        if ((obj.expiresMs != null && obj.expiresMs !== 0n)) {
          w.uint32(40)
          w.uint64(obj.expiresMs)
        }

        if (obj.contacts != null && obj.contacts.length > 0) {
          for (const value of obj.contacts) {
            w.uint32(50)
            Contact.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          group: uint8ArrayAlloc(0),
          name: '',
          inviteSeed: uint8ArrayAlloc(0),
          inviteEntry: uint8ArrayAlloc(0),
          expiresMs: 0n,
          contacts: []
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
              obj.name = reader.string()
              break
            }
            case 3: {
              obj.inviteSeed = reader.bytes()
              break
            }
            case 4: {
              obj.inviteEntry = reader.bytes()
              break
            }
            case 5: {
              obj.expiresMs = reader.uint64()
              break
            }
            case 6: {
              if (opts.limits?.contacts != null && obj.contacts.length === opts.limits.contacts) {
                throw new MaxLengthError('Decode error - repeated field "contacts" had too many elements')
              }

              if (obj.contacts.length === 16) {
                throw new MaxLengthError('Decode error - repeated field "contacts" had too many elements')
              }

              obj.contacts.push(Contact.codec().decode(reader, reader.uint32(), {
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
          contacts: 16
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
              yield {
                field: `${prefix}.name`,
                value: reader.string()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.inviteSeed`,
                value: reader.bytes()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.inviteEntry`,
                value: reader.bytes()
              }
              break
            }
            case 5: {
              yield {
                field: `${prefix}.expiresMs`,
                value: reader.uint64()
              }
              break
            }
            case 6: {
              if (opts.limits?.contacts != null && obj.contacts === opts.limits.contacts) {
                throw new MaxLengthError('Streaming decode error - repeated field "contacts" had too many elements')
              }

              if (obj.contacts === 16) {
                throw new MaxLengthError('Streaming decode error - repeated field "contacts" had too many elements')
              }

              for (const evt of Contact.codec().stream(reader, reader.uint32(), `${prefix}.contacts[]`, {
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

  export interface TicketGroupFieldEvent {
    field: '$.group'
    value: Uint8Array
  }

  export interface TicketNameFieldEvent {
    field: '$.name'
    value: string
  }

  export interface TicketInviteSeedFieldEvent {
    field: '$.inviteSeed'
    value: Uint8Array
  }

  export interface TicketInviteEntryFieldEvent {
    field: '$.inviteEntry'
    value: Uint8Array
  }

  export interface TicketExpiresMsFieldEvent {
    field: '$.expiresMs'
    value: bigint
  }

  export interface TicketContactsMemberFieldEvent {
    field: '$.contacts[].member'
    value: Uint8Array
    index: number
  }

  export interface TicketContactsAddressesFieldEvent {
    field: '$.contacts[].addresses[]'
    index: number
    value: string
  }

  export function encode (obj: Partial<Ticket>): Uint8Array {
    return encodeMessage(obj, Ticket.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Ticket>): Ticket {
    return decodeMessage(buf, Ticket.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Ticket>): Generator<TicketGroupFieldEvent | TicketNameFieldEvent | TicketInviteSeedFieldEvent | TicketInviteEntryFieldEvent | TicketExpiresMsFieldEvent | TicketContactsMemberFieldEvent | TicketContactsAddressesFieldEvent> {
    return streamMessage(buf, Ticket.codec(), opts)
  }
}

export interface KeptJoin {
  ticket?: Ticket | undefined
  sinceMs: bigint
  state: string
  code: string
  learnt: Contact[]
  prekey: Uint8Array
}

export namespace KeptJoin {
  let _codec: Codec<KeptJoin>

  export const codec = (): Codec<KeptJoin> => {
    if (_codec == null) {
      _codec = message<KeptJoin>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.ticket != null) {
          w.uint32(10)
          Ticket.codec().encode(obj.ticket, w)
        }

        if ((obj.sinceMs != null && obj.sinceMs !== 0n)) {
          w.uint32(16)
          w.uint64(obj.sinceMs)
        }

        if ((obj.state != null && obj.state !== '')) {
          w.uint32(26)
          w.string(obj.state)
        }

        if ((obj.code != null && obj.code !== '')) {
          w.uint32(34)
          w.string(obj.code)
        }

        if (obj.learnt != null && obj.learnt.length > 0) {
          for (const value of obj.learnt) {
            w.uint32(42)
            Contact.codec().encode(value, w)
          }
        }

        if ((obj.prekey != null && obj.prekey.byteLength > 0)) {
          w.uint32(50)
          w.bytes(obj.prekey)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          sinceMs: 0n,
          state: '',
          code: '',
          learnt: [],
          prekey: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.ticket = Ticket.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.ticket
              })
              break
            }
            case 2: {
              obj.sinceMs = reader.uint64()
              break
            }
            case 3: {
              obj.state = reader.string()
              break
            }
            case 4: {
              obj.code = reader.string()
              break
            }
            case 5: {
              if (opts.limits?.learnt != null && obj.learnt.length === opts.limits.learnt) {
                throw new MaxLengthError('Decode error - repeated field "learnt" had too many elements')
              }

              if (obj.learnt.length === 16) {
                throw new MaxLengthError('Decode error - repeated field "learnt" had too many elements')
              }

              obj.learnt.push(Contact.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.learnt$
              }))
              break
            }
            case 6: {
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
        const obj = {
          learnt: 16
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield * Ticket.codec().stream(reader, reader.uint32(), `${prefix}.ticket`, {
                limits: opts.limits?.ticket
              })

              break
            }
            case 2: {
              yield {
                field: `${prefix}.sinceMs`,
                value: reader.uint64()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.state`,
                value: reader.string()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.code`,
                value: reader.string()
              }
              break
            }
            case 5: {
              if (opts.limits?.learnt != null && obj.learnt === opts.limits.learnt) {
                throw new MaxLengthError('Streaming decode error - repeated field "learnt" had too many elements')
              }

              if (obj.learnt === 16) {
                throw new MaxLengthError('Streaming decode error - repeated field "learnt" had too many elements')
              }

              for (const evt of Contact.codec().stream(reader, reader.uint32(), `${prefix}.learnt[]`, {
                limits: opts.limits?.learnt$
              })) {
                yield {
                  ...evt,
                  index: obj.learnt
                }
              }

              obj.learnt++

              break
            }
            case 6: {
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

  export interface KeptJoinTicketGroupFieldEvent {
    field: '$.ticket.group'
    value: Uint8Array
  }

  export interface KeptJoinTicketNameFieldEvent {
    field: '$.ticket.name'
    value: string
  }

  export interface KeptJoinTicketInviteSeedFieldEvent {
    field: '$.ticket.inviteSeed'
    value: Uint8Array
  }

  export interface KeptJoinTicketInviteEntryFieldEvent {
    field: '$.ticket.inviteEntry'
    value: Uint8Array
  }

  export interface KeptJoinTicketExpiresMsFieldEvent {
    field: '$.ticket.expiresMs'
    value: bigint
  }

  export interface KeptJoinTicketContactsMemberFieldEvent {
    field: '$.ticket.contacts[].member'
    value: Uint8Array
    index: number
  }

  export interface KeptJoinTicketContactsAddressesFieldEvent {
    field: '$.ticket.contacts[].addresses[]'
    index: number
    value: string
  }

  export interface KeptJoinSinceMsFieldEvent {
    field: '$.sinceMs'
    value: bigint
  }

  export interface KeptJoinStateFieldEvent {
    field: '$.state'
    value: string
  }

  export interface KeptJoinCodeFieldEvent {
    field: '$.code'
    value: string
  }

  export interface KeptJoinLearntMemberFieldEvent {
    field: '$.learnt[].member'
    value: Uint8Array
    index: number
  }

  export interface KeptJoinLearntAddressesFieldEvent {
    field: '$.learnt[].addresses[]'
    index: number
    value: string
  }

  export interface KeptJoinPrekeyFieldEvent {
    field: '$.prekey'
    value: Uint8Array
  }

  export function encode (obj: Partial<KeptJoin>): Uint8Array {
    return encodeMessage(obj, KeptJoin.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<KeptJoin>): KeptJoin {
    return decodeMessage(buf, KeptJoin.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<KeptJoin>): Generator<KeptJoinTicketGroupFieldEvent | KeptJoinTicketNameFieldEvent | KeptJoinTicketInviteSeedFieldEvent | KeptJoinTicketInviteEntryFieldEvent | KeptJoinTicketExpiresMsFieldEvent | KeptJoinTicketContactsMemberFieldEvent | KeptJoinTicketContactsAddressesFieldEvent | KeptJoinSinceMsFieldEvent | KeptJoinStateFieldEvent | KeptJoinCodeFieldEvent | KeptJoinLearntMemberFieldEvent | KeptJoinLearntAddressesFieldEvent | KeptJoinPrekeyFieldEvent> {
    return streamMessage(buf, KeptJoin.codec(), opts)
  }
}
