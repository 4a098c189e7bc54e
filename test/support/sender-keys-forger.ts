/** Steps of sender keys as a hostile member may write them: sealed as they should be, with whatever it likes inside. */
import { joinBytes } from '#src/base/bytes.js'
import { bytesOfHex } from '#src/base/ids.js'
import { sealTo } from '#src/crypto/pairwise/channels.js'
import { padded, Table, tableContext } from '#src/crypto/sender-keys/key-schedule.js'
import { encodeStepHead, type StepHead } from '#src/crypto/sender-keys/messages.js'
import type { SenderKeys } from '#src/crypto/sender-keys/state.js'
import type { KeyActor } from './key-group.ts'

export interface Forgery {
  readonly key?: Uint8Array
  readonly sent?: number
  readonly acks?: readonly Uint8Array[]
  readonly commit?: Uint8Array
  readonly ephemeral?: Uint8Array
  /** For each member by name, what its slot holds. */
  readonly seeds?: Readonly<Record<string, Uint8Array>>
  readonly joints?: Readonly<Record<string, Uint8Array>>
  readonly chainName?: Uint8Array
}

const EPHEMERAL_SECRET = new Uint8Array(32).fill(0x45)

/** The payload; its author's channels move on as they do for an honest one. */
export function forgedStep(author: KeyActor<SenderKeys>, forgery: Forgery): Uint8Array {
  const { suite } = author.context
  const [seeds, joints] = [forgery.seeds ?? {}, forgery.joints ?? {}]
  const peerOf = (name: string) => author.state!.peers.get(author.group.get(name).self.member)!
  const tags = (table: object) => Object.keys(table).map(name => bytesOfHex(peerOf(name).keys.at(-1)!.tag))
  const head: StepHead = {
    key: forgery.key ?? suite.x25519PublicKey(author.context.random.bytes(32)),
    sent: forgery.sent ?? 0,
    acks: forgery.acks ?? [],
    commit: forgery.commit,
    ephemeral: forgery.ephemeral ?? suite.x25519PublicKey(EPHEMERAL_SECRET),
    seedTags: tags(seeds),
    jointTags: tags(joints),
  }
  const bytes = encodeStepHead(head)
  const slotsOf = (table: number, secrets: Readonly<Record<string, Uint8Array>>): Uint8Array => {
    const context = tableContext(suite, bytes, table)
    const notes = Object.entries(secrets).map(([name, secret]) => ({
      to: author.group.get(name).self.member,
      plaintext: padded(suite, EPHEMERAL_SECRET, peerOf(name).keys.at(-1)!.key, context, secret)!,
    }))
    const sealed = sealTo(author.context, author.state!.channels, notes, context, author.group.now)
    author.state = { ...author.state!, channels: sealed.step.state }
    return joinBytes(...sealed.slots)
  }
  const tables = [slotsOf(Table.seeds, seeds), slotsOf(Table.joints, joints)]
  return joinBytes(bytes, ...tables, forgery.chainName ?? new Uint8Array(8).fill(0x77))
}
