/**
 * A new group: its genesis, whose id is the group's. Serves docs/protocol.md, "Membership". It founds a log of its own,
 * which no later entry continues.
 */
import type { Random } from '../base/random.js'
import { type CheckedBurst, writeBurst } from '../crypto/burst.js'
import { HASH_BYTES, SALT_BYTES } from '../crypto/entry.js'
import type { Suite } from '../crypto/suite.js'
import type { ControlBody } from '../group/control.js'
import { encodeControl } from '../group/control-codec.js'
import { nextOrder } from '../history/order.js'
import type { Identity } from './book.js'

/** Scheme of control entries. */
const CLEAR = 0
const GENESIS_LOG = 0n

/** The genesis, at `now` in ms. */
export function foundGroup(
  suite: Suite,
  random: Random,
  identity: Identity,
  create: ControlBody & { type: 'create' },
  now: number,
): CheckedBurst {
  const { kind, plaintext } = encodeControl(create)
  const zeros = new Uint8Array(HASH_BYTES)
  const tip = {
    scheme: CLEAR,
    group: zeros,
    author: identity.publicKey,
    log: GENESIS_LOG,
    nextSeq: 0,
    prev: zeros,
    order: 0n,
  }
  const salt = random.bytes(SALT_BYTES)
  const draft = { kind, epoch: 0, parents: [], time: now, order: nextOrder(now, 0n), salt, plaintext }
  return writeBurst(suite, identity.seed, [draft], tip)
}
