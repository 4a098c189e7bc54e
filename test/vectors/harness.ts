/**
 * What another implementation can be held against, a line at a time: `npx node test/vectors/harness.ts [noble|node]` reads
 * an operation and its operands in hex, `-` for none, and answers with a line of hex, `-` for nothing, `error` and a reason.
 * Serves docs/protocol.md: the primitives, the padding, and the key schedule of sender keys. Nothing is kept between lines.
 */
import { createInterface } from 'node:readline'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { paddedBody, unpadded } from '#src/crypto/padding.js'
import {
  advanced,
  bodyKey,
  jointOf,
  memberSecret,
  messageKey,
  nextOf,
  seedCommit,
} from '#src/crypto/sender-keys/key-schedule.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'

type Operand = Uint8Array
type Answer = Uint8Array | undefined

interface Operation {
  readonly operands: readonly string[]
  run(suite: Suite, ...operands: readonly Operand[]): Answer
}

const of = (operands: string, run: Operation['run']): Operation => ({ operands: operands.split(' '), run })
const chainOf = (key: Operand) => ({ name: '', key, next: 0 })

/** By name; a length is its bytes, most significant first. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  sha256: of('data', (suite, data) => suite.sha256(data!)),
  hmac: of('key data', (suite, key, data) => suite.hmac(key!, data!)),
  hkdf: of('secret salt info length', (suite, secret, salt, info, length) =>
    suite.hkdf(secret!, salt!, info!, Number.parseInt(Buffer.from(length!).toString('hex') || '0', 16)),
  ),
  'x25519-public': of('secret', (suite, secret) => suite.x25519PublicKey(secret!)),
  x25519: of('secret public', (suite, secret, key) => suite.x25519(secret!, key!)),
  'ed25519-public': of('seed', (suite, seed) => suite.ed25519PublicKey(seed!)),
  sign: of('seed message', (suite, seed, message) => suite.sign(seed!, message!)),
  verify: of('public message signature', (suite, key, message, signature) =>
    Uint8Array.of(suite.verify(key!, message!, signature!) ? 1 : 0),
  ),
  seal: of('key nonce plaintext aad', (suite, key, nonce, text, aad) => suite.seal(key!, nonce!, text!, aad!)),
  open: of('key nonce sealed aad', (suite, key, nonce, sealed, aad) => suite.open(key!, nonce!, sealed!, aad!)),
  pad: of('body', (_suite, body) => paddedBody(body!)),
  unpad: of('padded', (_suite, padded) => unpadded(padded!)),
  'sk-message-key': of('chain', (suite, chain) => messageKey(suite, chainOf(chain!))),
  'sk-next-chain': of('chain', (suite, chain) => nextOf(suite, chainOf(chain!)).key),
  'sk-body-key': of('message-key id', (suite, key, id) => bodyKey(suite, key!, id!)),
  'sk-commitment': of('seed', (suite, seed) => seedCommit(suite, seed!)),
  'sk-member-secret': of('seed author member', (suite, seed, author, member) =>
    memberSecret(suite, seed!, author!, member!),
  ),
  'sk-joint': of('ratchet secrets', (suite, ratchet, secrets) => jointOf(suite, ratchet!, [secrets!])),
  'sk-step': of('joint group author head-and-slots', (suite, joint, group, author, transcript) => {
    const { ratchet, chain } = advanced(suite, joint!, group!, author!, transcript!)
    return Buffer.concat([ratchet, chain.key, Buffer.from(chain.name, 'hex')])
  }),
}

export function answer(suite: Suite, line: string): string {
  const [name = '', ...words] = line.trim().split(/\s+/)
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined
  if (operation === undefined) return `error no operation ${name}; there are ${Object.keys(OPERATIONS).join(', ')}`
  if (words.length !== operation.operands.length) return `error ${name} takes ${operation.operands.join(' ')}`
  if (!words.every(word => /^(-|([0-9a-f]{2})+)$/.test(word)))
    return 'error an operand is lower-case hex, or - for none'
  try {
    const result = operation.run(
      suite,
      ...words.map(word => Uint8Array.from(Buffer.from(word === '-' ? '' : word, 'hex'))),
    )
    return result === undefined || result.length === 0 ? '-' : Buffer.from(result).toString('hex')
  } catch (cause) {
    return `error ${cause instanceof Error ? cause.message : String(cause)}`
  }
}

if (process.argv[1] === import.meta.filename) {
  const suite = process.argv[2] === 'noble' ? nobleSuite() : nodeSuite()
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') process.stdout.write(`${answer(suite, line)}\n`)
  }
}
