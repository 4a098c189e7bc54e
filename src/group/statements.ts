/**
 * What invite keys and newcomers sign. Each statement starts with its own label, so that no signature made here can
 * pass for one made elsewhere.
 */
import { joinBytes, label } from '../base/bytes.js'
import type { Admission } from './control.js'

/** Signed with the invite's secret key: this bearer, this group, this admitter's nonce; the secret is never shown. */
export function inviteStatement(group: Uint8Array, member: Uint8Array, nonce: Uint8Array): Uint8Array {
  return joinBytes(label('tocsin invite'), group, member, nonce)
}

/**
 * Signed with the newcomer's identity key: it wants to be in this group, under this link key and name, and with this
 * prekey. Older versions name no prekey.
 */
export function memberStatement(
  group: Uint8Array,
  { nonce, linkKey, name, prekey }: Pick<Admission, 'nonce' | 'linkKey' | 'name' | 'prekey'>,
): Uint8Array {
  return prekey === undefined
    ? joinBytes(label('tocsin member'), group, nonce, linkKey, label(name))
    : joinBytes(label('tocsin newcomer'), group, nonce, linkKey, prekey, label(name))
}
