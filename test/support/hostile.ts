/**
 * Members that speak the whole protocol and lie in one way each: an honest peer behind a seam that changes what it says.
 * What a lie is made of is in forgery.ts.
 */
import { bytesEqual } from '#src/base/bytes.js'
import { entryIdOf, type MemberId, publicKeyOf } from '#src/base/ids.js'
import type { Suite } from '#src/crypto/suite.js'
import type { Identity } from '#src/peer/book.js'
import type { GroupPeer } from '#src/peer/group.js'
import { packBursts, unpackBursts } from '#src/peer/packed-bursts.js'
import type { Store } from '#src/store/store.js'
import type { Burst, Frame } from '#src/wire/generated/link.js'
import { altered, authorOf, forged, isOfControl, retold } from './forgery.ts'
import type { Seam } from './seam.ts'

export type HostileKind =
  /** Takes, acks, gives complete receipts, passes nothing on, and serves nothing but its own. */
  | 'dropper'
  /** A dropper that vouches for everybody in its receipts. */
  | 'voucher'
  /** Claims what it holds and serves none of it: no answer at one time, an empty one at another. */
  | 'withholder'
  /** Serves entries with changed bodies. */
  | 'alterer'
  /** Serves entries that their authors did not sign: another signature at one time, another header at another. */
  | 'rewriter'
  /** Serves entries in another order, within bursts and among them. */
  | 'reorderer'
  /** Changes bursts of others that it passes on: body, signature or header. */
  | 'forger'
  /** Passes on bursts of others without their first entries, which nobody can tell from a shorter burst. */
  | 'cutter'
  /** Shows half of the members another text under the number that the others have. */
  | 'equivocator'
  /** Sends every forward and every announcement twice. */
  | 'duplicator'
  /** Calls the living dead: in verdicts, answers and rosters. */
  | 'presence-liar'
  /** Not a liar: keeps to no rate, its own or anybody's. */
  | 'flooder'
  /** A flooder that gives each of its links other messages, for all the others: none of them sees how many they are. */
  | 'sprinkler'
  /** Not a liar: no join or leave reaches it over the arcs, so that its member list is old until sync brings it. */
  | 'stale'

export interface HostileSelf {
  readonly suite: Suite
  readonly store: Store
  readonly identity: Identity
  readonly group: GroupPeer
}

type Said = Partial<Frame>

const HONEST: Seam = { outgoing: (_to, frame) => [frame], incoming: (_from, frame) => frame }

export function hostileSeam(kind: HostileKind | undefined, self: HostileSelf): Seam {
  switch (kind) {
    case undefined:
    // what makes it one is that its peer is told to limit nothing
    case 'flooder':
      return HONEST
    case 'sprinkler':
      return { ...HONEST, outgoing: (to, frame) => sprinkled(self, to, frame) }
    case 'dropper':
      return saying(frame => dropped(self, frame, false))
    case 'voucher':
      return saying(frame => dropped(self, frame, true))
    case 'withholder':
      return saying(withheld)
    case 'alterer':
      return saying(frame => [served(frame, bursts => bursts.map(altered))])
    case 'rewriter':
      return saying(frame => [served(frame, rewritten(frame.rangeAnswer?.request))])
    case 'reorderer':
      return saying(frame => [served(frame, reordered)])
    case 'forger':
      return forger(self)
    case 'cutter':
      return passingOn(self, burst => ({ ...burst, entries: burst.entries.slice(-1) }))
    case 'equivocator':
      return { ...HONEST, outgoing: (to, frame) => [equivocal(self, to, frame)] }
    case 'duplicator':
      return saying(frame => (frame.forward === undefined && frame.announce === undefined ? [frame] : [frame, frame]))
    case 'presence-liar':
      return { ...HONEST, outgoing: (to, frame) => slandered(self, to, frame) }
    case 'stale':
      return { ...HONEST, incoming: (_from, frame) => (isOfControl(frame.forward?.burst) ? undefined : frame) }
  }
}

function saying(instead: (frame: Said) => readonly Said[]): Seam {
  return { ...HONEST, outgoing: (_to, frame) => instead(frame) }
}

