/**
 * verify: the safety number to compare with a member, and whether it was. It marks only the number that it shows, and
 * exits with 4 only where it is asked to check.
 */
import { TocsinError } from '../../base/errors.js'
import type { Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { note, type SafetyLine } from '../lines.js'
import { lookAround } from '../look-around.js'
import { chosenMember } from '../member-choice.js'
import type { Session } from '../session.js'

export async function verify(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [groupWord = '', memberWord = ''] = invocation.words
  const group = chosenGroup(tocsin.groups(), groupWord)
  await lookAround([group], invocation, session)
  const { member } = chosenMember(group, memberWord)
  const { digits } = group.verify(member)
  const { verify: change } = invocation
  if (change === 'mark' || change === 'unmark') await group.setVerified(member, change === 'mark', { digits })
  const safety: SafetyLine = { v: 1, type: 'safety', group: group.id, ...group.verify(member) }
  await session.emit(safety)
  if (change === 'check') checkVerified(safety, group.displayNameOf(member), invocation)
  else if (change === undefined) await session.emit(note(whatNext(safety, group.displayNameOf(member))))
}

function whatNext({ verified }: SafetyLine, name: string): string {
  if (verified === 'yes') return `${name} was verified with this number`
  const how = `compare the digits or the words with ${name}, by voice or side by side`
  if (verified === 'no') return `${how}; if they are the same, run this again with --mark`
  return `these are not the keys that you verified: ${how}, before you trust what ${name} writes; then --mark`
}

function checkVerified({ verified }: SafetyLine, name: string, { words }: Invocation): void {
  const [group, member] = words
  const next = `see: tocsin verify ${group} ${member}`
  if (verified === 'changed') {
    throw new TocsinError('key-changed', `the keys of ${name} are not those that were verified; ${next}`)
  }
  if (verified === 'no') throw new TocsinError('not-verified', `${name} was not verified yet; ${next}`)
}
