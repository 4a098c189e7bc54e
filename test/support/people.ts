/** What members do to each other as people: say how they are, take a name, look away, speak aside. */
import type { EntryId, GroupId, MemberId } from '#src/base/ids.js'
import type { Status } from '#src/group/presence.js'
import { type Content, ContentKind, encodeCustom } from '#src/peer/content.js'
import type { GroupEvent } from '#src/peer/events.js'
import { type Draft, writeControl, writeMessages } from '#src/peer/writing.js'
import type { Actor } from './actor.ts'

type MemberEvent = GroupEvent & { readonly type: 'member' }

/** In all its groups. */
export function says(actor: Actor, status: Status, statusText = ''): void {
  actor.status = { status, statusText }
  for (const group of actor.peer.groups.values()) actor.runtime.perform(group.restate(actor.clock.now()))
}

export function rename(actor: Actor, group: GroupId, name: string): void {
  actor.runtime.perform(writeControl(actor.group(group), { type: 'rename', name }, actor.clock.now()).effects)
}

export function ignore(actor: Actor, group: GroupId, member: MemberId, ignored = true): void {
  const value = actor.group(group).reading.ignored.set(member, ignored)
  actor.runtime.perform([{ type: 'append', batch: { group, entries: [], values: [value] } }])
}

export function tell(actor: Actor, group: GroupId, to: MemberId, text: string): EntryId {
  const recipient = actor.group(group).membership?.members.get(to)
  if (recipient === undefined) throw new Error(`${actor.name} can tell ${to} nothing`)
  return write(actor, group, { kind: ContentKind.text, plaintext: new TextEncoder().encode(text), to: recipient })
}

export function sendCustom(actor: Actor, group: GroupId, type: string, data: Uint8Array): EntryId {
  return write(actor, group, { kind: ContentKind.custom, plaintext: encodeCustom(type, data) })
}

/** Any content, sound or not. */
export function write(actor: Actor, group: GroupId, draft: Draft): EntryId {
  const { bursts, effects } = writeMessages(actor.group(group), [draft], actor.clock.now())
  const [entryId] = bursts.flat()
  if (entryId === undefined) throw new Error('nothing was written')
  actor.said.push({ group, id: entryId })
  actor.runtime.perform(effects)
  return entryId
}

/** What its store says to it, in display order. */
export function readBy(actor: Actor, group: GroupId): Content[] {
  const { reading } = actor.group(group)
  return actor.history(group).flatMap(entry => reading.contentOf(entry) ?? [])
}

/** What it was told of a member's state, in this life. */
export function toldOf(actor: Actor, member: MemberId, state: MemberEvent['state']): MemberEvent[] {
  return actor.events
    .filter(event => event.type === 'member')
    .filter(one => one.member === member && one.state === state)
}

/** As `group.members` would show it. */
export function statusOf(actor: Actor, group: GroupId, member: MemberId): string {
  const known = actor.group(group).presences.of(member)
  return known === undefined ? 'unknown' : `${known.status}: ${known.statusText}`
}

export function nameIn(actor: Actor, group: GroupId, member: MemberId): string | undefined {
  return actor.group(group).membership?.members.get(member)?.name
}
