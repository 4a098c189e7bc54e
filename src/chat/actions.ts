/**
 * What a group asks of its peer, carried out: written by the peer, put through the loop, done when it is durable. Serves
 * docs/architecture.md, "The embedding API". Decides nothing.
 */
import { TocsinError } from '../base/errors.js'
import type { EntryId, GroupId, MemberId } from '../base/ids.js'
import type { Scheduler } from '../base/time.js'
import type { Suite } from '../crypto/suite.js'
import type { ControlBody } from '../group/control.js'
import { isAllowedTo } from '../group/membership.js'
import { encodeTicket } from '../group/ticket.js'
import type { PeerEffect } from '../peer/events.js'
import type { GroupPeer } from '../peer/group.js'
import type { Peer } from '../peer/peer.js'
import { writeControl, writeMessages } from '../peer/writing.js'
import type { Command, Runtime } from '../runtime.js'
import type { Store } from '../store/store.js'
import { roughly } from './durations.js'
import type { OutboxActions } from './outbox.js'

export interface GroupActions extends OutboxActions {
  readonly store: Store
  readonly self: MemberId
  submit(command: Command): void
  /** Resolves once what `decide` appends is durable; rejects with what it throws. */
  stored(decide: Command['decide']): Promise<void>
  /** Resolves with the ticket once the invite is stored. */
  invite(uses: number, lifetimeMs: number, approve: boolean): Promise<string>
  /** Writes the leave entry and resolves with its id. */
  leave(message: string): Promise<EntryId>
  /** Writes a membership entry and resolves with its id once it is stored. */
  control(body: ControlBody): Promise<EntryId>
  /** Closes every link of the group. */
  unlink(): void
  after(delayMs: number, task: () => void): () => void
  /** What the machines count in: ms that nobody can set. */
  steady(): number
}

/** What one peer is made of. */
export interface Machinery {
  readonly self: MemberId
  readonly peer: Peer
  readonly store: Store
  readonly runtime: Runtime
  readonly scheduler: Scheduler
  readonly suite: Suite
}

export function groupActions(
  group: GroupPeer,
  { self, peer, store, runtime, scheduler, suite }: Machinery,
): GroupActions {
  const inStore = (decide: Command['decide']) => stored(runtime, group.group, decide)
  const written = async (write: (now: number) => { entryId: EntryId; effects: PeerEffect[] }): Promise<EntryId> => {
    let entry: EntryId | undefined
    await inStore(now => {
      const { entryId, effects } = write(now)
      entry = entryId
      return effects
    })
    return entry!
  }
  return {
    store,
    self,
    submit: command => runtime.submit(command),
    stored: inStore,
    refused: () => unheardError(group, self) ?? lateError(group, scheduler.now()),
    write: (drafts, now) => writeMessages(group, drafts, now),
    crowded: () => group.intake.pacing.isCrowded,
    control: body => written(now => writeControl(group, body, now)),
    leave: message => written(now => peer.leave(group, message, now)),
    async invite(uses, lifetimeMs, approve) {
      let text = ''
      await inStore(now => {
        const { ticket, effects } = peer.invite(
          group,
          { uses, expiresMs: Math.floor(group.book.time.at(now)) + lifetimeMs, approve },
          now,
        )
        text = encodeTicket(suite, ticket)
        return effects
      })
      return text
    },
    unlink: () => runtime.submit({ group: group.group, decide: () => group.links.closeAll() }),
    after: (delayMs, task) => scheduler.after(delayMs, task),
    steady: () => scheduler.now(),
  }
}

/** Content of whoever may not speak has no effect on anyone, so it is not written in the first place. */
function unheardError({ membership }: GroupPeer, self: MemberId): TocsinError | undefined {
  const role = membership?.members.get(self)?.role
  if (membership === undefined || role === undefined || isAllowedTo(membership.settings.speak, role)) return undefined
  const reason =
    role === 'observer'
      ? 'observers read and do not write; ask a moderator for another role'
      : `in this group only ${membership.settings.speak === 'founder' ? 'the founder writes' : 'moderators write'}`
  return new TocsinError('not-allowed', `nothing was sent: ${reason}`)
}

/** Everyone that is linked would find that it had expired before it came, and they are too few to go by their time. */
function lateError({ membership, book }: GroupPeer, now: number): TocsinError | undefined {
  const lifeMs = (membership?.settings.expire ?? 0) * 1000
  const behindMs = book.time.saidBehindMs(now)
  if (lifeMs === 0 || behindMs < lifeMs || book.time.state(now).state !== 'right') return undefined
  const reason = `this machine's clock is ${roughly(behindMs)} behind that of every member it is linked with`
  const advice = `messages here live for ${roughly(lifeMs)}, so that nobody would see it: set the clock and send it again`
  return new TocsinError('clock-behind', `nothing was sent: ${reason}, and ${advice}`)
}

/** Resolves once what `decide` appends is durable; rejects with what it throws, or why it is not. */
export function stored(runtime: Runtime, group: GroupId, decide: Command['decide']): Promise<void> {
  return new Promise((resolve, reject) => {
    runtime.submit({ group, decide, done: error => (error === undefined ? resolve() : reject(error)) })
  })
}
