/**
 * What a join or a knock proves by itself: whom it names, and whether invite and member both signed it. Serves
 * docs/protocol.md, "Membership". The list is reduced anew with each change, and two signatures cost more than the rest of
 * it together: they are checked once for each entry, which belongs to one group and never changes.
 */
import { type MemberId, memberIdOf } from '../base/ids.js'
import type { Suite } from '../crypto/suite.js'
import type { Admission } from './control.js'
import { inviteStatement, memberStatement } from './statements.js'

export interface Admitted {
  readonly member: MemberId
  readonly signed: boolean
}

const known = new WeakMap<Admission, Admitted>()

export function checkAdmission(suite: Suite, group: Uint8Array, body: Admission): Admitted {
  const before = known.get(body)
  if (before !== undefined) return before
  const invited = inviteStatement(group, body.member, body.nonce)
  const stated = memberStatement(group, body)
  const signed =
    suite.verify(body.invite, invited, body.inviteSignature) && suite.verify(body.member, stated, body.memberSignature)
  const admitted = { member: memberIdOf(body.member), signed }
  known.set(body, admitted)
  return admitted
}
