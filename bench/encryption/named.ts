/** A scheme's cipher by its name, with its type forgotten: a trial need not know what its state is made of. */
import type { GroupCipher } from '#src/crypto/schemes/group-cipher.js'
import { mls } from '#src/crypto/schemes/mls.js'
import type { SchemeName } from '#src/crypto/schemes/names.js'
import { pairwise } from '#src/crypto/schemes/pairwise.js'
import { perPeer } from '#src/crypto/schemes/per-peer.js'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { mlsEngine } from '#src/mls-engine.js'
import { seating } from './seating.ts'
import { type Cost, trial } from './trial.ts'

export const SCHEMES: readonly SchemeName[] = ['per-peer', 'pairwise', 'sender-keys', 'mls']

/** Throws for a name that is none. */
export function trialOf(name: string, members: number): Cost {
  const run = <State>(cipher: GroupCipher<State>) => trial(cipher, members)
  if (name === 'per-peer') return run(perPeer)
  if (name === 'pairwise') return run(pairwise)
  if (name === 'sender-keys') return run(senderKeys)
  const engine = mlsEngine()
  if (name === 'mls') return trial(mls(engine), members, seating(engine))
  throw new Error(`there is no scheme ${name}`)
}
