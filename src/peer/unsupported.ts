/**
 * A group whose way to encrypt this program lacks: a later version founded it, or the host has no engine for it. Serves
 * docs/protocol.md, "Schemes". It is not joined, and what is on disk of it is neither read nor written.
 */
import { TocsinError } from '../base/errors.js'
import type { GroupPeer } from './group.js'

/** Undefined where we can take part, and where the genesis has not come yet. */
export function lackOf({ book, sealing }: Pick<GroupPeer, 'book' | 'sealing'>): TocsinError | undefined {
  return book.roll.isForeign || sealing.isLacking ? unsupportedError() : undefined
}

/** What the genesis calls it is the founder's text, and not for a terminal. */
export function unsupportedError(): TocsinError {
  return new TocsinError(
    'unsupported-encryption',
    'the group is encrypted in a way that this version of tocsin lacks; update it and try again',
  )
}
