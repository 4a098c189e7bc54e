/** Members with a book each, no links: bursts go from hand to hand. */
import { bytesOfHex, type EntryId, type GroupId, groupIdOf, type MemberId, memberIdOf } from '#src/base/ids.js'
import { SeededRandom } from '#src/base/random.js'
import { WallClock } from '#src/base/wall-clock.js'
import type { Burst, CheckedBurst } from '#src/crypto/burst.js'
import { SALT_BYTES } from '#src/crypto/entry.js'
import type { HistoryPolicy } from '#src/group/control.js'
import { inviteStatement, memberStatement } from '#src/group/statements.js'
import { LogIndex } from '#src/history/log-index.js'
import type { StoredEntry } from '#src/history/stored.js'
import { nodeSuite } from '#src/node-suite.js'
import { Book, foundGroup, type Identity, type Verdict } from '#src/peer/book.js'

export const suite = nodeSuite()
export const NOW = 1_700_000_000_000
const INVITE_SEED = new Uint8Array(32).fill(0x1e)

export function identityOf(seed: number): Identity {
  const random = new SeededRandom(seed)
  const [own, linkSecret] = [random.bytes(32), random.bytes(32)]
  const publicKey = suite.ed25519PublicKey(own)
  const member = memberIdOf(publicKey)
  return { member, seed: own, publicKey, linkSecret, linkKey: suite.x25519PublicKey(linkSecret) }
}

/** One member's book and what it has stored. */
export class Keeper {
  readonly identity: Identity
  readonly group: GroupId
  readonly rows = new Map<EntryId, StoredEntry>()
  readonly index = new LogIndex(entryId => this.rows.has(entryId))
  readonly book: Book

  /** `start`: how often it was started before. */
  constructor(identity: Identity, group: GroupId, start = 0) {
    this.identity = identity
    this.group = group
    const { index } = this
    const random = new SeededRandom(identity.publicKey[0]! + 256 * start)
    this.book = new Book({
      suite,
      random,
      identity,
      group,
      groupBytes: bytesOfHex(group),
      clock: new WallClock(),
      index,
    })
  }

  get member(): MemberId {
    return this.identity.member
  }

  take(burst: Burst, now = NOW): Verdict {
    return this.#stored(this.book.take(burst, now))
  }

  say(text: string, now = NOW): CheckedBurst {
    return this.sayAll([text], now)
  }

  sayAll(texts: readonly string[], now = NOW): CheckedBurst {
    const messages = texts.map(text => ({ kind: 1, plaintext: new TextEncoder().encode(text) }))
    return this.#written(this.book.writeContent(messages, now))
  }

  /** An invite, and then the join entry of its bearer. */
  admit(newcomer: Identity, now = NOW): readonly CheckedBurst[] {
    const invite = suite.ed25519PublicKey(INVITE_SEED)
    const group = bytesOfHex(this.group)
    const nonce = suite.sha256(newcomer.publicKey, Uint8Array.of(this.rows.size))
    const { publicKey: member, linkKey } = newcomer
    const name = `member ${member[0]}`
    const inviteSignature = suite.sign(INVITE_SEED, inviteStatement(group, member, nonce))
    const memberSignature = suite.sign(newcomer.seed, memberStatement(group, { nonce, linkKey, name }))
    const join = { type: 'join', member, linkKey, name, nonce, invite, inviteSignature, memberSignature } as const
    return [
      this.#written(
        this.book.writeControl({ type: 'invite', invite, uses: 1000, expiresMs: NOW * 2, approve: false }, now),
      ),
      this.#written(this.book.writeControl(join, now)),
    ]
  }

  texts(): string[] {
    return [...this.rows.values()]
      .filter(({ header }) => header[2]! < 32)
      .map(({ body }) => new TextDecoder().decode(body.subarray(SALT_BYTES)))
  }

  #written(verdict: Verdict & { type: 'new' }): CheckedBurst {
    this.#stored(verdict)
    return verdict.burst
  }

  #stored(verdict: Verdict): Verdict {
    if (verdict.type === 'new') for (const entry of verdict.batch.entries) this.rows.set(entry.entryId, entry)
    return verdict
  }
}

/** Alice founds a group; nobody else is in it yet. `expire`: seconds that messages live. */
export function founded(history: HistoryPolicy = 'from-join', expire = 0): Keeper {
  const identity = identityOf(1)
  const { linkKey } = identity
  const nonce = new Uint8Array(32).fill(5)
  const create = {
    type: 'create',
    name: 'friends',
    encryption: 'per-peer',
    history,
    linkKey,
    nonce,
    founderName: 'alice',
    deniable: false,
    expire,
  } as const
  const genesis = foundGroup(suite, new SeededRandom(9), identity, create, NOW)
  const keeper = new Keeper(identity, groupIdOf(genesis.entries[0]!.hash))
  keeper.take(genesis)
  return keeper
}

/** A member that `admitter` let in, with the whole membership log. */
export function joined(admitter: Keeper, seed: number, now = NOW): Keeper {
  const keeper = new Keeper(identityOf(seed), admitter.group)
  admitter.admit(keeper.identity, now)
  for (const burst of admitter.book.controlBursts()) keeper.take(burst, now)
  return keeper
}
