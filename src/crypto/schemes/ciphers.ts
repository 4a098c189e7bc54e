/**
 * The four schemes by name. Serves docs/protocol.md, "Schemes". MLS needs an engine, which is the host's to give; without
 * one a group of that scheme can be neither founded nor joined.
 */
import type { MlsEngine } from '../mls/engine.js'
import type { CipherContext } from './group-cipher.js'
import { mls } from './mls.js'
import type { SchemeName } from './names.js'
import { pairwise } from './pairwise.js'
import { perPeer } from './per-peer.js'
import { type RunningCipher, runningCipher } from './running-cipher.js'
import { senderKeys } from './sender-keys.js'

export function ciphers(engine?: () => MlsEngine) {
  return (name: SchemeName, context: CipherContext): RunningCipher | undefined => {
    switch (name) {
      case 'per-peer':
        return runningCipher(perPeer, context)
      case 'pairwise':
        return runningCipher(pairwise, context)
      case 'sender-keys':
        return runningCipher(senderKeys, context)
      case 'mls':
        return engine === undefined ? undefined : runningCipher(mls(engine()), context)
    }
  }
}
