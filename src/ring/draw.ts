/**
 * The ring as text for `tocsin ring`: one line per member, clockwise, and where it is cut as seen from here.
 *
 * Pure: a snapshot in, a string out. Names are other people's words, so nothing that steers a terminal gets through.
 */
import type { MemberId } from '../base/ids.js'
import type { RingMember, RingSnapshot } from './ring.js'

export interface DrawOptions {
  /** A short name for people. */
  nameOf(member: MemberId): string
  /** Members with an open link; without it links are not judged. */
  readonly linked?: ReadonlySet<MemberId>
}

/** Wider names are cut, so that a line stays a line. */
const NAME_WIDTH = 24
/** The top 16 bits of a position tell where on the circle; more digits tell a person nothing. */
const SHOWN_SHIFT = 48n

export function drawRing(snapshot: RingSnapshot, options: DrawOptions): string {
  const names = shortNames(snapshot.order.map(({ member }) => [member, options.nameOf(member)]))
  const width = Math.max(0, ...[...names.values()].map(name => name.length))
  const lines = snapshot.order.map(entry => {
    const name = (names.get(entry.member) ?? '').padEnd(width)
    const mark = entry.usable ? '●' : '○'
    return `  ${mark} ${place(entry)}  ${name}  ${rolesOf(entry, snapshot, options).join(', ')}`.trimEnd()
  })
  return [summary(snapshot, options), '', ...lines, '', ...cuts(snapshot, options, names)].join('\n')
}

function summary(snapshot: RingSnapshot, { linked }: DrawOptions): string {
  const online = snapshot.order.filter(entry => entry.usable).length
  const text = `Ring of ${snapshot.order.length}: ${online} online`
  if (linked === undefined) return text
  const open = [...snapshot.wanted].filter(member => linked.has(member)).length
  return `${text}, ${open} of ${snapshot.wanted.size} wanted links open`
}

function rolesOf(
  entry: RingMember & { readonly usable: boolean },
  snapshot: RingSnapshot,
  { linked }: DrawOptions,
): string[] {
  const { member } = entry
  if (member === snapshot.self) return ['you']
  const roles: string[] = []
  if (member === snapshot.predecessor) roles.push('predecessor')
  if (member === snapshot.successor) roles.push('successor')
  const finger = snapshot.fingers.find(candidate => candidate.member === member)
  if (finger !== undefined) roles.push(`finger 1/${2n ** BigInt(finger.level)} ${finger.side}`)
  else if (roles.length === 0 && snapshot.wanted.has(member)) roles.push('leaf')
  if (!entry.usable) roles.push('offline')
  if (linked !== undefined && snapshot.wanted.has(member) && !linked.has(member)) roles.push('no link')
  return roles
}

/** A ring is cut here when a neighbour is missing; what is cut elsewhere only those there can know. */
function cuts(
  { self, predecessor, successor, order }: RingSnapshot,
  { linked }: DrawOptions,
  names: ReadonlyMap<MemberId, string>,
): string[] {
  const nameOf = (member: MemberId) => names.get(member) ?? member
  if (!order.some(entry => entry.member === self)) return ['Not a member: no place on this ring.']
  if (predecessor === undefined || successor === undefined) {
    return [order.length > 1 ? 'Alone: nobody else is online.' : 'Alone: nobody else is a member.']
  }
  if (linked === undefined) return []
  const found: string[] = []
  if (!linked.has(predecessor)) {
    found.push(`Cut between ${nameOf(predecessor)} and ${nameOf(self)}: no link to the predecessor.`)
  }
  if (!linked.has(successor)) {
    found.push(`Cut between ${nameOf(self)} and ${nameOf(successor)}: no link to the successor.`)
  }
  return found.length > 0 ? found : ['Whole here: both neighbours are linked.']
}

function place({ position }: RingMember): string {
  return (position >> SHOWN_SHIFT).toString(16).padStart(4, '0')
}

/** Names are cut where they stay apart. */
function shortNames(members: readonly (readonly [MemberId, string])[]): ReadonlyMap<MemberId, string> {
  const cut = members.map(([member, name]) => [member, cutName(name)] as const)
  const times = new Map<string, number>()
  for (const [, name] of cut) times.set(name, (times.get(name) ?? 0) + 1)
  return new Map(
    cut.map(([member, name], index) => [member, times.get(name) === 1 ? name : safeName(members[index]![1])]),
  )
}

/** What tells one from another stands at the end, in brackets, and stays. */
function cutName(name: string): string {
  const [, words = '', id = ''] = /^(.*?)( \([1-9A-HJ-NP-Za-km-z]{8}\))?$/su.exec(safeName(name)) ?? []
  const letters = [...words]
  return letters.length > NAME_WIDTH ? `${letters.slice(0, NAME_WIDTH - 1).join('')}…${id}` : words + id
}

/** Controls, and the marks that turn text around, become `?`. */
function safeName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?')
}