function dropped({ identity, store, group }: HostileSelf, frame: Said, vouching: boolean): readonly Said[] {
  const { forward, announce, probe, receipt, frontier, rangeAnswer } = frame
  const isOwn = (key: Uint8Array | undefined) => key !== undefined && bytesEqual(key, identity.publicKey)
  if (forward !== undefined) {
    const { burst, presence, doubt } = forward
    return isOwn(burst === undefined ? (presence?.member ?? doubt?.by) : authorOf(burst.entries[0]?.header))
      ? [frame]
      : []
  }
  if (announce !== undefined) {
    return isOwn(authorOf(store.get(group.group, entryIdOf(announce.item))?.header)) ? [frame] : []
  }
  if (probe !== undefined) return isOwn(probe.author) ? [frame] : []
  if (receipt !== undefined) {
    const holders = vouching ? receipt.holders.map(() => 0xff) : receipt.holders
    return [{ receipt: { ...receipt, holders, complete: true } }]
  }
  if (frontier !== undefined) {
    return [
      { frontier: { ...frontier, lines: new Uint8Array(0), heads: frontier.heads.filter(head => isOwn(head.author)) } },
    ]
  }
  if (rangeAnswer === undefined) return [frame]
  return [served(frame, bursts => bursts.filter(burst => isOwn(authorOf(burst.entries[0]?.header))))]
}

function withheld(frame: Said): readonly Said[] {
  const { rangeAnswer } = frame
  if (rangeAnswer === undefined || (unpackBursts(rangeAnswer.bursts) ?? []).every(isOfControl)) return [frame]
  return rangeAnswer.request % 2 === 0 ? [] : [served(frame, () => [])]
}

function rewritten(request = 0): (bursts: readonly Burst[]) => Burst[] {
  return bursts => bursts.map(burst => forged(burst, 1 + (request % 2)))
}

function reordered(bursts: readonly Burst[]): Burst[] {
  return bursts.map(burst => ({ ...burst, entries: burst.entries.toReversed() })).reverse()
}

function forger(self: HostileSelf): Seam {
  let count = 0
  return passingOn(self, burst => {
    count += 1
    return forged(burst, count)
  })
}

/** Changes what others wrote, and leaves its own as it is. */
function passingOn({ identity }: HostileSelf, change: (burst: Burst) => Burst): Seam {
  return saying(frame => {
    const burst = frame.forward?.burst
    const author = authorOf(burst?.entries[0]?.header)
    if (frame.forward === undefined || burst === undefined || author === undefined) return [frame]
    if (bytesEqual(author, identity.publicKey)) return [frame]
    return [{ forward: { ...frame.forward, burst: change(burst) } }]
  })
}

function equivocal({ suite, identity, group }: HostileSelf, to: MemberId, frame: Said): Said {
  const burst = frame.forward?.burst
  const author = authorOf(burst?.entries[0]?.header)
  if (frame.forward === undefined || burst === undefined || author === undefined || isOfControl(burst)) return frame
  const isOther = (publicKeyOf(to)?.[0] ?? 0) % 2 === 0
  if (!isOther || !bytesEqual(author, identity.publicKey)) return frame
  return {
    forward: { ...frame.forward, burst: retold(suite, group.book.signing.current?.seed ?? identity.seed, burst) },
  }
}

function sprinkled({ identity, group }: HostileSelf, to: MemberId, frame: Said): readonly Said[] {
  const { forward } = frame
  const burst = forward?.burst
  const last = burst?.entries.at(-1)?.header
  if (forward === undefined || last === undefined || isOfControl(burst)) return [frame]
  if (!bytesEqual(authorOf(last) ?? new Uint8Array(0), identity.publicKey)) return [frame]
  const links = [...group.links.all()].map(({ member }) => member).sort()
  // the last byte of the seq
  if (links[(last[114] ?? 0) % links.length] !== to) return []
  return [{ forward: { ...forward, arc: { from: 0n, to: 0n } } }]
}

function slandered({ identity, group }: HostileSelf, to: MemberId, frame: Said): readonly Said[] {
  if (frame.livenessAnswer !== undefined) return [{ livenessAnswer: { ...frame.livenessAnswer, alive: false } }]
  if (frame.roster !== undefined) {
    return [{ roster: { lines: frame.roster.lines.map(line => ({ ...line, online: false })) } }]
  }
  if (frame.digest === undefined && frame.heartbeat === undefined) return [frame]
  const accused = [...(group.membership?.members.keys() ?? [])].filter(member => member !== to)
  const verdicts = accused.map(
    (member): Said => ({
      forward: {
        hops: 1,
        doubt: {
          member: publicKeyOf(member)!,
          incarnation: BigInt(group.presences.of(member)?.incarnation ?? 0),
          offline: true,
          by: identity.publicKey,
        },
      },
    }),
  )
  return [frame, ...verdicts]
}

function served(frame: Said, change: (bursts: readonly Burst[]) => readonly Burst[]): Said {
  const { rangeAnswer } = frame
  if (rangeAnswer === undefined) return frame
  return { rangeAnswer: { ...rangeAnswer, bursts: packBursts(change(unpackBursts(rangeAnswer.bursts) ?? [])) } }
}
