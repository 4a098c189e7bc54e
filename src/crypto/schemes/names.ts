/** The scheme byte of each name that a genesis may give. Serves docs/protocol.md, "Schemes". */
import { Scheme } from './group-cipher.js'

export type SchemeName = 'per-peer' | 'pairwise' | 'sender-keys' | 'mls'

const SCHEMES: Readonly<Record<SchemeName, number>> = {
  'per-peer': Scheme.perPeer,
  pairwise: Scheme.pairwise,
  'sender-keys': Scheme.senderKeys,
  mls: Scheme.mls,
}

export function schemeOf(name: SchemeName): number {
  return SCHEMES[name]
}
