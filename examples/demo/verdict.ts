/** Whether five members hold the same messages in the same order, or how the first that does not differs. Pure. */
import type { Said } from './ledger.ts'
import type { Held } from './messages.ts'
import { plain } from './plain-text.ts'
import { CAST } from './score.ts'

/** Undefined when each member holds exactly `said`, in that order; else one line that names member and message. */
export function difference(said: readonly Said[], holdings: readonly (readonly Held[])[]): string | undefined {
  for (const [member, held] of holdings.entries()) {
    const found = differenceOf(said, held)
    if (found !== undefined) return `${CAST[member]} ${found}`
  }
  return undefined
}

function differenceOf(said: readonly Said[], held: readonly Held[]): string | undefined {
  const ids = new Set(held.map(({ id }) => id))
  const lacks = said.filter(({ id }) => !ids.has(id))
  if (lacks[0] !== undefined)
    return `lacks ${lacks.length} of ${said.length} messages, the first is ${named(said, lacks[0])}`
  if (ids.size < held.length) return `shows ${held.length - ids.size} messages twice`
  const known = new Set(said.map(({ id }) => id))
  const stranger = held.find(({ id }) => !known.has(id))
  if (stranger !== undefined) return `holds a message that nobody said: ${stranger.name}: “${plain(stranger.text)}”`
  for (const [index, message] of said.entries()) {
    const here = held[index]
    if (here?.id !== message.id) return `has another message than ${named(said, message)} in its place`
    if (here.text !== message.text) return `has another text for ${named(said, message)}`
    if (here.name !== CAST[message.speaker]) return `has ${plain(here.name)} as the author of ${named(said, message)}`
  }
  return undefined
}

const SHOWN_CHARACTERS = 40

function named(said: readonly Said[], message: Said): string {
  const text = plain(message.text)
  const short = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
  return `number ${said.indexOf(message) + 1}, ${CAST[message.speaker]}: “${short}”`
}
