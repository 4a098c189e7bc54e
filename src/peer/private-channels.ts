/**
 * What members of a group tell us in private, and we tell them: which session each is sealed and opened with, and what is
 * kept of that. Serves docs/protocol.md, "Private messages". A message is opened when it is taken, once; the key to it is
 * kept with its entry (history/stored.ts), and nothing else of ours opens it again.
 */
import { type EntryId, type MemberId, memberIdOf, publicKeyOf } from '../base/ids.js'
import type { CheckedEntry } from '../crypto/burst.js'
import { SALT_BYTES } from '../crypto/entry.js'
import { decodeCorrespondent, encodeCorrespondent } from '../crypto/private-at-rest.js'
import { isPrivate, openPrivately, sealPrivately } from '../crypto/private-channel.js'
import { type Correspondent, NOBODY, type PrivateSelf } from '../crypto/private-sessions.js'
import type { Member } from '../group/membership.js'
import type { Book } from './book.js'
import { ContentKind } from './content.js'
import type { GroupContext } from './context.js'

const NAME = 'private/'

export class PrivateChannels {
  readonly #context: GroupContext
  readonly #book: Pick<Book, 'membership' | 'prekeys'>
  readonly #lost: (now: number) => void
  readonly #known = new Map<MemberId, Correspondent>()
  /** Of our own entries that are being written. */
  readonly #written = new Map<EntryId, Uint8Array>()
  /** Members with sessions of before this start, until we know that no later start used their keys. */
  readonly #doubted = new Set<MemberId>()

  /** `lost`: a session of ours is gone, and others are to begin anew. */
  constructor(context: GroupContext, book: Pick<Book, 'membership' | 'prekeys'>, lost: (now: number) => void) {
    this.#context = context
    this.#book = book
    this.#lost = lost
  }

  /** Takes a stored value; true when it was one of ours. What is damaged is begun anew. */
  restore(name: string, value: Uint8Array): boolean {
    if (!name.startsWith(NAME)) return false
    const correspondent = decodeCorrespondent(value)
    const member = name.slice(NAME.length) as MemberId
    if (correspondent === undefined) return true
    this.#known.set(member, correspondent)
    this.#doubted.add(member)
    return true
  }

  /** The plaintext of an entry for this member, and what opens it; undefined where it has published no prekey that is one. */
  seal(
    to: MemberId,
    kind: number,
    text: Uint8Array,
  ): { readonly plaintext: Uint8Array; readonly contentKey: Uint8Array } | undefined {
    const { suite, random, groupBytes } = this.#context
    const member = this.#book.membership?.members.get(to)
    if (member?.prekey === undefined) return undefined
    const reader = { ...partyOf(member), prekey: member.prekey, beginsAt: member.beginsAt }
    const known = this.#known.get(to) ?? NOBODY
    // a key that a later start has used already opens nothing at the other end
    const certain = this.#doubted.has(to) ? { ...known, isStale: true } : known
    const sealed = sealPrivately(suite, random, groupBytes, this.#self, reader, certain, { kind, text })
    if (sealed === undefined) return undefined
    this.#doubted.delete(to)
    if (to !== this.#context.identity.member) this.#keep(to, sealed.correspondent)
    return sealed
  }

  /** An entry of ours that was just written, before it is published. */
  wrote(entryId: EntryId, contentKey: Uint8Array): void {
    this.#written.set(entryId, contentKey)
  }

  /** The keys of what these entries, just taken for the first time, say to us in private. */
  take(entries: readonly CheckedEntry[], now: number): ReadonlyMap<EntryId, Uint8Array> {
    const keys = new Map<EntryId, Uint8Array>()
    for (const entry of entries) {
      if (entry.fields.kind !== ContentKind.privateOnce) continue
      const key = this.#keyOf(entry, now)
      if (key !== undefined) keys.set(entry.entryId, key)
    }
    return keys
  }

  /** Nobody holds more of our logs than we do: what was begun before this start goes on. */
  caughtUp(): void {
    // without history nobody says what it holds of what we said
    if (this.#book.membership?.history !== 'none') this.#doubted.clear()
  }

  get #self(): PrivateSelf {
    const { publicKey: member, linkKey, linkSecret } = this.#context.identity
    return { member, linkKey, linkSecret, prekeys: this.#book.prekeys }
  }

  #keyOf({ entryId, fields, body }: CheckedEntry, now: number): Uint8Array | undefined {
    const author = memberIdOf(fields.author)
    if (author === this.#context.identity.member) {
      const key = this.#written.get(entryId)
      this.#written.delete(entryId)
      if (key === undefined && isPrivate(body.subarray(SALT_BYTES))) this.#setBack(now)
      return key
    }
    const { suite, random, groupBytes } = this.#context
    const member = this.#book.membership?.members.get(author)
    if (member === undefined) return undefined
    const known = this.#known.get(author) ?? NOBODY
    const said = { plaintext: body.subarray(SALT_BYTES), order: fields.order }
    const opened = openPrivately(suite, random, groupBytes, partyOf(member), this.#self, known, said)
    if (opened?.type === 'opened') {
      this.#keep(author, opened.correspondent)
      return opened.contentKey
    }
    // it may be a lie, too: so this costs us one entry a day at most
    if (opened?.type === 'unreadable') this.#lost(now)
    return undefined
  }

  /** We said something that we do not know of: others have heard more of us than this folder has. */
  #setBack(now: number): void {
    for (const [member, known] of this.#known) if (!known.isStale) this.#keep(member, { ...known, isStale: true })
    this.#lost(now)
  }

  #keep(member: MemberId, correspondent: Correspondent): void {
    this.#known.set(member, correspondent)
    this.#context.keep(NAME + member, encodeCorrespondent(correspondent))
  }
}

function partyOf({ member, linkKey }: Member) {
  return { member: publicKeyOf(member)!, linkKey }
}
