/** Groups under sender keys that have just said hello, and the steps they take. */
import assert from 'node:assert/strict'
import { senderKeys } from '#src/crypto/schemes/sender-keys.js'
import { decodeMessage, type RatchetStep } from '#src/crypto/sender-keys/messages.js'
import type { SenderKeys } from '#src/crypto/sender-keys/state.js'
import { cheapSuite } from './cheap-suite.ts'
import { KeyGroup } from './key-group.ts'

/** Steps that each key message since `from` is. */
export function stepsSince(
  group: KeyGroup<SenderKeys>,
  from: number,
): readonly (RatchetStep & { readonly bytes: number })[] {
  return group.events.slice(from).flatMap(({ what }) => {
    const message = what.type === 'key' ? decodeMessage(what.payload) : undefined
    return message?.type === 'step' && what.type === 'key' ? [{ ...message, bytes: what.payload.length }] : []
  })
}

export function greeted(names: readonly string[], seed = 1): KeyGroup<SenderKeys> {
  const group = new KeyGroup(senderKeys, cheapSuite, seed)
  group.found(names)
  for (const name of names) group.get(name).say('hello')
  group.settle()
  return group
}

export function assertAllRead(group: KeyGroup<SenderKeys>, names: readonly string[]): void {
  for (const name of names) {
    group.settle(4000)
    const said = group.get(name).say(`from ${name}`)
    group.settle(4000)
    for (const other of names.filter(other => other !== name)) {
      assert.equal(group.get(other).reads(said), `from ${name}`, `${other} reads ${name}`)
    }
  }
}
