/**
 * What this member reads of the group's content, live and in its history alike: messages and custom data, what is for it
 * alone or was written by it for another, and nothing of what two others say in private. Serves docs/protocol.md,
 * "Content" and "Private messages".
 */
import { type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { CheckedEntry } from '../crypto/burst.js'
import { kindOf, SALT_BYTES } from '../crypto/entry.js'
import { openPrivate, sealPrivate } from '../crypto/private-message.js'
import type { Suite } from '../crypto/suite.js'
import { authorOf, isContentLog } from '../history/log-key.js'
import { oddClock } from '../history/order.js'
import type { StoredEntry } from '../history/stored.js'
import type { Identity } from './book.js'
import { type Content, ContentKind, decodeCustom, type MessageKind, messageKind, textIn } from './content.js'
import type { GroupEvent } from './events.js'
import { Ignored } from './ignored.js'

export interface ReadingOptions {
  readonly suite: Suite
  readonly random: Random
  readonly identity: Identity
  readonly groupBytes: Uint8Array
}

/** One that is or was a member. */
export interface Recipient {
  readonly member: MemberId
  readonly linkKey: Uint8Array
}

export class Reading {
  readonly #options: ReadingOptions
  readonly #self: { readonly member: Uint8Array; readonly linkKey: Uint8Array; readonly linkSecret: Uint8Array }
  readonly ignored = new Ignored()

  constructor(options: ReadingOptions) {
    const { publicKey, linkKey, linkSecret } = options.identity
    this.#options = options
    this.#self = { member: publicKey, linkKey, linkSecret }
  }

  /** Plaintext of an entry that only we and `to` can read; undefined when nothing can be sealed to its key. */
  sealed(to: Recipient, kind: MessageKind, text: Uint8Array): Uint8Array | undefined {
    const { suite, random, groupBytes } = this.#options
    const recipient = { member: publicKeyOf(to.member)!, linkKey: to.linkKey }
    return sealPrivate(suite, random, groupBytes, this.#self, recipient, { kind: ContentKind[kind], text })
  }

  /** What a stored entry says to us; undefined for a membership entry, for what is not for us, and for unknown kinds. */
  contentOf({ log, header, body }: Pick<StoredEntry, 'log' | 'header' | 'body'>): Content | undefined {
    return isContentLog(log) ? this.#content(kindOf(header), authorOf(log), body) : undefined
  }

  /**
   * What happens when these entries of one content burst come. `hops`: links they came over, undefined when they came by
   * repair; `wallMs`: our clock.
   */
  *eventsOf(entries: readonly CheckedEntry[], hops: number | undefined, wallMs: number): Iterable<GroupEvent> {
    for (const { entryId: id, fields, body } of entries) {
      const author = memberIdOf(fields.author)
      const content = this.ignored.has(author) ? undefined : this.#content(fields.kind, author, body)
      if (content === undefined) continue
      const { time, order } = fields
      if (content.type === 'custom') yield { ...content, id, author, time }
      else yield { ...content, id, author, time, clock: oddClock(time, order, wallMs), hops }
    }
  }

  #content(kind: number, author: MemberId, body: Uint8Array): Content | undefined {
    const plaintext = body.subarray(SALT_BYTES)
    if (kind === ContentKind.private) return this.#opened(author, plaintext)
    if (kind === ContentKind.custom) return decodeCustom(plaintext)
    const message = messageKind(kind)
    return message && { type: 'message', kind: message, text: textIn(plaintext), to: undefined }
  }

  #opened(author: MemberId, plaintext: Uint8Array): Content | undefined {
    const { suite, groupBytes } = this.#options
    const said = openPrivate(suite, groupBytes, publicKeyOf(author)!, this.#self, plaintext)
    const kind = said && messageKind(said.kind)
    return kind && { type: 'message', kind, text: textIn(said.text), to: memberIdOf(said.to) }
  }
}
