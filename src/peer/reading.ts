/**
 * What this member reads of the group's content, live and in its history alike: messages and custom data, what is for it
 * alone or was written by it for another, and nothing of what two others say in private. Serves docs/protocol.md,
 * "Content" and "Private messages".
 */
import { type EntryId, type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { Random } from '../base/random.js'
import type { CheckedEntry } from '../crypto/burst.js'
import { kindOf, SALT_BYTES } from '../crypto/entry.js'
import { isForUs, isPrivate, readPrivately } from '../crypto/private-channel.js'
import { openPrivate, sealPrivate } from '../crypto/private-message.js'
import type { PrivateText } from '../crypto/private-text.js'
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

  /**
   * Plaintext of an entry that only we and `to` can read, for one who has published no prekey yet: sealed to its link key,
   * for as long as that lives. Undefined when nothing can be sealed to that.
   */
  sealed(to: Recipient, kind: MessageKind, text: Uint8Array): Uint8Array | undefined {
    const { suite, random, groupBytes } = this.#options
    const recipient = { member: publicKeyOf(to.member)!, linkKey: to.linkKey }
    return sealPrivate(suite, random, groupBytes, this.#self, recipient, { kind: ContentKind[kind], text })
  }

  /** What a stored entry says to us; undefined for a membership entry, for what is not for us, and for unknown kinds. */
  contentOf(entry: Pick<StoredEntry, 'log' | 'header' | 'body' | 'contentKey'>): Content | undefined {
    const { log, header, body, contentKey } = entry
    return isContentLog(log) ? this.#content(kindOf(header), authorOf(log), body, contentKey) : undefined
  }

  /**
   * What happens when these entries of one content burst come. `hops`: links they came over, undefined when they came by
   * repair; `wallMs`: our clock; `keys`: of what is private.
   */
  *eventsOf(
    entries: readonly CheckedEntry[],
    hops: number | undefined,
    wallMs: number,
    keys: ReadonlyMap<EntryId, Uint8Array> = new Map(),
  ): Iterable<GroupEvent> {
    for (const { entryId: id, fields, body } of entries) {
      const author = memberIdOf(fields.author)
      const content = this.ignored.has(author) ? undefined : this.#content(fields.kind, author, body, keys.get(id))
      if (content === undefined) continue
      const { time, order } = fields
      if (content.type === 'custom') yield { ...content, id, author, time }
      else yield { ...content, id, author, time, clock: oddClock(time, order, wallMs), hops }
    }
  }

  #content(kind: number, author: MemberId, body: Uint8Array, contentKey: Uint8Array | undefined): Content | undefined {
    const plaintext = body.subarray(SALT_BYTES)
    if (kind === ContentKind.private) return this.#opened(author, plaintext)
    if (kind === ContentKind.privateOnce) return this.#kept(author, plaintext, contentKey)
    if (kind === ContentKind.custom) return decodeCustom(plaintext)
    const message = messageKind(kind)
    return message && { type: 'message', kind: message, text: textIn(plaintext), to: undefined }
  }

  #opened(author: MemberId, plaintext: Uint8Array): Content | undefined {
    const { suite, groupBytes } = this.#options
    return privateContent(openPrivate(suite, groupBytes, publicKeyOf(author)!, this.#self, plaintext))
  }

  /** By the key that was kept when it was taken; without one we can only tell whether it was for us. */
  #kept(author: MemberId, plaintext: Uint8Array, contentKey: Uint8Array | undefined): Content | undefined {
    const { suite, groupBytes, identity } = this.#options
    const key = publicKeyOf(author)!
    if (contentKey !== undefined) return privateContent(readPrivately(suite, groupBytes, key, contentKey, plaintext))
    const isOwn = author === identity.member
    if (!(isOwn ? isPrivate(plaintext) : isForUs(suite, groupBytes, key, this.#self, plaintext))) return undefined
    return { type: 'message', kind: 'text', text: '', to: isOwn ? undefined : identity.member, unreadable: true }
  }
}

function privateContent(said: PrivateText | undefined): Content | undefined {
  const kind = said && messageKind(said.kind)
  return kind && { type: 'message', kind, text: textIn(said.text), to: memberIdOf(said.to) }
}
