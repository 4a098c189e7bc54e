/** Who this member is: its keys, in every group the same. Data only. */
import type { MemberId } from '../base/ids.js'

export interface Identity {
  readonly member: MemberId
  /** Ed25519 seed. */
  readonly seed: Uint8Array
  readonly publicKey: Uint8Array
  /** X25519 static key of its links. */
  readonly linkSecret: Uint8Array
  readonly linkKey: Uint8Array
}
