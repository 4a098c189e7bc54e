/**
 * What each call of the library takes. A table: how it is read is in arguments.ts, and a field that a type gains does not
 * compile before it has its shape here.
 */
import type { GroupId, MemberId } from '../base/ids.js'
import { MAX_ADDRESS_BYTES, MAX_CUSTOM_TYPE_BYTES, MAX_STATUS_BYTES } from '../base/limits.js'
import { MAX_PART_BYTES, MAX_TOPIC_BYTES, type Role, type SettingName } from '../group/control.js'
import type { Status } from '../group/presence.js'
import { isCustomType, type MessageKind } from '../peer/content.js'
import * as a from './arguments.js'
import * as shape from './arguments-shapes.js'
import type { FeedOptions } from './feed.js'
import type { LeaveOptions, SendOptions, SetVerifiedOptions } from './group-options.js'
import type { HistoryOptions, PageOptions, SearchOptions } from './history.js'
import { type InviteOptions, MAX_USES } from './invite-terms.js'
import type { JoinOptions } from './joins.js'
import type { WaitOptions } from './message.js'
import type { Reach } from './surface.js'
import type { CreateGroupOptions, TocsinOptions } from './tocsin-options.js'

/** Addresses of one machine: more than it has interfaces. */
const MAX_LISTEN = 64
/** Each word is looked for in every message. */
const MAX_WORDS_BYTES = 4096
/** What nobody types; stretching it takes as long as it is. */
const MAX_PASSPHRASE_BYTES = 65_536

const wait = a.options<WaitOptions>({ signal: a.optional(a.signal) })
const sending = a.options<SendOptions>({ kind: a.optional(a.choice<MessageKind>({ text: true, action: true })) })
const paging: a.Fields<PageOptions> = {
  before: a.optional(shape.message),
  limit: a.optional(a.whole(0, Number.MAX_SAFE_INTEGER)),
  ignored: a.optional(a.flag),
}

/** Of the methods of `Tocsin`, and of `createTocsin`. */
export const tocsinCalls = {
  createTocsin: a.call<{ options: TocsinOptions }>('createTocsin', {
    options: a.options<TocsinOptions>({
      name: a.optional(shape.name),
      data: a.optional(shape.data),
      passphrase: a.optional(a.text({ maxBytes: MAX_PASSPHRASE_BYTES, secret: true })),
      listen: a.optional(a.list(a.text({ maxBytes: MAX_ADDRESS_BYTES }), MAX_LISTEN)),
      fingers: a.optional(shape.fingers),
      limits: a.optional(shape.limits),
      network: a.optional(shape.network),
      store: a.optional(shape.store),
      identity: a.optional(shape.identity),
      random: a.optional(shape.random),
      scheduler: a.optional(shape.scheduler),
      suite: a.optional(shape.suite),
    }),
  }),
  createGroup: a.call<{ options: CreateGroupOptions }>('createGroup', {
    options: a.options<CreateGroupOptions>({
      name: shape.name,
      encryption: a.optional(shape.encryption),
      history: a.optional(shape.history),
      expire: a.optional(shape.duration),
      notarised: a.optional(a.flag),
    }),
  }),
  join: a.call<{ ticket: string; options: JoinOptions }>('join', {
    ticket: a.text({ secret: true }),
    options: a.options<JoinOptions>({ signal: a.optional(a.signal), queue: a.optional(a.flag) }),
  }),
  joined: a.call<{ group: GroupId; options: WaitOptions }>('joined', { group: shape.group, options: wait }),
  cancelJoin: a.call<{ group: GroupId }>('cancelJoin', { group: shape.group }),
  joinEvents: a.call<{ options: WaitOptions }>('joinEvents', { options: wait }),
  setStatus: a.call<{ status: Status; text: string }>('setStatus', {
    status: a.choice<Status>({ online: true, away: true, busy: true }),
    text: a.text({ maxBytes: MAX_STATUS_BYTES }),
  }),
}

