// @ts-nocheck
import { decodeMessage, encodeMessage, MaxLengthError, message, streamMessage } from 'protons-runtime'
import { alloc as uint8ArrayAlloc } from 'uint8arrays/alloc'
import type { Codec, DecodeOptions } from 'protons-runtime'
import type { Uint8ArrayList } from 'uint8arraylist'

export interface Record {
  frames: Frame[]
}

export namespace Record {
  let _codec: Codec<Record>

  export const codec = (): Codec<Record> => {
    if (_codec == null) {
      _codec = message<Record>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.frames != null && obj.frames.length > 0) {
          for (const value of obj.frames) {
            w.uint32(10)
            Frame.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          frames: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.frames != null && obj.frames.length === opts.limits.frames) {
                throw new MaxLengthError('Decode error - repeated field "frames" had too many elements')
              }

              if (obj.frames.length === 4096) {
                throw new MaxLengthError('Decode error - repeated field "frames" had too many elements')
              }

              obj.frames.push(Frame.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.frames$
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
          frames: 4096
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.frames != null && obj.frames === opts.limits.frames) {
                throw new MaxLengthError('Streaming decode error - repeated field "frames" had too many elements')
              }

              if (obj.frames === 4096) {
                throw new MaxLengthError('Streaming decode error - repeated field "frames" had too many elements')
              }

              for (const evt of Frame.codec().stream(reader, reader.uint32(), `${prefix}.frames[]`, {
                limits: opts.limits?.frames$
              })) {
                yield {
                  ...evt,
                  index: obj.frames
                }
              }

              obj.frames++

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

  export interface RecordFramesForwardArcFromFieldEvent {
    field: '$.frames[].forward.arc.from'
    value: bigint
    index: number
  }

  export interface RecordFramesForwardArcToFieldEvent {
    field: '$.frames[].forward.arc.to'
    value: bigint
    index: number
  }

  export interface RecordFramesForwardHopsFieldEvent {
    field: '$.frames[].forward.hops'
    value: number
    index: number
  }

  export interface RecordFramesForwardBurstEntriesHeaderFieldEvent {
    field: '$.frames[].forward.burst.entries[].header'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardBurstEntriesBodyFieldEvent {
    field: '$.frames[].forward.burst.entries[].body'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardBurstSignatureFieldEvent {
    field: '$.frames[].forward.burst.signature'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardBurstSealedFieldEvent {
    field: '$.frames[].forward.burst.sealed'
    value: boolean
    index: number
  }

  export interface RecordFramesForwardPresenceMemberFieldEvent {
    field: '$.frames[].forward.presence.member'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardPresenceIncarnationFieldEvent {
    field: '$.frames[].forward.presence.incarnation'
    value: bigint
    index: number
  }

  export interface RecordFramesForwardPresenceLeavingFieldEvent {
    field: '$.frames[].forward.presence.leaving'
    value: boolean
    index: number
  }

  export interface RecordFramesForwardPresenceAddressesFieldEvent {
    field: '$.frames[].forward.presence.addresses[]'
    index: number
    value: string
  }

  export interface RecordFramesForwardPresenceSignatureFieldEvent {
    field: '$.frames[].forward.presence.signature'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardPresenceStatusFieldEvent {
    field: '$.frames[].forward.presence.status'
    value: number
    index: number
  }

  export interface RecordFramesForwardPresenceStatusTextFieldEvent {
    field: '$.frames[].forward.presence.statusText'
    value: string
    index: number
  }

  export interface RecordFramesForwardPresenceRemovalsRemovalFieldEvent {
    field: '$.frames[].forward.presence.removals[].removal'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardPresenceRemovalsAppliedFieldEvent {
    field: '$.frames[].forward.presence.removals[].applied'
    value: number
    index: number
  }

  export interface RecordFramesForwardPresenceRemovalsMembersFieldEvent {
    field: '$.frames[].forward.presence.removals[].members'
    value: number
    index: number
  }

  export interface RecordFramesForwardPresenceRunFieldEvent {
    field: '$.frames[].forward.presence.run'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardDoubtMemberFieldEvent {
    field: '$.frames[].forward.doubt.member'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesForwardDoubtIncarnationFieldEvent {
    field: '$.frames[].forward.doubt.incarnation'
    value: bigint
    index: number
  }

  export interface RecordFramesForwardDoubtOfflineFieldEvent {
    field: '$.frames[].forward.doubt.offline'
    value: boolean
    index: number
  }

  export interface RecordFramesForwardDoubtByFieldEvent {
    field: '$.frames[].forward.doubt.by'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesAcksAcksItemFieldEvent {
    field: '$.frames[].acks.acks[].item'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesAcksAcksDupFieldEvent {
    field: '$.frames[].acks.acks[].dup'
    value: boolean
    index: number
  }

  export interface RecordFramesReceiptItemFieldEvent {
    field: '$.frames[].receipt.item'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesReceiptListFieldEvent {
    field: '$.frames[].receipt.list'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesReceiptHoldersFieldEvent {
    field: '$.frames[].receipt.holders'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesReceiptProofFieldEvent {
    field: '$.frames[].receipt.proof'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesReceiptCompleteFieldEvent {
    field: '$.frames[].receipt.complete'
    value: boolean
    index: number
  }

  export interface RecordFramesAnnounceItemFieldEvent {
    field: '$.frames[].announce.item'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesAnnounceArcFromFieldEvent {
    field: '$.frames[].announce.arc.from'
    value: bigint
    index: number
  }

  export interface RecordFramesAnnounceArcToFieldEvent {
    field: '$.frames[].announce.arc.to'
    value: bigint
    index: number
  }

  export interface RecordFramesAnnounceHopsFieldEvent {
    field: '$.frames[].announce.hops'
    value: number
    index: number
  }

  export interface RecordFramesAnnounceSizeFieldEvent {
    field: '$.frames[].announce.size'
    value: number
    index: number
  }

  export interface RecordFramesPullItemFieldEvent {
    field: '$.frames[].pull.item'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesProbeItemFieldEvent {
    field: '$.frames[].probe.item'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesProbeArcFromFieldEvent {
    field: '$.frames[].probe.arc.from'
    value: bigint
    index: number
  }

  export interface RecordFramesProbeArcToFieldEvent {
    field: '$.frames[].probe.arc.to'
    value: bigint
    index: number
  }

  export interface RecordFramesProbeHopsFieldEvent {
    field: '$.frames[].probe.hops'
    value: number
    index: number
  }

  export interface RecordFramesProbeAuthorFieldEvent {
    field: '$.frames[].probe.author'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesDigestRootFieldEvent {
    field: '$.frames[].digest.root'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesDigestControlFieldEvent {
    field: '$.frames[].digest.control'
    value: boolean
    index: number
  }

  export interface RecordFramesDigestVersionFieldEvent {
    field: '$.frames[].digest.version'
    value: number
    index: number
  }

  export interface RecordFramesDigestRunFieldEvent {
    field: '$.frames[].digest.run'
    value: number
    index: number
  }

  export interface RecordFramesFrontierRequestSinceFieldEvent {
    field: '$.frames[].frontierRequest.since'
    value: number
    index: number
  }

  export interface RecordFramesFrontierRequestInFullFieldEvent {
    field: '$.frames[].frontierRequest.inFull'
    value: boolean
    index: number
  }

  export interface RecordFramesFrontierRequestNamesFieldEvent {
    field: '$.frames[].frontierRequest.names'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesFrontierHeadsAuthorFieldEvent {
    field: '$.frames[].frontier.heads[].author'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesFrontierHeadsLogFieldEvent {
    field: '$.frames[].frontier.heads[].log'
    value: bigint
    index: number
  }

  export interface RecordFramesFrontierHeadsNextFieldEvent {
    field: '$.frames[].frontier.heads[].next'
    value: number
    index: number
  }

  export interface RecordFramesFrontierHeadsDigestFieldEvent {
    field: '$.frames[].frontier.heads[].digest'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesFrontierHeadsBeyondFromFieldEvent {
    field: '$.frames[].frontier.heads[].beyond[].from'
    value: number
    index: number
  }

  export interface RecordFramesFrontierHeadsBeyondToFieldEvent {
    field: '$.frames[].frontier.heads[].beyond[].to'
    value: number
    index: number
  }

  export interface RecordFramesFrontierHeadsForkFieldEvent {
    field: '$.frames[].frontier.heads[].fork'
    value: number
    index: number
  }

  export interface RecordFramesFrontierHeadsSharedFieldEvent {
    field: '$.frames[].frontier.heads[].shared'
    value: boolean
    index: number
  }

  export interface RecordFramesFrontierDeltaFieldEvent {
    field: '$.frames[].frontier.delta'
    value: boolean
    index: number
  }

  export interface RecordFramesFrontierMoreFieldEvent {
    field: '$.frames[].frontier.more'
    value: boolean
    index: number
  }

  export interface RecordFramesFrontierBecauseFieldEvent {
    field: '$.frames[].frontier.because'
    value: number
    index: number
  }

  export interface RecordFramesFrontierLinesFieldEvent {
    field: '$.frames[].frontier.lines'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesFrontierVersionFieldEvent {
    field: '$.frames[].frontier.version'
    value: number
    index: number
  }

  export interface RecordFramesRangeRequestRequestFieldEvent {
    field: '$.frames[].rangeRequest.request'
    value: number
    index: number
  }

  export interface RecordFramesRangeRequestMaxBytesFieldEvent {
    field: '$.frames[].rangeRequest.maxBytes'
    value: number
    index: number
  }

  export interface RecordFramesRangeRequestRangesFieldEvent {
    field: '$.frames[].rangeRequest.ranges'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRangeRequestLogsAuthorFieldEvent {
    field: '$.frames[].rangeRequest.logs[].author'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRangeRequestLogsLogFieldEvent {
    field: '$.frames[].rangeRequest.logs[].log'
    value: bigint
    index: number
  }

  export interface RecordFramesRangeAnswerRequestFieldEvent {
    field: '$.frames[].rangeAnswer.request'
    value: number
    index: number
  }

  export interface RecordFramesRangeAnswerBurstsFieldEvent {
    field: '$.frames[].rangeAnswer.bursts'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRangeAnswerMoreFieldEvent {
    field: '$.frames[].rangeAnswer.more'
    value: boolean
    index: number
  }

  export interface RecordFramesRangeAnswerBasesSeqFieldEvent {
    field: '$.frames[].rangeAnswer.bases[].seq'
    value: number
    index: number
  }

  export interface RecordFramesRangeAnswerBasesPrevFieldEvent {
    field: '$.frames[].rangeAnswer.bases[].prev'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRangeAnswerBasesHeaderFieldEvent {
    field: '$.frames[].rangeAnswer.bases[].header'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRangeAnswerBasesSignatureFieldEvent {
    field: '$.frames[].rangeAnswer.bases[].signature'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRangeAnswerServedFieldEvent {
    field: '$.frames[].rangeAnswer.served'
    value: number
    index: number
  }

  export interface RecordFramesRangeAnswerLeftFieldEvent {
    field: '$.frames[].rangeAnswer.left'
    value: number
    index: number
  }

  export interface RecordFramesKeepWantedFieldEvent {
    field: '$.frames[].keep.wanted'
    value: boolean
    index: number
  }

  export interface RecordFramesKeepClockFieldEvent {
    field: '$.frames[].keep.clock'
    value: bigint
    index: number
  }

  export interface RecordFramesLivenessQueryMemberFieldEvent {
    field: '$.frames[].livenessQuery.member'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesLivenessAnswerMemberFieldEvent {
    field: '$.frames[].livenessAnswer.member'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesLivenessAnswerAliveFieldEvent {
    field: '$.frames[].livenessAnswer.alive'
    value: boolean
    index: number
  }

  export interface RecordFramesRosterDigestHashFieldEvent {
    field: '$.frames[].rosterDigest.hash'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRosterLinesMemberFieldEvent {
    field: '$.frames[].roster.lines[].member'
    value: Uint8Array
    index: number
  }

  export interface RecordFramesRosterLinesIncarnationFieldEvent {
    field: '$.frames[].roster.lines[].incarnation'
    value: bigint
    index: number
  }

  export interface RecordFramesRosterLinesOnlineFieldEvent {
    field: '$.frames[].roster.lines[].online'
    value: boolean
    index: number
  }

  export interface RecordFramesLeavesMembersFieldEvent {
    field: '$.frames[].leaves.members[]'
    index: number
    value: Uint8Array
  }

  export interface RecordFramesHeartbeatAsksFieldEvent {
    field: '$.frames[].heartbeat.asks'
    value: boolean
    index: number
  }

  export function encode (obj: Partial<Record>): Uint8Array {
    return encodeMessage(obj, Record.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Record>): Record {
    return decodeMessage(buf, Record.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Record>): Generator<RecordFramesForwardArcFromFieldEvent | RecordFramesForwardArcToFieldEvent | RecordFramesForwardHopsFieldEvent | RecordFramesForwardBurstEntriesHeaderFieldEvent | RecordFramesForwardBurstEntriesBodyFieldEvent | RecordFramesForwardBurstSignatureFieldEvent | RecordFramesForwardBurstSealedFieldEvent | RecordFramesForwardPresenceMemberFieldEvent | RecordFramesForwardPresenceIncarnationFieldEvent | RecordFramesForwardPresenceLeavingFieldEvent | RecordFramesForwardPresenceAddressesFieldEvent | RecordFramesForwardPresenceSignatureFieldEvent | RecordFramesForwardPresenceStatusFieldEvent | RecordFramesForwardPresenceStatusTextFieldEvent | RecordFramesForwardPresenceRemovalsRemovalFieldEvent | RecordFramesForwardPresenceRemovalsAppliedFieldEvent | RecordFramesForwardPresenceRemovalsMembersFieldEvent | RecordFramesForwardPresenceRunFieldEvent | RecordFramesForwardDoubtMemberFieldEvent | RecordFramesForwardDoubtIncarnationFieldEvent | RecordFramesForwardDoubtOfflineFieldEvent | RecordFramesForwardDoubtByFieldEvent | RecordFramesAcksAcksItemFieldEvent | RecordFramesAcksAcksDupFieldEvent | RecordFramesReceiptItemFieldEvent | RecordFramesReceiptListFieldEvent | RecordFramesReceiptHoldersFieldEvent | RecordFramesReceiptProofFieldEvent | RecordFramesReceiptCompleteFieldEvent | RecordFramesAnnounceItemFieldEvent | RecordFramesAnnounceArcFromFieldEvent | RecordFramesAnnounceArcToFieldEvent | RecordFramesAnnounceHopsFieldEvent | RecordFramesAnnounceSizeFieldEvent | RecordFramesPullItemFieldEvent | RecordFramesProbeItemFieldEvent | RecordFramesProbeArcFromFieldEvent | RecordFramesProbeArcToFieldEvent | RecordFramesProbeHopsFieldEvent | RecordFramesProbeAuthorFieldEvent | RecordFramesDigestRootFieldEvent | RecordFramesDigestControlFieldEvent | RecordFramesDigestVersionFieldEvent | RecordFramesDigestRunFieldEvent | RecordFramesFrontierRequestSinceFieldEvent | RecordFramesFrontierRequestInFullFieldEvent | RecordFramesFrontierRequestNamesFieldEvent | RecordFramesFrontierHeadsAuthorFieldEvent | RecordFramesFrontierHeadsLogFieldEvent | RecordFramesFrontierHeadsNextFieldEvent | RecordFramesFrontierHeadsDigestFieldEvent | RecordFramesFrontierHeadsBeyondFromFieldEvent | RecordFramesFrontierHeadsBeyondToFieldEvent | RecordFramesFrontierHeadsForkFieldEvent | RecordFramesFrontierHeadsSharedFieldEvent | RecordFramesFrontierDeltaFieldEvent | RecordFramesFrontierMoreFieldEvent | RecordFramesFrontierBecauseFieldEvent | RecordFramesFrontierLinesFieldEvent | RecordFramesFrontierVersionFieldEvent | RecordFramesRangeRequestRequestFieldEvent | RecordFramesRangeRequestMaxBytesFieldEvent | RecordFramesRangeRequestRangesFieldEvent | RecordFramesRangeRequestLogsAuthorFieldEvent | RecordFramesRangeRequestLogsLogFieldEvent | RecordFramesRangeAnswerRequestFieldEvent | RecordFramesRangeAnswerBurstsFieldEvent | RecordFramesRangeAnswerMoreFieldEvent | RecordFramesRangeAnswerBasesSeqFieldEvent | RecordFramesRangeAnswerBasesPrevFieldEvent | RecordFramesRangeAnswerBasesHeaderFieldEvent | RecordFramesRangeAnswerBasesSignatureFieldEvent | RecordFramesRangeAnswerServedFieldEvent | RecordFramesRangeAnswerLeftFieldEvent | RecordFramesKeepWantedFieldEvent | RecordFramesKeepClockFieldEvent | RecordFramesLivenessQueryMemberFieldEvent | RecordFramesLivenessAnswerMemberFieldEvent | RecordFramesLivenessAnswerAliveFieldEvent | RecordFramesRosterDigestHashFieldEvent | RecordFramesRosterLinesMemberFieldEvent | RecordFramesRosterLinesIncarnationFieldEvent | RecordFramesRosterLinesOnlineFieldEvent | RecordFramesLeavesMembersFieldEvent | RecordFramesHeartbeatAsksFieldEvent> {
    return streamMessage(buf, Record.codec(), opts)
  }
}

export interface Frame {
  forward?: Forward | undefined
  acks?: Acks | undefined
  receipt?: Receipt | undefined
  announce?: Announce | undefined
  pull?: Pull | undefined
  probe?: Probe | undefined
  digest?: Digest | undefined
  frontierRequest?: FrontierRequest | undefined
  frontier?: Frontier | undefined
  rangeRequest?: RangeRequest | undefined
  rangeAnswer?: RangeAnswer | undefined
  keep?: Keep | undefined
  livenessQuery?: LivenessQuery | undefined
  livenessAnswer?: LivenessAnswer | undefined
  rosterDigest?: RosterDigest | undefined
  roster?: Roster | undefined
  leaves?: Leaves | undefined
  heartbeat?: Heartbeat | undefined
}

export namespace Frame {
  let _codec: Codec<Frame>

  export const codec = (): Codec<Frame> => {
    if (_codec == null) {
      _codec = message<Frame>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        obj = { ...obj }

        if (obj.heartbeat != null) {
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.leaves != null) {
          obj.heartbeat = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.roster != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.rosterDigest != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.livenessAnswer != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.livenessQuery != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.keep != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.rangeAnswer != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.rangeRequest != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.frontier != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.frontierRequest != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.digest != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.probe != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.pull != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.announce != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.receipt = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.receipt != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.acks = undefined
          obj.forward = undefined
        }

        if (obj.acks != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.forward = undefined
        }

        if (obj.forward != null) {
          obj.heartbeat = undefined
          obj.leaves = undefined
          obj.roster = undefined
          obj.rosterDigest = undefined
          obj.livenessAnswer = undefined
          obj.livenessQuery = undefined
          obj.keep = undefined
          obj.rangeAnswer = undefined
          obj.rangeRequest = undefined
          obj.frontier = undefined
          obj.frontierRequest = undefined
          obj.digest = undefined
          obj.probe = undefined
          obj.pull = undefined
          obj.announce = undefined
          obj.receipt = undefined
          obj.acks = undefined
        }

        if (obj.forward != null) {
          w.uint32(10)
          Forward.codec().encode(obj.forward, w)
        }

        if (obj.acks != null) {
          w.uint32(18)
          Acks.codec().encode(obj.acks, w)
        }

        if (obj.receipt != null) {
          w.uint32(26)
          Receipt.codec().encode(obj.receipt, w)
        }

        if (obj.announce != null) {
          w.uint32(34)
          Announce.codec().encode(obj.announce, w)
        }

        if (obj.pull != null) {
          w.uint32(42)
          Pull.codec().encode(obj.pull, w)
        }

        if (obj.probe != null) {
          w.uint32(50)
          Probe.codec().encode(obj.probe, w)
        }

        if (obj.digest != null) {
          w.uint32(58)
          Digest.codec().encode(obj.digest, w)
        }

        if (obj.frontierRequest != null) {
          w.uint32(66)
          FrontierRequest.codec().encode(obj.frontierRequest, w)
        }

        if (obj.frontier != null) {
          w.uint32(74)
          Frontier.codec().encode(obj.frontier, w)
        }

        if (obj.rangeRequest != null) {
          w.uint32(82)
          RangeRequest.codec().encode(obj.rangeRequest, w)
        }

        if (obj.rangeAnswer != null) {
          w.uint32(90)
          RangeAnswer.codec().encode(obj.rangeAnswer, w)
        }

        if (obj.keep != null) {
          w.uint32(98)
          Keep.codec().encode(obj.keep, w)
        }

        if (obj.livenessQuery != null) {
          w.uint32(106)
          LivenessQuery.codec().encode(obj.livenessQuery, w)
        }

        if (obj.livenessAnswer != null) {
          w.uint32(114)
          LivenessAnswer.codec().encode(obj.livenessAnswer, w)
        }

        if (obj.rosterDigest != null) {
          w.uint32(122)
          RosterDigest.codec().encode(obj.rosterDigest, w)
        }

        if (obj.roster != null) {
          w.uint32(130)
          Roster.codec().encode(obj.roster, w)
        }

        if (obj.leaves != null) {
          w.uint32(138)
          Leaves.codec().encode(obj.leaves, w)
        }

        if (obj.heartbeat != null) {
          w.uint32(146)
          Heartbeat.codec().encode(obj.heartbeat, w)
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
              obj.forward = Forward.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.forward
              })
              break
            }
            case 2: {
              obj.acks = Acks.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.acks
              })
              break
            }
            case 3: {
              obj.receipt = Receipt.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.receipt
              })
              break
            }
            case 4: {
              obj.announce = Announce.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.announce
              })
              break
            }
            case 5: {
              obj.pull = Pull.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.pull
              })
              break
            }
            case 6: {
              obj.probe = Probe.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.probe
              })
              break
            }
            case 7: {
              obj.digest = Digest.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.digest
              })
              break
            }
            case 8: {
              obj.frontierRequest = FrontierRequest.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.frontierRequest
              })
              break
            }
            case 9: {
              obj.frontier = Frontier.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.frontier
              })
              break
            }
            case 10: {
              obj.rangeRequest = RangeRequest.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.rangeRequest
              })
              break
            }
            case 11: {
              obj.rangeAnswer = RangeAnswer.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.rangeAnswer
              })
              break
            }
            case 12: {
              obj.keep = Keep.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.keep
              })
              break
            }
            case 13: {
              obj.livenessQuery = LivenessQuery.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.livenessQuery
              })
              break
            }
            case 14: {
              obj.livenessAnswer = LivenessAnswer.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.livenessAnswer
              })
              break
            }
            case 15: {
              obj.rosterDigest = RosterDigest.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.rosterDigest
              })
              break
            }
            case 16: {
              obj.roster = Roster.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.roster
              })
              break
            }
            case 17: {
              obj.leaves = Leaves.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.leaves
              })
              break
            }
            case 18: {
              obj.heartbeat = Heartbeat.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.heartbeat
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        if (obj.heartbeat != null) {
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.leaves != null) {
          delete obj.heartbeat
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.roster != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.rosterDigest != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.livenessAnswer != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.livenessQuery != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.keep != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.rangeAnswer != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.rangeRequest != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.frontier != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.frontierRequest != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.digest != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.probe != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.pull != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.announce
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.announce != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.receipt
          delete obj.acks
          delete obj.forward
        }

        if (obj.receipt != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.acks
          delete obj.forward
        }

        if (obj.acks != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.forward
        }

        if (obj.forward != null) {
          delete obj.heartbeat
          delete obj.leaves
          delete obj.roster
          delete obj.rosterDigest
          delete obj.livenessAnswer
          delete obj.livenessQuery
          delete obj.keep
          delete obj.rangeAnswer
          delete obj.rangeRequest
          delete obj.frontier
          delete obj.frontierRequest
          delete obj.digest
          delete obj.probe
          delete obj.pull
          delete obj.announce
          delete obj.receipt
          delete obj.acks
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield * Forward.codec().stream(reader, reader.uint32(), `${prefix}.forward`, {
                limits: opts.limits?.forward
              })

              break
            }
            case 2: {
              yield * Acks.codec().stream(reader, reader.uint32(), `${prefix}.acks`, {
                limits: opts.limits?.acks
              })

              break
            }
            case 3: {
              yield * Receipt.codec().stream(reader, reader.uint32(), `${prefix}.receipt`, {
                limits: opts.limits?.receipt
              })

              break
            }
            case 4: {
              yield * Announce.codec().stream(reader, reader.uint32(), `${prefix}.announce`, {
                limits: opts.limits?.announce
              })

              break
            }
            case 5: {
              yield * Pull.codec().stream(reader, reader.uint32(), `${prefix}.pull`, {
                limits: opts.limits?.pull
              })

              break
            }
            case 6: {
              yield * Probe.codec().stream(reader, reader.uint32(), `${prefix}.probe`, {
                limits: opts.limits?.probe
              })

              break
            }
            case 7: {
              yield * Digest.codec().stream(reader, reader.uint32(), `${prefix}.digest`, {
                limits: opts.limits?.digest
              })

              break
            }
            case 8: {
              yield * FrontierRequest.codec().stream(reader, reader.uint32(), `${prefix}.frontierRequest`, {
                limits: opts.limits?.frontierRequest
              })

              break
            }
            case 9: {
              yield * Frontier.codec().stream(reader, reader.uint32(), `${prefix}.frontier`, {
                limits: opts.limits?.frontier
              })

              break
            }
            case 10: {
              yield * RangeRequest.codec().stream(reader, reader.uint32(), `${prefix}.rangeRequest`, {
                limits: opts.limits?.rangeRequest
              })

              break
            }
            case 11: {
              yield * RangeAnswer.codec().stream(reader, reader.uint32(), `${prefix}.rangeAnswer`, {
                limits: opts.limits?.rangeAnswer
              })

              break
            }
            case 12: {
              yield * Keep.codec().stream(reader, reader.uint32(), `${prefix}.keep`, {
                limits: opts.limits?.keep
              })

              break
            }
            case 13: {
              yield * LivenessQuery.codec().stream(reader, reader.uint32(), `${prefix}.livenessQuery`, {
                limits: opts.limits?.livenessQuery
              })

              break
            }
            case 14: {
              yield * LivenessAnswer.codec().stream(reader, reader.uint32(), `${prefix}.livenessAnswer`, {
                limits: opts.limits?.livenessAnswer
              })

              break
            }
            case 15: {
              yield * RosterDigest.codec().stream(reader, reader.uint32(), `${prefix}.rosterDigest`, {
                limits: opts.limits?.rosterDigest
              })

              break
            }
            case 16: {
              yield * Roster.codec().stream(reader, reader.uint32(), `${prefix}.roster`, {
                limits: opts.limits?.roster
              })

              break
            }
            case 17: {
              yield * Leaves.codec().stream(reader, reader.uint32(), `${prefix}.leaves`, {
                limits: opts.limits?.leaves
              })

              break
            }
            case 18: {
              yield * Heartbeat.codec().stream(reader, reader.uint32(), `${prefix}.heartbeat`, {
                limits: opts.limits?.heartbeat
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

  export interface FrameForwardArcFromFieldEvent {
    field: '$.forward.arc.from'
    value: bigint
  }

  export interface FrameForwardArcToFieldEvent {
    field: '$.forward.arc.to'
    value: bigint
  }

  export interface FrameForwardHopsFieldEvent {
    field: '$.forward.hops'
    value: number
  }

  export interface FrameForwardBurstEntriesHeaderFieldEvent {
    field: '$.forward.burst.entries[].header'
    value: Uint8Array
    index: number
  }

  export interface FrameForwardBurstEntriesBodyFieldEvent {
    field: '$.forward.burst.entries[].body'
    value: Uint8Array
    index: number
  }

  export interface FrameForwardBurstSignatureFieldEvent {
    field: '$.forward.burst.signature'
    value: Uint8Array
  }

  export interface FrameForwardBurstSealedFieldEvent {
    field: '$.forward.burst.sealed'
    value: boolean
  }

  export interface FrameForwardPresenceMemberFieldEvent {
    field: '$.forward.presence.member'
    value: Uint8Array
  }

  export interface FrameForwardPresenceIncarnationFieldEvent {
    field: '$.forward.presence.incarnation'
    value: bigint
  }

  export interface FrameForwardPresenceLeavingFieldEvent {
    field: '$.forward.presence.leaving'
    value: boolean
  }

  export interface FrameForwardPresenceAddressesFieldEvent {
    field: '$.forward.presence.addresses[]'
    index: number
    value: string
  }

  export interface FrameForwardPresenceSignatureFieldEvent {
    field: '$.forward.presence.signature'
    value: Uint8Array
  }

  export interface FrameForwardPresenceStatusFieldEvent {
    field: '$.forward.presence.status'
    value: number
  }

  export interface FrameForwardPresenceStatusTextFieldEvent {
    field: '$.forward.presence.statusText'
    value: string
  }

  export interface FrameForwardPresenceRemovalsRemovalFieldEvent {
    field: '$.forward.presence.removals[].removal'
    value: Uint8Array
    index: number
  }

  export interface FrameForwardPresenceRemovalsAppliedFieldEvent {
    field: '$.forward.presence.removals[].applied'
    value: number
    index: number
  }

  export interface FrameForwardPresenceRemovalsMembersFieldEvent {
    field: '$.forward.presence.removals[].members'
    value: number
    index: number
  }

  export interface FrameForwardPresenceRunFieldEvent {
    field: '$.forward.presence.run'
    value: Uint8Array
  }

  export interface FrameForwardDoubtMemberFieldEvent {
    field: '$.forward.doubt.member'
    value: Uint8Array
  }

  export interface FrameForwardDoubtIncarnationFieldEvent {
    field: '$.forward.doubt.incarnation'
    value: bigint
  }

  export interface FrameForwardDoubtOfflineFieldEvent {
    field: '$.forward.doubt.offline'
    value: boolean
  }

  export interface FrameForwardDoubtByFieldEvent {
    field: '$.forward.doubt.by'
    value: Uint8Array
  }

  export interface FrameAcksAcksItemFieldEvent {
    field: '$.acks.acks[].item'
    value: Uint8Array
    index: number
  }

  export interface FrameAcksAcksDupFieldEvent {
    field: '$.acks.acks[].dup'
    value: boolean
    index: number
  }

  export interface FrameReceiptItemFieldEvent {
    field: '$.receipt.item'
    value: Uint8Array
  }

  export interface FrameReceiptListFieldEvent {
    field: '$.receipt.list'
    value: Uint8Array
  }

  export interface FrameReceiptHoldersFieldEvent {
    field: '$.receipt.holders'
    value: Uint8Array
  }

  export interface FrameReceiptProofFieldEvent {
    field: '$.receipt.proof'
    value: Uint8Array
  }

  export interface FrameReceiptCompleteFieldEvent {
    field: '$.receipt.complete'
    value: boolean
  }

  export interface FrameAnnounceItemFieldEvent {
    field: '$.announce.item'
    value: Uint8Array
  }

  export interface FrameAnnounceArcFromFieldEvent {
    field: '$.announce.arc.from'
    value: bigint
  }

  export interface FrameAnnounceArcToFieldEvent {
    field: '$.announce.arc.to'
    value: bigint
  }

  export interface FrameAnnounceHopsFieldEvent {
    field: '$.announce.hops'
    value: number
  }

  export interface FrameAnnounceSizeFieldEvent {
    field: '$.announce.size'
    value: number
  }

  export interface FramePullItemFieldEvent {
    field: '$.pull.item'
    value: Uint8Array
  }

  export interface FrameProbeItemFieldEvent {
    field: '$.probe.item'
    value: Uint8Array
  }

  export interface FrameProbeArcFromFieldEvent {
    field: '$.probe.arc.from'
    value: bigint
  }

  export interface FrameProbeArcToFieldEvent {
    field: '$.probe.arc.to'
    value: bigint
  }

  export interface FrameProbeHopsFieldEvent {
    field: '$.probe.hops'
    value: number
  }

  export interface FrameProbeAuthorFieldEvent {
    field: '$.probe.author'
    value: Uint8Array
  }

  export interface FrameDigestRootFieldEvent {
    field: '$.digest.root'
    value: Uint8Array
  }

  export interface FrameDigestControlFieldEvent {
    field: '$.digest.control'
    value: boolean
  }

  export interface FrameDigestVersionFieldEvent {
    field: '$.digest.version'
    value: number
  }

  export interface FrameDigestRunFieldEvent {
    field: '$.digest.run'
    value: number
  }

  export interface FrameFrontierRequestSinceFieldEvent {
    field: '$.frontierRequest.since'
    value: number
  }

  export interface FrameFrontierRequestInFullFieldEvent {
    field: '$.frontierRequest.inFull'
    value: boolean
  }

  export interface FrameFrontierRequestNamesFieldEvent {
    field: '$.frontierRequest.names'
    value: Uint8Array
  }

  export interface FrameFrontierHeadsAuthorFieldEvent {
    field: '$.frontier.heads[].author'
    value: Uint8Array
    index: number
  }

  export interface FrameFrontierHeadsLogFieldEvent {
    field: '$.frontier.heads[].log'
    value: bigint
    index: number
  }

  export interface FrameFrontierHeadsNextFieldEvent {
    field: '$.frontier.heads[].next'
    value: number
    index: number
  }

  export interface FrameFrontierHeadsDigestFieldEvent {
    field: '$.frontier.heads[].digest'
    value: Uint8Array
    index: number
  }

  export interface FrameFrontierHeadsBeyondFromFieldEvent {
    field: '$.frontier.heads[].beyond[].from'
    value: number
    index: number
  }

  export interface FrameFrontierHeadsBeyondToFieldEvent {
    field: '$.frontier.heads[].beyond[].to'
    value: number
    index: number
  }

  export interface FrameFrontierHeadsForkFieldEvent {
    field: '$.frontier.heads[].fork'
    value: number
    index: number
  }

  export interface FrameFrontierHeadsSharedFieldEvent {
    field: '$.frontier.heads[].shared'
    value: boolean
    index: number
  }

  export interface FrameFrontierDeltaFieldEvent {
    field: '$.frontier.delta'
    value: boolean
  }

  export interface FrameFrontierMoreFieldEvent {
    field: '$.frontier.more'
    value: boolean
  }

  export interface FrameFrontierBecauseFieldEvent {
    field: '$.frontier.because'
    value: number
  }

  export interface FrameFrontierLinesFieldEvent {
    field: '$.frontier.lines'
    value: Uint8Array
  }

  export interface FrameFrontierVersionFieldEvent {
    field: '$.frontier.version'
    value: number
  }

  export interface FrameRangeRequestRequestFieldEvent {
    field: '$.rangeRequest.request'
    value: number
  }

  export interface FrameRangeRequestMaxBytesFieldEvent {
    field: '$.rangeRequest.maxBytes'
    value: number
  }

  export interface FrameRangeRequestRangesFieldEvent {
    field: '$.rangeRequest.ranges'
    value: Uint8Array
  }

  export interface FrameRangeRequestLogsAuthorFieldEvent {
    field: '$.rangeRequest.logs[].author'
    value: Uint8Array
    index: number
  }

  export interface FrameRangeRequestLogsLogFieldEvent {
    field: '$.rangeRequest.logs[].log'
    value: bigint
    index: number
  }

  export interface FrameRangeAnswerRequestFieldEvent {
    field: '$.rangeAnswer.request'
    value: number
  }

  export interface FrameRangeAnswerBurstsFieldEvent {
    field: '$.rangeAnswer.bursts'
    value: Uint8Array
  }

  export interface FrameRangeAnswerMoreFieldEvent {
    field: '$.rangeAnswer.more'
    value: boolean
  }

  export interface FrameRangeAnswerBasesSeqFieldEvent {
    field: '$.rangeAnswer.bases[].seq'
    value: number
    index: number
  }

  export interface FrameRangeAnswerBasesPrevFieldEvent {
    field: '$.rangeAnswer.bases[].prev'
    value: Uint8Array
    index: number
  }

  export interface FrameRangeAnswerBasesHeaderFieldEvent {
    field: '$.rangeAnswer.bases[].header'
    value: Uint8Array
    index: number
  }

  export interface FrameRangeAnswerBasesSignatureFieldEvent {
    field: '$.rangeAnswer.bases[].signature'
    value: Uint8Array
    index: number
  }

  export interface FrameRangeAnswerServedFieldEvent {
    field: '$.rangeAnswer.served'
    value: number
  }

  export interface FrameRangeAnswerLeftFieldEvent {
    field: '$.rangeAnswer.left'
    value: number
  }

  export interface FrameKeepWantedFieldEvent {
    field: '$.keep.wanted'
    value: boolean
  }

  export interface FrameKeepClockFieldEvent {
    field: '$.keep.clock'
    value: bigint
  }

  export interface FrameLivenessQueryMemberFieldEvent {
    field: '$.livenessQuery.member'
    value: Uint8Array
  }

  export interface FrameLivenessAnswerMemberFieldEvent {
    field: '$.livenessAnswer.member'
    value: Uint8Array
  }

  export interface FrameLivenessAnswerAliveFieldEvent {
    field: '$.livenessAnswer.alive'
    value: boolean
  }

  export interface FrameRosterDigestHashFieldEvent {
    field: '$.rosterDigest.hash'
    value: Uint8Array
  }

  export interface FrameRosterLinesMemberFieldEvent {
    field: '$.roster.lines[].member'
    value: Uint8Array
    index: number
  }

  export interface FrameRosterLinesIncarnationFieldEvent {
    field: '$.roster.lines[].incarnation'
    value: bigint
    index: number
  }

  export interface FrameRosterLinesOnlineFieldEvent {
    field: '$.roster.lines[].online'
    value: boolean
    index: number
  }

  export interface FrameLeavesMembersFieldEvent {
    field: '$.leaves.members[]'
    index: number
    value: Uint8Array
  }

  export interface FrameHeartbeatAsksFieldEvent {
    field: '$.heartbeat.asks'
    value: boolean
  }

  export function encode (obj: Partial<Frame>): Uint8Array {
    return encodeMessage(obj, Frame.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Frame>): Frame {
    return decodeMessage(buf, Frame.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Frame>): Generator<FrameForwardArcFromFieldEvent | FrameForwardArcToFieldEvent | FrameForwardHopsFieldEvent | FrameForwardBurstEntriesHeaderFieldEvent | FrameForwardBurstEntriesBodyFieldEvent | FrameForwardBurstSignatureFieldEvent | FrameForwardBurstSealedFieldEvent | FrameForwardPresenceMemberFieldEvent | FrameForwardPresenceIncarnationFieldEvent | FrameForwardPresenceLeavingFieldEvent | FrameForwardPresenceAddressesFieldEvent | FrameForwardPresenceSignatureFieldEvent | FrameForwardPresenceStatusFieldEvent | FrameForwardPresenceStatusTextFieldEvent | FrameForwardPresenceRemovalsRemovalFieldEvent | FrameForwardPresenceRemovalsAppliedFieldEvent | FrameForwardPresenceRemovalsMembersFieldEvent | FrameForwardPresenceRunFieldEvent | FrameForwardDoubtMemberFieldEvent | FrameForwardDoubtIncarnationFieldEvent | FrameForwardDoubtOfflineFieldEvent | FrameForwardDoubtByFieldEvent | FrameAcksAcksItemFieldEvent | FrameAcksAcksDupFieldEvent | FrameReceiptItemFieldEvent | FrameReceiptListFieldEvent | FrameReceiptHoldersFieldEvent | FrameReceiptProofFieldEvent | FrameReceiptCompleteFieldEvent | FrameAnnounceItemFieldEvent | FrameAnnounceArcFromFieldEvent | FrameAnnounceArcToFieldEvent | FrameAnnounceHopsFieldEvent | FrameAnnounceSizeFieldEvent | FramePullItemFieldEvent | FrameProbeItemFieldEvent | FrameProbeArcFromFieldEvent | FrameProbeArcToFieldEvent | FrameProbeHopsFieldEvent | FrameProbeAuthorFieldEvent | FrameDigestRootFieldEvent | FrameDigestControlFieldEvent | FrameDigestVersionFieldEvent | FrameDigestRunFieldEvent | FrameFrontierRequestSinceFieldEvent | FrameFrontierRequestInFullFieldEvent | FrameFrontierRequestNamesFieldEvent | FrameFrontierHeadsAuthorFieldEvent | FrameFrontierHeadsLogFieldEvent | FrameFrontierHeadsNextFieldEvent | FrameFrontierHeadsDigestFieldEvent | FrameFrontierHeadsBeyondFromFieldEvent | FrameFrontierHeadsBeyondToFieldEvent | FrameFrontierHeadsForkFieldEvent | FrameFrontierHeadsSharedFieldEvent | FrameFrontierDeltaFieldEvent | FrameFrontierMoreFieldEvent | FrameFrontierBecauseFieldEvent | FrameFrontierLinesFieldEvent | FrameFrontierVersionFieldEvent | FrameRangeRequestRequestFieldEvent | FrameRangeRequestMaxBytesFieldEvent | FrameRangeRequestRangesFieldEvent | FrameRangeRequestLogsAuthorFieldEvent | FrameRangeRequestLogsLogFieldEvent | FrameRangeAnswerRequestFieldEvent | FrameRangeAnswerBurstsFieldEvent | FrameRangeAnswerMoreFieldEvent | FrameRangeAnswerBasesSeqFieldEvent | FrameRangeAnswerBasesPrevFieldEvent | FrameRangeAnswerBasesHeaderFieldEvent | FrameRangeAnswerBasesSignatureFieldEvent | FrameRangeAnswerServedFieldEvent | FrameRangeAnswerLeftFieldEvent | FrameKeepWantedFieldEvent | FrameKeepClockFieldEvent | FrameLivenessQueryMemberFieldEvent | FrameLivenessAnswerMemberFieldEvent | FrameLivenessAnswerAliveFieldEvent | FrameRosterDigestHashFieldEvent | FrameRosterLinesMemberFieldEvent | FrameRosterLinesIncarnationFieldEvent | FrameRosterLinesOnlineFieldEvent | FrameLeavesMembersFieldEvent | FrameHeartbeatAsksFieldEvent> {
    return streamMessage(buf, Frame.codec(), opts)
  }
}

export interface Arc {
  from: bigint
  to: bigint
}

export namespace Arc {
  let _codec: Codec<Arc>

  export const codec = (): Codec<Arc> => {
    if (_codec == null) {
      _codec = message<Arc>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.from != null && obj.from !== 0n)) {
          w.uint32(9)
          w.fixed64(obj.from)
        }

        if ((obj.to != null && obj.to !== 0n)) {
          w.uint32(17)
          w.fixed64(obj.to)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          from: 0n,
          to: 0n
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.from = reader.fixed64()
              break
            }
            case 2: {
              obj.to = reader.fixed64()
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
                field: `${prefix}.from`,
                value: reader.fixed64()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.to`,
                value: reader.fixed64()
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

  export interface ArcFromFieldEvent {
    field: '$.from'
    value: bigint
  }

  export interface ArcToFieldEvent {
    field: '$.to'
    value: bigint
  }

  export function encode (obj: Partial<Arc>): Uint8Array {
    return encodeMessage(obj, Arc.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Arc>): Arc {
    return decodeMessage(buf, Arc.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Arc>): Generator<ArcFromFieldEvent | ArcToFieldEvent> {
    return streamMessage(buf, Arc.codec(), opts)
  }
}

export interface LogEntry {
  header: Uint8Array
  body: Uint8Array
}

export namespace LogEntry {
  let _codec: Codec<LogEntry>

  export const codec = (): Codec<LogEntry> => {
    if (_codec == null) {
      _codec = message<LogEntry>((obj, w, opts = {}) => {
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

  export interface LogEntryHeaderFieldEvent {
    field: '$.header'
    value: Uint8Array
  }

  export interface LogEntryBodyFieldEvent {
    field: '$.body'
    value: Uint8Array
  }

  export function encode (obj: Partial<LogEntry>): Uint8Array {
    return encodeMessage(obj, LogEntry.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LogEntry>): LogEntry {
    return decodeMessage(buf, LogEntry.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LogEntry>): Generator<LogEntryHeaderFieldEvent | LogEntryBodyFieldEvent> {
    return streamMessage(buf, LogEntry.codec(), opts)
  }
}

export interface Burst {
  entries: LogEntry[]
  signature: Uint8Array
  sealed?: boolean | undefined
}

export namespace Burst {
  let _codec: Codec<Burst>

  export const codec = (): Codec<Burst> => {
    if (_codec == null) {
      _codec = message<Burst>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.entries != null && obj.entries.length > 0) {
          for (const value of obj.entries) {
            w.uint32(10)
            LogEntry.codec().encode(value, w)
          }
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.signature)
        }

        if (obj.sealed != null) {
          w.uint32(24)
          w.bool(obj.sealed)
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

              obj.entries.push(LogEntry.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.entries$
              }))
              break
            }
            case 2: {
              obj.signature = reader.bytes()
              break
            }
            case 3: {
              obj.sealed = reader.bool()
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

              for (const evt of LogEntry.codec().stream(reader, reader.uint32(), `${prefix}.entries[]`, {
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
            case 3: {
              yield {
                field: `${prefix}.sealed`,
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

  export interface BurstEntriesHeaderFieldEvent {
    field: '$.entries[].header'
    value: Uint8Array
    index: number
  }

  export interface BurstEntriesBodyFieldEvent {
    field: '$.entries[].body'
    value: Uint8Array
    index: number
  }

  export interface BurstSignatureFieldEvent {
    field: '$.signature'
    value: Uint8Array
  }

  export interface BurstSealedFieldEvent {
    field: '$.sealed'
    value: boolean
  }

  export function encode (obj: Partial<Burst>): Uint8Array {
    return encodeMessage(obj, Burst.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Burst>): Burst {
    return decodeMessage(buf, Burst.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Burst>): Generator<BurstEntriesHeaderFieldEvent | BurstEntriesBodyFieldEvent | BurstSignatureFieldEvent | BurstSealedFieldEvent> {
    return streamMessage(buf, Burst.codec(), opts)
  }
}

export interface Presence {
  member: Uint8Array
  incarnation: bigint
  leaving: boolean
  addresses: string[]
  signature: Uint8Array
  status: number
  statusText: string
  removals: Progress[]
  run: Uint8Array
}

export namespace Presence {
  let _codec: Codec<Presence>

  export const codec = (): Codec<Presence> => {
    if (_codec == null) {
      _codec = message<Presence>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.incarnation != null && obj.incarnation !== 0n)) {
          w.uint32(16)
          w.uint64(obj.incarnation)
        }

        if ((obj.leaving != null && obj.leaving !== false)) {
          w.uint32(24)
          w.bool(obj.leaving)
        }

        if (obj.addresses != null && obj.addresses.length > 0) {
          for (const value of obj.addresses) {
            w.uint32(34)
            w.string(value)
          }
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(42)
          w.bytes(obj.signature)
        }

        if ((obj.status != null && obj.status !== 0)) {
          w.uint32(48)
          w.uint32(obj.status)
        }

        if ((obj.statusText != null && obj.statusText !== '')) {
          w.uint32(58)
          w.string(obj.statusText)
        }

        if (obj.removals != null && obj.removals.length > 0) {
          for (const value of obj.removals) {
            w.uint32(66)
            Progress.codec().encode(value, w)
          }
        }

        if ((obj.run != null && obj.run.byteLength > 0)) {
          w.uint32(74)
          w.bytes(obj.run)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          incarnation: 0n,
          leaving: false,
          addresses: [],
          signature: uint8ArrayAlloc(0),
          status: 0,
          statusText: '',
          removals: [],
          run: uint8ArrayAlloc(0)
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
              obj.incarnation = reader.uint64()
              break
            }
            case 3: {
              obj.leaving = reader.bool()
              break
            }
            case 4: {
              if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              if (obj.addresses.length === 8) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              obj.addresses.push(reader.string())
              break
            }
            case 5: {
              obj.signature = reader.bytes()
              break
            }
            case 6: {
              obj.status = reader.uint32()
              break
            }
            case 7: {
              obj.statusText = reader.string()
              break
            }
            case 8: {
              if (opts.limits?.removals != null && obj.removals.length === opts.limits.removals) {
                throw new MaxLengthError('Decode error - repeated field "removals" had too many elements')
              }

              if (obj.removals.length === 4) {
                throw new MaxLengthError('Decode error - repeated field "removals" had too many elements')
              }

              obj.removals.push(Progress.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.removals$
              }))
              break
            }
            case 9: {
              obj.run = reader.bytes()
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
          addresses: 8,
          removals: 4
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
                field: `${prefix}.incarnation`,
                value: reader.uint64()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.leaving`,
                value: reader.bool()
              }
              break
            }
            case 4: {
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
            case 5: {
              yield {
                field: `${prefix}.signature`,
                value: reader.bytes()
              }
              break
            }
            case 6: {
              yield {
                field: `${prefix}.status`,
                value: reader.uint32()
              }
              break
            }
            case 7: {
              yield {
                field: `${prefix}.statusText`,
                value: reader.string()
              }
              break
            }
            case 8: {
              if (opts.limits?.removals != null && obj.removals === opts.limits.removals) {
                throw new MaxLengthError('Streaming decode error - repeated field "removals" had too many elements')
              }

              if (obj.removals === 4) {
                throw new MaxLengthError('Streaming decode error - repeated field "removals" had too many elements')
              }

              for (const evt of Progress.codec().stream(reader, reader.uint32(), `${prefix}.removals[]`, {
                limits: opts.limits?.removals$
              })) {
                yield {
                  ...evt,
                  index: obj.removals
                }
              }

              obj.removals++

              break
            }
            case 9: {
              yield {
                field: `${prefix}.run`,
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

  export interface PresenceMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface PresenceIncarnationFieldEvent {
    field: '$.incarnation'
    value: bigint
  }

  export interface PresenceLeavingFieldEvent {
    field: '$.leaving'
    value: boolean
  }

  export interface PresenceAddressesFieldEvent {
    field: '$.addresses[]'
    index: number
    value: string
  }

  export interface PresenceSignatureFieldEvent {
    field: '$.signature'
    value: Uint8Array
  }

  export interface PresenceStatusFieldEvent {
    field: '$.status'
    value: number
  }

  export interface PresenceStatusTextFieldEvent {
    field: '$.statusText'
    value: string
  }

  export interface PresenceRemovalsRemovalFieldEvent {
    field: '$.removals[].removal'
    value: Uint8Array
    index: number
  }

  export interface PresenceRemovalsAppliedFieldEvent {
    field: '$.removals[].applied'
    value: number
    index: number
  }

  export interface PresenceRemovalsMembersFieldEvent {
    field: '$.removals[].members'
    value: number
    index: number
  }

  export interface PresenceRunFieldEvent {
    field: '$.run'
    value: Uint8Array
  }

  export function encode (obj: Partial<Presence>): Uint8Array {
    return encodeMessage(obj, Presence.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Presence>): Presence {
    return decodeMessage(buf, Presence.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Presence>): Generator<PresenceMemberFieldEvent | PresenceIncarnationFieldEvent | PresenceLeavingFieldEvent | PresenceAddressesFieldEvent | PresenceSignatureFieldEvent | PresenceStatusFieldEvent | PresenceStatusTextFieldEvent | PresenceRemovalsRemovalFieldEvent | PresenceRemovalsAppliedFieldEvent | PresenceRemovalsMembersFieldEvent | PresenceRunFieldEvent> {
    return streamMessage(buf, Presence.codec(), opts)
  }
}

export interface Progress {
  removal: Uint8Array
  applied: number
  members: number
}

export namespace Progress {
  let _codec: Codec<Progress>

  export const codec = (): Codec<Progress> => {
    if (_codec == null) {
      _codec = message<Progress>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.removal != null && obj.removal.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.removal)
        }

        if ((obj.applied != null && obj.applied !== 0)) {
          w.uint32(16)
          w.uint32(obj.applied)
        }

        if ((obj.members != null && obj.members !== 0)) {
          w.uint32(24)
          w.uint32(obj.members)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          removal: uint8ArrayAlloc(0),
          applied: 0,
          members: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.removal = reader.bytes()
              break
            }
            case 2: {
              obj.applied = reader.uint32()
              break
            }
            case 3: {
              obj.members = reader.uint32()
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
                field: `${prefix}.removal`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.applied`,
                value: reader.uint32()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.members`,
                value: reader.uint32()
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

  export interface ProgressRemovalFieldEvent {
    field: '$.removal'
    value: Uint8Array
  }

  export interface ProgressAppliedFieldEvent {
    field: '$.applied'
    value: number
  }

  export interface ProgressMembersFieldEvent {
    field: '$.members'
    value: number
  }

  export function encode (obj: Partial<Progress>): Uint8Array {
    return encodeMessage(obj, Progress.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Progress>): Progress {
    return decodeMessage(buf, Progress.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Progress>): Generator<ProgressRemovalFieldEvent | ProgressAppliedFieldEvent | ProgressMembersFieldEvent> {
    return streamMessage(buf, Progress.codec(), opts)
  }
}

export interface Doubt {
  member: Uint8Array
  incarnation: bigint
  offline: boolean
  by: Uint8Array
}

export namespace Doubt {
  let _codec: Codec<Doubt>

  export const codec = (): Codec<Doubt> => {
    if (_codec == null) {
      _codec = message<Doubt>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.incarnation != null && obj.incarnation !== 0n)) {
          w.uint32(16)
          w.uint64(obj.incarnation)
        }

        if ((obj.offline != null && obj.offline !== false)) {
          w.uint32(24)
          w.bool(obj.offline)
        }

        if ((obj.by != null && obj.by.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.by)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          incarnation: 0n,
          offline: false,
          by: uint8ArrayAlloc(0)
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
              obj.incarnation = reader.uint64()
              break
            }
            case 3: {
              obj.offline = reader.bool()
              break
            }
            case 4: {
              obj.by = reader.bytes()
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
                field: `${prefix}.incarnation`,
                value: reader.uint64()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.offline`,
                value: reader.bool()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.by`,
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

  export interface DoubtMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface DoubtIncarnationFieldEvent {
    field: '$.incarnation'
    value: bigint
  }

  export interface DoubtOfflineFieldEvent {
    field: '$.offline'
    value: boolean
  }

  export interface DoubtByFieldEvent {
    field: '$.by'
    value: Uint8Array
  }

  export function encode (obj: Partial<Doubt>): Uint8Array {
    return encodeMessage(obj, Doubt.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Doubt>): Doubt {
    return decodeMessage(buf, Doubt.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Doubt>): Generator<DoubtMemberFieldEvent | DoubtIncarnationFieldEvent | DoubtOfflineFieldEvent | DoubtByFieldEvent> {
    return streamMessage(buf, Doubt.codec(), opts)
  }
}

export interface Forward {
  arc?: Arc | undefined
  hops: number
  burst?: Burst | undefined
  presence?: Presence | undefined
  doubt?: Doubt | undefined
}

export namespace Forward {
  let _codec: Codec<Forward>

  export const codec = (): Codec<Forward> => {
    if (_codec == null) {
      _codec = message<Forward>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        obj = { ...obj }

        if (obj.doubt != null) {
          obj.presence = undefined
          obj.burst = undefined
        }

        if (obj.presence != null) {
          obj.doubt = undefined
          obj.burst = undefined
        }

        if (obj.burst != null) {
          obj.doubt = undefined
          obj.presence = undefined
        }

        if (obj.arc != null) {
          w.uint32(10)
          Arc.codec().encode(obj.arc, w)
        }

        if ((obj.hops != null && obj.hops !== 0)) {
          w.uint32(16)
          w.uint32(obj.hops)
        }

        if (obj.burst != null) {
          w.uint32(26)
          Burst.codec().encode(obj.burst, w)
        }

        if (obj.presence != null) {
          w.uint32(34)
          Presence.codec().encode(obj.presence, w)
        }

        if (obj.doubt != null) {
          w.uint32(42)
          Doubt.codec().encode(obj.doubt, w)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          hops: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.arc = Arc.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.arc
              })
              break
            }
            case 2: {
              obj.hops = reader.uint32()
              break
            }
            case 3: {
              obj.burst = Burst.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.burst
              })
              break
            }
            case 4: {
              obj.presence = Presence.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.presence
              })
              break
            }
            case 5: {
              obj.doubt = Doubt.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.doubt
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        if (obj.doubt != null) {
          delete obj.presence
          delete obj.burst
        }

        if (obj.presence != null) {
          delete obj.doubt
          delete obj.burst
        }

        if (obj.burst != null) {
          delete obj.doubt
          delete obj.presence
        }

        return obj
      }, function * (reader, length, prefix, opts = {}) {
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield * Arc.codec().stream(reader, reader.uint32(), `${prefix}.arc`, {
                limits: opts.limits?.arc
              })

              break
            }
            case 2: {
              yield {
                field: `${prefix}.hops`,
                value: reader.uint32()
              }
              break
            }
            case 3: {
              yield * Burst.codec().stream(reader, reader.uint32(), `${prefix}.burst`, {
                limits: opts.limits?.burst
              })

              break
            }
            case 4: {
              yield * Presence.codec().stream(reader, reader.uint32(), `${prefix}.presence`, {
                limits: opts.limits?.presence
              })

              break
            }
            case 5: {
              yield * Doubt.codec().stream(reader, reader.uint32(), `${prefix}.doubt`, {
                limits: opts.limits?.doubt
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

  export interface ForwardArcFromFieldEvent {
    field: '$.arc.from'
    value: bigint
  }

  export interface ForwardArcToFieldEvent {
    field: '$.arc.to'
    value: bigint
  }

  export interface ForwardHopsFieldEvent {
    field: '$.hops'
    value: number
  }

  export interface ForwardBurstEntriesHeaderFieldEvent {
    field: '$.burst.entries[].header'
    value: Uint8Array
    index: number
  }

  export interface ForwardBurstEntriesBodyFieldEvent {
    field: '$.burst.entries[].body'
    value: Uint8Array
    index: number
  }

  export interface ForwardBurstSignatureFieldEvent {
    field: '$.burst.signature'
    value: Uint8Array
  }

  export interface ForwardBurstSealedFieldEvent {
    field: '$.burst.sealed'
    value: boolean
  }

  export interface ForwardPresenceMemberFieldEvent {
    field: '$.presence.member'
    value: Uint8Array
  }

  export interface ForwardPresenceIncarnationFieldEvent {
    field: '$.presence.incarnation'
    value: bigint
  }

  export interface ForwardPresenceLeavingFieldEvent {
    field: '$.presence.leaving'
    value: boolean
  }

  export interface ForwardPresenceAddressesFieldEvent {
    field: '$.presence.addresses[]'
    index: number
    value: string
  }

  export interface ForwardPresenceSignatureFieldEvent {
    field: '$.presence.signature'
    value: Uint8Array
  }

  export interface ForwardPresenceStatusFieldEvent {
    field: '$.presence.status'
    value: number
  }

  export interface ForwardPresenceStatusTextFieldEvent {
    field: '$.presence.statusText'
    value: string
  }

  export interface ForwardPresenceRemovalsRemovalFieldEvent {
    field: '$.presence.removals[].removal'
    value: Uint8Array
    index: number
  }

  export interface ForwardPresenceRemovalsAppliedFieldEvent {
    field: '$.presence.removals[].applied'
    value: number
    index: number
  }

  export interface ForwardPresenceRemovalsMembersFieldEvent {
    field: '$.presence.removals[].members'
    value: number
    index: number
  }

  export interface ForwardPresenceRunFieldEvent {
    field: '$.presence.run'
    value: Uint8Array
  }

  export interface ForwardDoubtMemberFieldEvent {
    field: '$.doubt.member'
    value: Uint8Array
  }

  export interface ForwardDoubtIncarnationFieldEvent {
    field: '$.doubt.incarnation'
    value: bigint
  }

  export interface ForwardDoubtOfflineFieldEvent {
    field: '$.doubt.offline'
    value: boolean
  }

  export interface ForwardDoubtByFieldEvent {
    field: '$.doubt.by'
    value: Uint8Array
  }

  export function encode (obj: Partial<Forward>): Uint8Array {
    return encodeMessage(obj, Forward.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Forward>): Forward {
    return decodeMessage(buf, Forward.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Forward>): Generator<ForwardArcFromFieldEvent | ForwardArcToFieldEvent | ForwardHopsFieldEvent | ForwardBurstEntriesHeaderFieldEvent | ForwardBurstEntriesBodyFieldEvent | ForwardBurstSignatureFieldEvent | ForwardBurstSealedFieldEvent | ForwardPresenceMemberFieldEvent | ForwardPresenceIncarnationFieldEvent | ForwardPresenceLeavingFieldEvent | ForwardPresenceAddressesFieldEvent | ForwardPresenceSignatureFieldEvent | ForwardPresenceStatusFieldEvent | ForwardPresenceStatusTextFieldEvent | ForwardPresenceRemovalsRemovalFieldEvent | ForwardPresenceRemovalsAppliedFieldEvent | ForwardPresenceRemovalsMembersFieldEvent | ForwardPresenceRunFieldEvent | ForwardDoubtMemberFieldEvent | ForwardDoubtIncarnationFieldEvent | ForwardDoubtOfflineFieldEvent | ForwardDoubtByFieldEvent> {
    return streamMessage(buf, Forward.codec(), opts)
  }
}

export interface Announce {
  item: Uint8Array
  arc?: Arc | undefined
  hops: number
  size: number
}

export namespace Announce {
  let _codec: Codec<Announce>

  export const codec = (): Codec<Announce> => {
    if (_codec == null) {
      _codec = message<Announce>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.item != null && obj.item.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.item)
        }

        if (obj.arc != null) {
          w.uint32(18)
          Arc.codec().encode(obj.arc, w)
        }

        if ((obj.hops != null && obj.hops !== 0)) {
          w.uint32(24)
          w.uint32(obj.hops)
        }

        if ((obj.size != null && obj.size !== 0)) {
          w.uint32(32)
          w.uint32(obj.size)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          item: uint8ArrayAlloc(0),
          hops: 0,
          size: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.item = reader.bytes()
              break
            }
            case 2: {
              obj.arc = Arc.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.arc
              })
              break
            }
            case 3: {
              obj.hops = reader.uint32()
              break
            }
            case 4: {
              obj.size = reader.uint32()
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
                field: `${prefix}.item`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield * Arc.codec().stream(reader, reader.uint32(), `${prefix}.arc`, {
                limits: opts.limits?.arc
              })

              break
            }
            case 3: {
              yield {
                field: `${prefix}.hops`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.size`,
                value: reader.uint32()
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

  export interface AnnounceItemFieldEvent {
    field: '$.item'
    value: Uint8Array
  }

  export interface AnnounceArcFromFieldEvent {
    field: '$.arc.from'
    value: bigint
  }

  export interface AnnounceArcToFieldEvent {
    field: '$.arc.to'
    value: bigint
  }

  export interface AnnounceHopsFieldEvent {
    field: '$.hops'
    value: number
  }

  export interface AnnounceSizeFieldEvent {
    field: '$.size'
    value: number
  }

  export function encode (obj: Partial<Announce>): Uint8Array {
    return encodeMessage(obj, Announce.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Announce>): Announce {
    return decodeMessage(buf, Announce.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Announce>): Generator<AnnounceItemFieldEvent | AnnounceArcFromFieldEvent | AnnounceArcToFieldEvent | AnnounceHopsFieldEvent | AnnounceSizeFieldEvent> {
    return streamMessage(buf, Announce.codec(), opts)
  }
}

export interface Pull {
  item: Uint8Array
}

export namespace Pull {
  let _codec: Codec<Pull>

  export const codec = (): Codec<Pull> => {
    if (_codec == null) {
      _codec = message<Pull>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.item != null && obj.item.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.item)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          item: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.item = reader.bytes()
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
                field: `${prefix}.item`,
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

  export interface PullItemFieldEvent {
    field: '$.item'
    value: Uint8Array
  }

  export function encode (obj: Partial<Pull>): Uint8Array {
    return encodeMessage(obj, Pull.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Pull>): Pull {
    return decodeMessage(buf, Pull.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Pull>): Generator<PullItemFieldEvent> {
    return streamMessage(buf, Pull.codec(), opts)
  }
}

export interface Ack {
  item: Uint8Array
  dup: boolean
}

export namespace Ack {
  let _codec: Codec<Ack>

  export const codec = (): Codec<Ack> => {
    if (_codec == null) {
      _codec = message<Ack>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.item != null && obj.item.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.item)
        }

        if ((obj.dup != null && obj.dup !== false)) {
          w.uint32(16)
          w.bool(obj.dup)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          item: uint8ArrayAlloc(0),
          dup: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.item = reader.bytes()
              break
            }
            case 2: {
              obj.dup = reader.bool()
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
                field: `${prefix}.item`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.dup`,
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

  export interface AckItemFieldEvent {
    field: '$.item'
    value: Uint8Array
  }

  export interface AckDupFieldEvent {
    field: '$.dup'
    value: boolean
  }

  export function encode (obj: Partial<Ack>): Uint8Array {
    return encodeMessage(obj, Ack.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Ack>): Ack {
    return decodeMessage(buf, Ack.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Ack>): Generator<AckItemFieldEvent | AckDupFieldEvent> {
    return streamMessage(buf, Ack.codec(), opts)
  }
}

export interface Acks {
  acks: Ack[]
}

export namespace Acks {
  let _codec: Codec<Acks>

  export const codec = (): Codec<Acks> => {
    if (_codec == null) {
      _codec = message<Acks>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.acks != null && obj.acks.length > 0) {
          for (const value of obj.acks) {
            w.uint32(10)
            Ack.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          acks: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.acks != null && obj.acks.length === opts.limits.acks) {
                throw new MaxLengthError('Decode error - repeated field "acks" had too many elements')
              }

              if (obj.acks.length === 1024) {
                throw new MaxLengthError('Decode error - repeated field "acks" had too many elements')
              }

              obj.acks.push(Ack.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.acks$
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
          acks: 1024
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.acks != null && obj.acks === opts.limits.acks) {
                throw new MaxLengthError('Streaming decode error - repeated field "acks" had too many elements')
              }

              if (obj.acks === 1024) {
                throw new MaxLengthError('Streaming decode error - repeated field "acks" had too many elements')
              }

              for (const evt of Ack.codec().stream(reader, reader.uint32(), `${prefix}.acks[]`, {
                limits: opts.limits?.acks$
              })) {
                yield {
                  ...evt,
                  index: obj.acks
                }
              }

              obj.acks++

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

  export interface AcksAcksItemFieldEvent {
    field: '$.acks[].item'
    value: Uint8Array
    index: number
  }

  export interface AcksAcksDupFieldEvent {
    field: '$.acks[].dup'
    value: boolean
    index: number
  }

  export function encode (obj: Partial<Acks>): Uint8Array {
    return encodeMessage(obj, Acks.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Acks>): Acks {
    return decodeMessage(buf, Acks.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Acks>): Generator<AcksAcksItemFieldEvent | AcksAcksDupFieldEvent> {
    return streamMessage(buf, Acks.codec(), opts)
  }
}

export interface Receipt {
  item: Uint8Array
  list: Uint8Array
  holders: Uint8Array
  proof: Uint8Array
  complete: boolean
}

export namespace Receipt {
  let _codec: Codec<Receipt>

  export const codec = (): Codec<Receipt> => {
    if (_codec == null) {
      _codec = message<Receipt>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.item != null && obj.item.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.item)
        }

        if ((obj.list != null && obj.list.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.list)
        }

        if ((obj.holders != null && obj.holders.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.holders)
        }

        if ((obj.proof != null && obj.proof.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.proof)
        }

        if ((obj.complete != null && obj.complete !== false)) {
          w.uint32(40)
          w.bool(obj.complete)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          item: uint8ArrayAlloc(0),
          list: uint8ArrayAlloc(0),
          holders: uint8ArrayAlloc(0),
          proof: uint8ArrayAlloc(0),
          complete: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.item = reader.bytes()
              break
            }
            case 2: {
              obj.list = reader.bytes()
              break
            }
            case 3: {
              obj.holders = reader.bytes()
              break
            }
            case 4: {
              obj.proof = reader.bytes()
              break
            }
            case 5: {
              obj.complete = reader.bool()
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
                field: `${prefix}.item`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.list`,
                value: reader.bytes()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.holders`,
                value: reader.bytes()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.proof`,
                value: reader.bytes()
              }
              break
            }
            case 5: {
              yield {
                field: `${prefix}.complete`,
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

  export interface ReceiptItemFieldEvent {
    field: '$.item'
    value: Uint8Array
  }

  export interface ReceiptListFieldEvent {
    field: '$.list'
    value: Uint8Array
  }

  export interface ReceiptHoldersFieldEvent {
    field: '$.holders'
    value: Uint8Array
  }

  export interface ReceiptProofFieldEvent {
    field: '$.proof'
    value: Uint8Array
  }

  export interface ReceiptCompleteFieldEvent {
    field: '$.complete'
    value: boolean
  }

  export function encode (obj: Partial<Receipt>): Uint8Array {
    return encodeMessage(obj, Receipt.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Receipt>): Receipt {
    return decodeMessage(buf, Receipt.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Receipt>): Generator<ReceiptItemFieldEvent | ReceiptListFieldEvent | ReceiptHoldersFieldEvent | ReceiptProofFieldEvent | ReceiptCompleteFieldEvent> {
    return streamMessage(buf, Receipt.codec(), opts)
  }
}

export interface Probe {
  item: Uint8Array
  arc?: Arc | undefined
  hops: number
  author: Uint8Array
}

export namespace Probe {
  let _codec: Codec<Probe>

  export const codec = (): Codec<Probe> => {
    if (_codec == null) {
      _codec = message<Probe>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.item != null && obj.item.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.item)
        }

        if (obj.arc != null) {
          w.uint32(18)
          Arc.codec().encode(obj.arc, w)
        }

        if ((obj.hops != null && obj.hops !== 0)) {
          w.uint32(24)
          w.uint32(obj.hops)
        }

        if ((obj.author != null && obj.author.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.author)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          item: uint8ArrayAlloc(0),
          hops: 0,
          author: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.item = reader.bytes()
              break
            }
            case 2: {
              obj.arc = Arc.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.arc
              })
              break
            }
            case 3: {
              obj.hops = reader.uint32()
              break
            }
            case 4: {
              obj.author = reader.bytes()
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
                field: `${prefix}.item`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield * Arc.codec().stream(reader, reader.uint32(), `${prefix}.arc`, {
                limits: opts.limits?.arc
              })

              break
            }
            case 3: {
              yield {
                field: `${prefix}.hops`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.author`,
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

  export interface ProbeItemFieldEvent {
    field: '$.item'
    value: Uint8Array
  }

  export interface ProbeArcFromFieldEvent {
    field: '$.arc.from'
    value: bigint
  }

  export interface ProbeArcToFieldEvent {
    field: '$.arc.to'
    value: bigint
  }

  export interface ProbeHopsFieldEvent {
    field: '$.hops'
    value: number
  }

  export interface ProbeAuthorFieldEvent {
    field: '$.author'
    value: Uint8Array
  }

  export function encode (obj: Partial<Probe>): Uint8Array {
    return encodeMessage(obj, Probe.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Probe>): Probe {
    return decodeMessage(buf, Probe.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Probe>): Generator<ProbeItemFieldEvent | ProbeArcFromFieldEvent | ProbeArcToFieldEvent | ProbeHopsFieldEvent | ProbeAuthorFieldEvent> {
    return streamMessage(buf, Probe.codec(), opts)
  }
}

export interface Digest {
  root: Uint8Array
  control: boolean
  version?: number | undefined
  run?: number | undefined
}

export namespace Digest {
  let _codec: Codec<Digest>

  export const codec = (): Codec<Digest> => {
    if (_codec == null) {
      _codec = message<Digest>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.root != null && obj.root.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.root)
        }

        if ((obj.control != null && obj.control !== false)) {
          w.uint32(16)
          w.bool(obj.control)
        }

        if (obj.version != null) {
          w.uint32(24)
          w.uint32(obj.version)
        }

        if (obj.run != null) {
          w.uint32(37)
          w.fixed32(obj.run)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          root: uint8ArrayAlloc(0),
          control: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.root = reader.bytes()
              break
            }
            case 2: {
              obj.control = reader.bool()
              break
            }
            case 3: {
              obj.version = reader.uint32()
              break
            }
            case 4: {
              obj.run = reader.fixed32()
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
                field: `${prefix}.root`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.control`,
                value: reader.bool()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.version`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.run`,
                value: reader.fixed32()
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

  export interface DigestRootFieldEvent {
    field: '$.root'
    value: Uint8Array
  }

  export interface DigestControlFieldEvent {
    field: '$.control'
    value: boolean
  }

  export interface DigestVersionFieldEvent {
    field: '$.version'
    value: number
  }

  export interface DigestRunFieldEvent {
    field: '$.run'
    value: number
  }

  export function encode (obj: Partial<Digest>): Uint8Array {
    return encodeMessage(obj, Digest.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Digest>): Digest {
    return decodeMessage(buf, Digest.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Digest>): Generator<DigestRootFieldEvent | DigestControlFieldEvent | DigestVersionFieldEvent | DigestRunFieldEvent> {
    return streamMessage(buf, Digest.codec(), opts)
  }
}

export interface FrontierRequest {
  since: number
  inFull: boolean
  names: Uint8Array
}

export namespace FrontierRequest {
  let _codec: Codec<FrontierRequest>

  export const codec = (): Codec<FrontierRequest> => {
    if (_codec == null) {
      _codec = message<FrontierRequest>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.since != null && obj.since !== 0)) {
          w.uint32(8)
          w.uint32(obj.since)
        }

        if ((obj.inFull != null && obj.inFull !== false)) {
          w.uint32(16)
          w.bool(obj.inFull)
        }

        if ((obj.names != null && obj.names.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.names)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          since: 0,
          inFull: false,
          names: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.since = reader.uint32()
              break
            }
            case 2: {
              obj.inFull = reader.bool()
              break
            }
            case 3: {
              obj.names = reader.bytes()
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
                field: `${prefix}.since`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.inFull`,
                value: reader.bool()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.names`,
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

  export interface FrontierRequestSinceFieldEvent {
    field: '$.since'
    value: number
  }

  export interface FrontierRequestInFullFieldEvent {
    field: '$.inFull'
    value: boolean
  }

  export interface FrontierRequestNamesFieldEvent {
    field: '$.names'
    value: Uint8Array
  }

  export function encode (obj: Partial<FrontierRequest>): Uint8Array {
    return encodeMessage(obj, FrontierRequest.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FrontierRequest>): FrontierRequest {
    return decodeMessage(buf, FrontierRequest.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<FrontierRequest>): Generator<FrontierRequestSinceFieldEvent | FrontierRequestInFullFieldEvent | FrontierRequestNamesFieldEvent> {
    return streamMessage(buf, FrontierRequest.codec(), opts)
  }
}

export interface SeqRange {
  from: number
  to: number
}

export namespace SeqRange {
  let _codec: Codec<SeqRange>

  export const codec = (): Codec<SeqRange> => {
    if (_codec == null) {
      _codec = message<SeqRange>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.from != null && obj.from !== 0)) {
          w.uint32(8)
          w.uint32(obj.from)
        }

        if ((obj.to != null && obj.to !== 0)) {
          w.uint32(16)
          w.uint32(obj.to)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          from: 0,
          to: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.from = reader.uint32()
              break
            }
            case 2: {
              obj.to = reader.uint32()
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
                field: `${prefix}.from`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.to`,
                value: reader.uint32()
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

  export interface SeqRangeFromFieldEvent {
    field: '$.from'
    value: number
  }

  export interface SeqRangeToFieldEvent {
    field: '$.to'
    value: number
  }

  export function encode (obj: Partial<SeqRange>): Uint8Array {
    return encodeMessage(obj, SeqRange.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SeqRange>): SeqRange {
    return decodeMessage(buf, SeqRange.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<SeqRange>): Generator<SeqRangeFromFieldEvent | SeqRangeToFieldEvent> {
    return streamMessage(buf, SeqRange.codec(), opts)
  }
}

export interface LogHead {
  author: Uint8Array
  log: bigint
  next: number
  digest: Uint8Array
  beyond: SeqRange[]
  fork?: number | undefined
  shared: boolean
}

export namespace LogHead {
  let _codec: Codec<LogHead>

  export const codec = (): Codec<LogHead> => {
    if (_codec == null) {
      _codec = message<LogHead>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.author != null && obj.author.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.author)
        }

        if ((obj.log != null && obj.log !== 0n)) {
          w.uint32(17)
          w.fixed64(obj.log)
        }

        if ((obj.next != null && obj.next !== 0)) {
          w.uint32(24)
          w.uint32(obj.next)
        }

        if ((obj.digest != null && obj.digest.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.digest)
        }

        if (obj.beyond != null && obj.beyond.length > 0) {
          for (const value of obj.beyond) {
            w.uint32(42)
            SeqRange.codec().encode(value, w)
          }
        }

        if (obj.fork != null) {
          w.uint32(48)
          w.uint32(obj.fork)
        }

        if ((obj.shared != null && obj.shared !== false)) {
          w.uint32(56)
          w.bool(obj.shared)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          author: uint8ArrayAlloc(0),
          log: 0n,
          next: 0,
          digest: uint8ArrayAlloc(0),
          beyond: [],
          shared: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.author = reader.bytes()
              break
            }
            case 2: {
              obj.log = reader.fixed64()
              break
            }
            case 3: {
              obj.next = reader.uint32()
              break
            }
            case 4: {
              obj.digest = reader.bytes()
              break
            }
            case 5: {
              if (opts.limits?.beyond != null && obj.beyond.length === opts.limits.beyond) {
                throw new MaxLengthError('Decode error - repeated field "beyond" had too many elements')
              }

              if (obj.beyond.length === 16) {
                throw new MaxLengthError('Decode error - repeated field "beyond" had too many elements')
              }

              obj.beyond.push(SeqRange.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.beyond$
              }))
              break
            }
            case 6: {
              obj.fork = reader.uint32()
              break
            }
            case 7: {
              obj.shared = reader.bool()
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
          beyond: 16
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.author`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.log`,
                value: reader.fixed64()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.next`,
                value: reader.uint32()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.digest`,
                value: reader.bytes()
              }
              break
            }
            case 5: {
              if (opts.limits?.beyond != null && obj.beyond === opts.limits.beyond) {
                throw new MaxLengthError('Streaming decode error - repeated field "beyond" had too many elements')
              }

              if (obj.beyond === 16) {
                throw new MaxLengthError('Streaming decode error - repeated field "beyond" had too many elements')
              }

              for (const evt of SeqRange.codec().stream(reader, reader.uint32(), `${prefix}.beyond[]`, {
                limits: opts.limits?.beyond$
              })) {
                yield {
                  ...evt,
                  index: obj.beyond
                }
              }

              obj.beyond++

              break
            }
            case 6: {
              yield {
                field: `${prefix}.fork`,
                value: reader.uint32()
              }
              break
            }
            case 7: {
              yield {
                field: `${prefix}.shared`,
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

  export interface LogHeadAuthorFieldEvent {
    field: '$.author'
    value: Uint8Array
  }

  export interface LogHeadLogFieldEvent {
    field: '$.log'
    value: bigint
  }

  export interface LogHeadNextFieldEvent {
    field: '$.next'
    value: number
  }

  export interface LogHeadDigestFieldEvent {
    field: '$.digest'
    value: Uint8Array
  }

  export interface LogHeadBeyondFromFieldEvent {
    field: '$.beyond[].from'
    value: number
    index: number
  }

  export interface LogHeadBeyondToFieldEvent {
    field: '$.beyond[].to'
    value: number
    index: number
  }

  export interface LogHeadForkFieldEvent {
    field: '$.fork'
    value: number
  }

  export interface LogHeadSharedFieldEvent {
    field: '$.shared'
    value: boolean
  }

  export function encode (obj: Partial<LogHead>): Uint8Array {
    return encodeMessage(obj, LogHead.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LogHead>): LogHead {
    return decodeMessage(buf, LogHead.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LogHead>): Generator<LogHeadAuthorFieldEvent | LogHeadLogFieldEvent | LogHeadNextFieldEvent | LogHeadDigestFieldEvent | LogHeadBeyondFromFieldEvent | LogHeadBeyondToFieldEvent | LogHeadForkFieldEvent | LogHeadSharedFieldEvent> {
    return streamMessage(buf, LogHead.codec(), opts)
  }
}

export interface Frontier {
  heads: LogHead[]
  delta: boolean
  more?: boolean | undefined
  because: number
  lines: Uint8Array
  version?: number | undefined
}

export namespace Frontier {
  let _codec: Codec<Frontier>

  export const codec = (): Codec<Frontier> => {
    if (_codec == null) {
      _codec = message<Frontier>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.heads != null && obj.heads.length > 0) {
          for (const value of obj.heads) {
            w.uint32(10)
            LogHead.codec().encode(value, w)
          }
        }

        if ((obj.delta != null && obj.delta !== false)) {
          w.uint32(16)
          w.bool(obj.delta)
        }

        if (obj.more != null) {
          w.uint32(24)
          w.bool(obj.more)
        }

        if ((obj.because != null && obj.because !== 0)) {
          w.uint32(32)
          w.uint32(obj.because)
        }

        if ((obj.lines != null && obj.lines.byteLength > 0)) {
          w.uint32(42)
          w.bytes(obj.lines)
        }

        if (obj.version != null) {
          w.uint32(48)
          w.uint32(obj.version)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          heads: [],
          delta: false,
          because: 0,
          lines: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.heads != null && obj.heads.length === opts.limits.heads) {
                throw new MaxLengthError('Decode error - repeated field "heads" had too many elements')
              }

              if (obj.heads.length === 1024) {
                throw new MaxLengthError('Decode error - repeated field "heads" had too many elements')
              }

              obj.heads.push(LogHead.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.heads$
              }))
              break
            }
            case 2: {
              obj.delta = reader.bool()
              break
            }
            case 3: {
              obj.more = reader.bool()
              break
            }
            case 4: {
              obj.because = reader.uint32()
              break
            }
            case 5: {
              obj.lines = reader.bytes()
              break
            }
            case 6: {
              obj.version = reader.uint32()
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
          heads: 1024
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.heads != null && obj.heads === opts.limits.heads) {
                throw new MaxLengthError('Streaming decode error - repeated field "heads" had too many elements')
              }

              if (obj.heads === 1024) {
                throw new MaxLengthError('Streaming decode error - repeated field "heads" had too many elements')
              }

              for (const evt of LogHead.codec().stream(reader, reader.uint32(), `${prefix}.heads[]`, {
                limits: opts.limits?.heads$
              })) {
                yield {
                  ...evt,
                  index: obj.heads
                }
              }

              obj.heads++

              break
            }
            case 2: {
              yield {
                field: `${prefix}.delta`,
                value: reader.bool()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.more`,
                value: reader.bool()
              }
              break
            }
            case 4: {
              yield {
                field: `${prefix}.because`,
                value: reader.uint32()
              }
              break
            }
            case 5: {
              yield {
                field: `${prefix}.lines`,
                value: reader.bytes()
              }
              break
            }
            case 6: {
              yield {
                field: `${prefix}.version`,
                value: reader.uint32()
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

  export interface FrontierHeadsAuthorFieldEvent {
    field: '$.heads[].author'
    value: Uint8Array
    index: number
  }

  export interface FrontierHeadsLogFieldEvent {
    field: '$.heads[].log'
    value: bigint
    index: number
  }

  export interface FrontierHeadsNextFieldEvent {
    field: '$.heads[].next'
    value: number
    index: number
  }

  export interface FrontierHeadsDigestFieldEvent {
    field: '$.heads[].digest'
    value: Uint8Array
    index: number
  }

  export interface FrontierHeadsBeyondFromFieldEvent {
    field: '$.heads[].beyond[].from'
    value: number
    index: number
  }

  export interface FrontierHeadsBeyondToFieldEvent {
    field: '$.heads[].beyond[].to'
    value: number
    index: number
  }

  export interface FrontierHeadsForkFieldEvent {
    field: '$.heads[].fork'
    value: number
    index: number
  }

  export interface FrontierHeadsSharedFieldEvent {
    field: '$.heads[].shared'
    value: boolean
    index: number
  }

  export interface FrontierDeltaFieldEvent {
    field: '$.delta'
    value: boolean
  }

  export interface FrontierMoreFieldEvent {
    field: '$.more'
    value: boolean
  }

  export interface FrontierBecauseFieldEvent {
    field: '$.because'
    value: number
  }

  export interface FrontierLinesFieldEvent {
    field: '$.lines'
    value: Uint8Array
  }

  export interface FrontierVersionFieldEvent {
    field: '$.version'
    value: number
  }

  export function encode (obj: Partial<Frontier>): Uint8Array {
    return encodeMessage(obj, Frontier.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Frontier>): Frontier {
    return decodeMessage(buf, Frontier.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Frontier>): Generator<FrontierHeadsAuthorFieldEvent | FrontierHeadsLogFieldEvent | FrontierHeadsNextFieldEvent | FrontierHeadsDigestFieldEvent | FrontierHeadsBeyondFromFieldEvent | FrontierHeadsBeyondToFieldEvent | FrontierHeadsForkFieldEvent | FrontierHeadsSharedFieldEvent | FrontierDeltaFieldEvent | FrontierMoreFieldEvent | FrontierBecauseFieldEvent | FrontierLinesFieldEvent | FrontierVersionFieldEvent> {
    return streamMessage(buf, Frontier.codec(), opts)
  }
}

export interface LogId {
  author: Uint8Array
  log: bigint
}

export namespace LogId {
  let _codec: Codec<LogId>

  export const codec = (): Codec<LogId> => {
    if (_codec == null) {
      _codec = message<LogId>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.author != null && obj.author.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.author)
        }

        if ((obj.log != null && obj.log !== 0n)) {
          w.uint32(17)
          w.fixed64(obj.log)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          author: uint8ArrayAlloc(0),
          log: 0n
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.author = reader.bytes()
              break
            }
            case 2: {
              obj.log = reader.fixed64()
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
                field: `${prefix}.author`,
                value: reader.bytes()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.log`,
                value: reader.fixed64()
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

  export interface LogIdAuthorFieldEvent {
    field: '$.author'
    value: Uint8Array
  }

  export interface LogIdLogFieldEvent {
    field: '$.log'
    value: bigint
  }

  export function encode (obj: Partial<LogId>): Uint8Array {
    return encodeMessage(obj, LogId.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LogId>): LogId {
    return decodeMessage(buf, LogId.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LogId>): Generator<LogIdAuthorFieldEvent | LogIdLogFieldEvent> {
    return streamMessage(buf, LogId.codec(), opts)
  }
}

export interface RangeRequest {
  request: number
  maxBytes: number
  ranges: Uint8Array
  logs: LogId[]
}

export namespace RangeRequest {
  let _codec: Codec<RangeRequest>

  export const codec = (): Codec<RangeRequest> => {
    if (_codec == null) {
      _codec = message<RangeRequest>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.request != null && obj.request !== 0)) {
          w.uint32(8)
          w.uint32(obj.request)
        }

        if ((obj.maxBytes != null && obj.maxBytes !== 0)) {
          w.uint32(16)
          w.uint32(obj.maxBytes)
        }

        if ((obj.ranges != null && obj.ranges.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.ranges)
        }

        if (obj.logs != null && obj.logs.length > 0) {
          for (const value of obj.logs) {
            w.uint32(34)
            LogId.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          request: 0,
          maxBytes: 0,
          ranges: uint8ArrayAlloc(0),
          logs: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.request = reader.uint32()
              break
            }
            case 2: {
              obj.maxBytes = reader.uint32()
              break
            }
            case 3: {
              obj.ranges = reader.bytes()
              break
            }
            case 4: {
              if (opts.limits?.logs != null && obj.logs.length === opts.limits.logs) {
                throw new MaxLengthError('Decode error - repeated field "logs" had too many elements')
              }

              if (obj.logs.length === 64) {
                throw new MaxLengthError('Decode error - repeated field "logs" had too many elements')
              }

              obj.logs.push(LogId.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.logs$
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
          logs: 64
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.request`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.maxBytes`,
                value: reader.uint32()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.ranges`,
                value: reader.bytes()
              }
              break
            }
            case 4: {
              if (opts.limits?.logs != null && obj.logs === opts.limits.logs) {
                throw new MaxLengthError('Streaming decode error - repeated field "logs" had too many elements')
              }

              if (obj.logs === 64) {
                throw new MaxLengthError('Streaming decode error - repeated field "logs" had too many elements')
              }

              for (const evt of LogId.codec().stream(reader, reader.uint32(), `${prefix}.logs[]`, {
                limits: opts.limits?.logs$
              })) {
                yield {
                  ...evt,
                  index: obj.logs
                }
              }

              obj.logs++

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

  export interface RangeRequestRequestFieldEvent {
    field: '$.request'
    value: number
  }

  export interface RangeRequestMaxBytesFieldEvent {
    field: '$.maxBytes'
    value: number
  }

  export interface RangeRequestRangesFieldEvent {
    field: '$.ranges'
    value: Uint8Array
  }

  export interface RangeRequestLogsAuthorFieldEvent {
    field: '$.logs[].author'
    value: Uint8Array
    index: number
  }

  export interface RangeRequestLogsLogFieldEvent {
    field: '$.logs[].log'
    value: bigint
    index: number
  }

  export function encode (obj: Partial<RangeRequest>): Uint8Array {
    return encodeMessage(obj, RangeRequest.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RangeRequest>): RangeRequest {
    return decodeMessage(buf, RangeRequest.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RangeRequest>): Generator<RangeRequestRequestFieldEvent | RangeRequestMaxBytesFieldEvent | RangeRequestRangesFieldEvent | RangeRequestLogsAuthorFieldEvent | RangeRequestLogsLogFieldEvent> {
    return streamMessage(buf, RangeRequest.codec(), opts)
  }
}

export interface Base {
  seq: number
  prev: Uint8Array
  header?: Uint8Array | undefined
  signature?: Uint8Array | undefined
}

export namespace Base {
  let _codec: Codec<Base>

  export const codec = (): Codec<Base> => {
    if (_codec == null) {
      _codec = message<Base>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.seq != null && obj.seq !== 0)) {
          w.uint32(8)
          w.uint32(obj.seq)
        }

        if ((obj.prev != null && obj.prev.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.prev)
        }

        if (obj.header != null) {
          w.uint32(26)
          w.bytes(obj.header)
        }

        if (obj.signature != null) {
          w.uint32(34)
          w.bytes(obj.signature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          seq: 0,
          prev: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.seq = reader.uint32()
              break
            }
            case 2: {
              obj.prev = reader.bytes()
              break
            }
            case 3: {
              obj.header = reader.bytes()
              break
            }
            case 4: {
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
        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.seq`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.prev`,
                value: reader.bytes()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.header`,
                value: reader.bytes()
              }
              break
            }
            case 4: {
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

  export interface BaseSeqFieldEvent {
    field: '$.seq'
    value: number
  }

  export interface BasePrevFieldEvent {
    field: '$.prev'
    value: Uint8Array
  }

  export interface BaseHeaderFieldEvent {
    field: '$.header'
    value: Uint8Array
  }

  export interface BaseSignatureFieldEvent {
    field: '$.signature'
    value: Uint8Array
  }

  export function encode (obj: Partial<Base>): Uint8Array {
    return encodeMessage(obj, Base.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Base>): Base {
    return decodeMessage(buf, Base.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Base>): Generator<BaseSeqFieldEvent | BasePrevFieldEvent | BaseHeaderFieldEvent | BaseSignatureFieldEvent> {
    return streamMessage(buf, Base.codec(), opts)
  }
}

export interface RangeAnswer {
  request: number
  bursts: Uint8Array
  more: boolean
  bases: Base[]
  served: number
  left: number
}

export namespace RangeAnswer {
  let _codec: Codec<RangeAnswer>

  export const codec = (): Codec<RangeAnswer> => {
    if (_codec == null) {
      _codec = message<RangeAnswer>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.request != null && obj.request !== 0)) {
          w.uint32(8)
          w.uint32(obj.request)
        }

        if ((obj.bursts != null && obj.bursts.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.bursts)
        }

        if ((obj.more != null && obj.more !== false)) {
          w.uint32(24)
          w.bool(obj.more)
        }

        if (obj.bases != null && obj.bases.length > 0) {
          for (const value of obj.bases) {
            w.uint32(34)
            Base.codec().encode(value, w)
          }
        }

        if ((obj.served != null && obj.served !== 0)) {
          w.uint32(40)
          w.uint32(obj.served)
        }

        if ((obj.left != null && obj.left !== 0)) {
          w.uint32(48)
          w.uint32(obj.left)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          request: 0,
          bursts: uint8ArrayAlloc(0),
          more: false,
          bases: [],
          served: 0,
          left: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.request = reader.uint32()
              break
            }
            case 2: {
              obj.bursts = reader.bytes()
              break
            }
            case 3: {
              obj.more = reader.bool()
              break
            }
            case 4: {
              if (opts.limits?.bases != null && obj.bases.length === opts.limits.bases) {
                throw new MaxLengthError('Decode error - repeated field "bases" had too many elements')
              }

              if (obj.bases.length === 64) {
                throw new MaxLengthError('Decode error - repeated field "bases" had too many elements')
              }

              obj.bases.push(Base.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.bases$
              }))
              break
            }
            case 5: {
              obj.served = reader.uint32()
              break
            }
            case 6: {
              obj.left = reader.uint32()
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
          bases: 64
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              yield {
                field: `${prefix}.request`,
                value: reader.uint32()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.bursts`,
                value: reader.bytes()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.more`,
                value: reader.bool()
              }
              break
            }
            case 4: {
              if (opts.limits?.bases != null && obj.bases === opts.limits.bases) {
                throw new MaxLengthError('Streaming decode error - repeated field "bases" had too many elements')
              }

              if (obj.bases === 64) {
                throw new MaxLengthError('Streaming decode error - repeated field "bases" had too many elements')
              }

              for (const evt of Base.codec().stream(reader, reader.uint32(), `${prefix}.bases[]`, {
                limits: opts.limits?.bases$
              })) {
                yield {
                  ...evt,
                  index: obj.bases
                }
              }

              obj.bases++

              break
            }
            case 5: {
              yield {
                field: `${prefix}.served`,
                value: reader.uint32()
              }
              break
            }
            case 6: {
              yield {
                field: `${prefix}.left`,
                value: reader.uint32()
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

  export interface RangeAnswerRequestFieldEvent {
    field: '$.request'
    value: number
  }

  export interface RangeAnswerBurstsFieldEvent {
    field: '$.bursts'
    value: Uint8Array
  }

  export interface RangeAnswerMoreFieldEvent {
    field: '$.more'
    value: boolean
  }

  export interface RangeAnswerBasesSeqFieldEvent {
    field: '$.bases[].seq'
    value: number
    index: number
  }

  export interface RangeAnswerBasesPrevFieldEvent {
    field: '$.bases[].prev'
    value: Uint8Array
    index: number
  }

  export interface RangeAnswerBasesHeaderFieldEvent {
    field: '$.bases[].header'
    value: Uint8Array
    index: number
  }

  export interface RangeAnswerBasesSignatureFieldEvent {
    field: '$.bases[].signature'
    value: Uint8Array
    index: number
  }

  export interface RangeAnswerServedFieldEvent {
    field: '$.served'
    value: number
  }

  export interface RangeAnswerLeftFieldEvent {
    field: '$.left'
    value: number
  }

  export function encode (obj: Partial<RangeAnswer>): Uint8Array {
    return encodeMessage(obj, RangeAnswer.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RangeAnswer>): RangeAnswer {
    return decodeMessage(buf, RangeAnswer.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RangeAnswer>): Generator<RangeAnswerRequestFieldEvent | RangeAnswerBurstsFieldEvent | RangeAnswerMoreFieldEvent | RangeAnswerBasesSeqFieldEvent | RangeAnswerBasesPrevFieldEvent | RangeAnswerBasesHeaderFieldEvent | RangeAnswerBasesSignatureFieldEvent | RangeAnswerServedFieldEvent | RangeAnswerLeftFieldEvent> {
    return streamMessage(buf, RangeAnswer.codec(), opts)
  }
}

export interface Keep {
  wanted: boolean
  clock: bigint
}

export namespace Keep {
  let _codec: Codec<Keep>

  export const codec = (): Codec<Keep> => {
    if (_codec == null) {
      _codec = message<Keep>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.wanted != null && obj.wanted !== false)) {
          w.uint32(8)
          w.bool(obj.wanted)
        }

        if ((obj.clock != null && obj.clock !== 0n)) {
          w.uint32(16)
          w.uint64(obj.clock)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          wanted: false,
          clock: 0n
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.wanted = reader.bool()
              break
            }
            case 2: {
              obj.clock = reader.uint64()
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
                field: `${prefix}.wanted`,
                value: reader.bool()
              }
              break
            }
            case 2: {
              yield {
                field: `${prefix}.clock`,
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

  export interface KeepWantedFieldEvent {
    field: '$.wanted'
    value: boolean
  }

  export interface KeepClockFieldEvent {
    field: '$.clock'
    value: bigint
  }

  export function encode (obj: Partial<Keep>): Uint8Array {
    return encodeMessage(obj, Keep.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Keep>): Keep {
    return decodeMessage(buf, Keep.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Keep>): Generator<KeepWantedFieldEvent | KeepClockFieldEvent> {
    return streamMessage(buf, Keep.codec(), opts)
  }
}

export interface LivenessQuery {
  member: Uint8Array
}

export namespace LivenessQuery {
  let _codec: Codec<LivenessQuery>

  export const codec = (): Codec<LivenessQuery> => {
    if (_codec == null) {
      _codec = message<LivenessQuery>((obj, w, opts = {}) => {
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

  export interface LivenessQueryMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export function encode (obj: Partial<LivenessQuery>): Uint8Array {
    return encodeMessage(obj, LivenessQuery.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LivenessQuery>): LivenessQuery {
    return decodeMessage(buf, LivenessQuery.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LivenessQuery>): Generator<LivenessQueryMemberFieldEvent> {
    return streamMessage(buf, LivenessQuery.codec(), opts)
  }
}

export interface LivenessAnswer {
  member: Uint8Array
  alive: boolean
}

export namespace LivenessAnswer {
  let _codec: Codec<LivenessAnswer>

  export const codec = (): Codec<LivenessAnswer> => {
    if (_codec == null) {
      _codec = message<LivenessAnswer>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.alive != null && obj.alive !== false)) {
          w.uint32(16)
          w.bool(obj.alive)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          alive: false
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
              obj.alive = reader.bool()
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
                field: `${prefix}.alive`,
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

  export interface LivenessAnswerMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface LivenessAnswerAliveFieldEvent {
    field: '$.alive'
    value: boolean
  }

  export function encode (obj: Partial<LivenessAnswer>): Uint8Array {
    return encodeMessage(obj, LivenessAnswer.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LivenessAnswer>): LivenessAnswer {
    return decodeMessage(buf, LivenessAnswer.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<LivenessAnswer>): Generator<LivenessAnswerMemberFieldEvent | LivenessAnswerAliveFieldEvent> {
    return streamMessage(buf, LivenessAnswer.codec(), opts)
  }
}

export interface RosterDigest {
  hash: Uint8Array
}

export namespace RosterDigest {
  let _codec: Codec<RosterDigest>

  export const codec = (): Codec<RosterDigest> => {
    if (_codec == null) {
      _codec = message<RosterDigest>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.hash != null && obj.hash.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.hash)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          hash: uint8ArrayAlloc(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.hash = reader.bytes()
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
                field: `${prefix}.hash`,
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

  export interface RosterDigestHashFieldEvent {
    field: '$.hash'
    value: Uint8Array
  }

  export function encode (obj: Partial<RosterDigest>): Uint8Array {
    return encodeMessage(obj, RosterDigest.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RosterDigest>): RosterDigest {
    return decodeMessage(buf, RosterDigest.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RosterDigest>): Generator<RosterDigestHashFieldEvent> {
    return streamMessage(buf, RosterDigest.codec(), opts)
  }
}

export interface RosterLine {
  member: Uint8Array
  incarnation: bigint
  online: boolean
}

export namespace RosterLine {
  let _codec: Codec<RosterLine>

  export const codec = (): Codec<RosterLine> => {
    if (_codec == null) {
      _codec = message<RosterLine>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.member != null && obj.member.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.member)
        }

        if ((obj.incarnation != null && obj.incarnation !== 0n)) {
          w.uint32(16)
          w.uint64(obj.incarnation)
        }

        if ((obj.online != null && obj.online !== false)) {
          w.uint32(24)
          w.bool(obj.online)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          member: uint8ArrayAlloc(0),
          incarnation: 0n,
          online: false
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
              obj.incarnation = reader.uint64()
              break
            }
            case 3: {
              obj.online = reader.bool()
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
                field: `${prefix}.incarnation`,
                value: reader.uint64()
              }
              break
            }
            case 3: {
              yield {
                field: `${prefix}.online`,
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

  export interface RosterLineMemberFieldEvent {
    field: '$.member'
    value: Uint8Array
  }

  export interface RosterLineIncarnationFieldEvent {
    field: '$.incarnation'
    value: bigint
  }

  export interface RosterLineOnlineFieldEvent {
    field: '$.online'
    value: boolean
  }

  export function encode (obj: Partial<RosterLine>): Uint8Array {
    return encodeMessage(obj, RosterLine.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RosterLine>): RosterLine {
    return decodeMessage(buf, RosterLine.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<RosterLine>): Generator<RosterLineMemberFieldEvent | RosterLineIncarnationFieldEvent | RosterLineOnlineFieldEvent> {
    return streamMessage(buf, RosterLine.codec(), opts)
  }
}

export interface Roster {
  lines: RosterLine[]
}

export namespace Roster {
  let _codec: Codec<Roster>

  export const codec = (): Codec<Roster> => {
    if (_codec == null) {
      _codec = message<Roster>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.lines != null && obj.lines.length > 0) {
          for (const value of obj.lines) {
            w.uint32(10)
            RosterLine.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          lines: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.lines != null && obj.lines.length === opts.limits.lines) {
                throw new MaxLengthError('Decode error - repeated field "lines" had too many elements')
              }

              if (obj.lines.length === 10000) {
                throw new MaxLengthError('Decode error - repeated field "lines" had too many elements')
              }

              obj.lines.push(RosterLine.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.lines$
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
          lines: 10000
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.lines != null && obj.lines === opts.limits.lines) {
                throw new MaxLengthError('Streaming decode error - repeated field "lines" had too many elements')
              }

              if (obj.lines === 10000) {
                throw new MaxLengthError('Streaming decode error - repeated field "lines" had too many elements')
              }

              for (const evt of RosterLine.codec().stream(reader, reader.uint32(), `${prefix}.lines[]`, {
                limits: opts.limits?.lines$
              })) {
                yield {
                  ...evt,
                  index: obj.lines
                }
              }

              obj.lines++

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

  export interface RosterLinesMemberFieldEvent {
    field: '$.lines[].member'
    value: Uint8Array
    index: number
  }

  export interface RosterLinesIncarnationFieldEvent {
    field: '$.lines[].incarnation'
    value: bigint
    index: number
  }

  export interface RosterLinesOnlineFieldEvent {
    field: '$.lines[].online'
    value: boolean
    index: number
  }

  export function encode (obj: Partial<Roster>): Uint8Array {
    return encodeMessage(obj, Roster.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Roster>): Roster {
    return decodeMessage(buf, Roster.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Roster>): Generator<RosterLinesMemberFieldEvent | RosterLinesIncarnationFieldEvent | RosterLinesOnlineFieldEvent> {
    return streamMessage(buf, Roster.codec(), opts)
  }
}

export interface Heartbeat {
  asks: boolean
}

export namespace Heartbeat {
  let _codec: Codec<Heartbeat>

  export const codec = (): Codec<Heartbeat> => {
    if (_codec == null) {
      _codec = message<Heartbeat>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.asks != null && obj.asks !== false)) {
          w.uint32(8)
          w.bool(obj.asks)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          asks: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.asks = reader.bool()
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
                field: `${prefix}.asks`,
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

  export interface HeartbeatAsksFieldEvent {
    field: '$.asks'
    value: boolean
  }

  export function encode (obj: Partial<Heartbeat>): Uint8Array {
    return encodeMessage(obj, Heartbeat.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Heartbeat>): Heartbeat {
    return decodeMessage(buf, Heartbeat.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Heartbeat>): Generator<HeartbeatAsksFieldEvent> {
    return streamMessage(buf, Heartbeat.codec(), opts)
  }
}

export interface Leaves {
  members: Uint8Array[]
}

export namespace Leaves {
  let _codec: Codec<Leaves>

  export const codec = (): Codec<Leaves> => {
    if (_codec == null) {
      _codec = message<Leaves>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.members != null && obj.members.length > 0) {
          for (const value of obj.members) {
            w.uint32(10)
            w.bytes(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          members: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.members != null && obj.members.length === opts.limits.members) {
                throw new MaxLengthError('Decode error - repeated field "members" had too many elements')
              }

              if (obj.members.length === 16) {
                throw new MaxLengthError('Decode error - repeated field "members" had too many elements')
              }

              obj.members.push(reader.bytes())
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
          members: 16
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.members != null && obj.members === opts.limits.members) {
                throw new MaxLengthError('Streaming decode error - repeated field "members" had too many elements')
              }

              if (obj.members === 16) {
                throw new MaxLengthError('Streaming decode error - repeated field "members" had too many elements')
              }

              yield {
                field: `${prefix}.members[]`,
                index: obj.members,
                value: reader.bytes()
              }

              obj.members++

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

  export interface LeavesMembersFieldEvent {
    field: '$.members[]'
    index: number
    value: Uint8Array
  }

  export function encode (obj: Partial<Leaves>): Uint8Array {
    return encodeMessage(obj, Leaves.codec())
  }

  export function decode (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Leaves>): Leaves {
    return decodeMessage(buf, Leaves.codec(), opts)
  }

  export function stream (buf: Uint8Array | Uint8ArrayList, opts?: DecodeOptions<Leaves>): Generator<LeavesMembersFieldEvent> {
    return streamMessage(buf, Leaves.codec(), opts)
  }
}