/** Of the methods of `Group`. */
export const groupCalls = {
  verify: a.call<{ member: MemberId }>('verify', { member: shape.member }),
  displayNameOf: a.call<{ member: MemberId; name?: string | undefined }>('displayNameOf', {
    member: shape.member,
    name: a.optional(a.text()),
  }),
  setVerified: a.call<{ member: MemberId; verified: boolean; options: SetVerifiedOptions }>('setVerified', {
    member: shape.member,
    verified: a.flag,
    options: a.options<SetVerifiedOptions>({ digits: a.optional(a.text()) }),
  }),
  send: a.call<{ text: string; options: SendOptions }>('send', { text: a.text(), options: sending }),
  tell: a.call<{ member: MemberId; text: string; options: SendOptions }>('tell', {
    member: shape.member,
    text: a.text(),
    options: sending,
  }),
  sendCustom: a.call<{ type: string; data: Uint8Array }>('sendCustom', {
    type: a.textThat(isCustomType, `a text of 1 to ${MAX_CUSTOM_TYPE_BYTES} bytes`),
    data: a.bytes(),
  }),
  rename: a.call<{ name: string }>('rename', { name: shape.name }),
  ignore: a.call<{ member: MemberId }>('ignore', { member: shape.member }),
  unignore: a.call<{ member: MemberId }>('unignore', { member: shape.member }),
  invite: a.call<{ options: InviteOptions }>('invite', {
    options: a.options<InviteOptions>({
      uses: a.optional(a.whole(1, MAX_USES)),
      expires: a.optional(shape.duration),
      approve: a.optional(a.flag),
    }),
  }),
  history: a.call<{ options: HistoryOptions }>('history', {
    options: a.options<HistoryOptions>({ ...paging, custom: a.optional(a.flag) }),
  }),
  search: a.call<{ words: string; options: SearchOptions }>('search', {
    words: a.text({ maxBytes: MAX_WORDS_BYTES }),
    options: a.options<SearchOptions>({ ...paging, exact: a.optional(a.flag) }),
  }),
  leave: a.call<{ options: LeaveOptions }>('leave', {
    options: a.options<LeaveOptions>({ message: a.optional(a.text({ maxBytes: MAX_PART_BYTES })) }),
  }),
  events: a.call<{ options: FeedOptions }>('events', {
    options: a.options<FeedOptions>({ since: a.optional(shape.message), signal: a.optional(a.signal) }),
  }),
}

export const memberCalls = {
  shortIdOf: a.call<{ member: MemberId }>('shortIdOf', { member: shape.member }),
}

/** Of the methods of `Message`. */
export const messageCalls = {
  reached: a.call<{ target: Reach; options: WaitOptions }>('reached', { target: shape.reach, options: wait }),
}

const ofMember = (name: string) => a.call<{ member: MemberId }>(`moderation.${name}`, { member: shape.member })

/** Of the methods of `Moderation`. */
export const moderationCalls = {
  kick: ofMember('kick'),
  ban: ofMember('ban'),
  unban: ofMember('unban'),
  handOver: ofMember('handOver'),
  approve: ofMember('approve'),
  decline: ofMember('decline'),
  setRole: a.call<{ member: MemberId; role: Exclude<Role, 'founder'> }>('moderation.setRole', {
    member: shape.member,
    role: a.choice<Exclude<Role, 'founder'>>({ moderator: true, member: true, observer: true }),
  }),
  setTopic: a.call<{ text: string }>('moderation.setTopic', { text: a.text({ maxBytes: MAX_TOPIC_BYTES }) }),
  set: a.call<{ name: SettingName; value: string }>('moderation.set', {
    name: a.choice<SettingName>({
      name: true,
      limit: true,
      speak: true,
      invites: true,
      'topic-lock': true,
      expire: true,
    }),
    value: a.text(),
  }),
  revoke: a.call<{ invite: string }>('moderation.revoke', { invite: a.text() }),
}
