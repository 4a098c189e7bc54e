/**
 * A chat log as a plan of steps for the people who speak in it: who joins, leaves and says what. Pure; it also tells
 * what each may hold in the end, by membership alone.
 */
import { type LogLine, spoken } from '../chat-log.ts'

/** `person` and `message` are numbers, in the order of their first appearance. */
export type Step =
  | { readonly type: 'join' | 'leave'; readonly person: number }
  | {
      readonly type: 'say'
      readonly person: number
      readonly message: number
      readonly kind: 'text' | 'action'
      readonly text: string
    }

export interface Plan {
  /** The nick each person had first. */
  readonly names: readonly string[]
  readonly steps: readonly Step[]
}

/** Whoever speaks is a person; a rename keeps the person; who was there before the log began joins first. */
export function planOf(log: readonly LogLine[]): Plan {
  const whose = attributed(log)
  const speakers = [...new Set(whose)].filter(({ speaks }) => speaks)
  const numbers = new Map(speakers.map((person, number) => [person, number]))
  const steps: Step[] = []
  const present = new Set<number>()
  const move = (type: 'join' | 'leave', person: number): void => {
    if (present.has(person) === (type === 'join')) return
    // the last one stays: nobody could let others into a group without members
    if (type === 'leave' && present.size === 1) return
    steps.push({ type, person })
    if (type === 'join') present.add(person)
    else present.delete(person)
  }
  for (const [person, number] of numbers) if (!person.comesLater) move('join', number)
  let message = 0
  for (const [index, line] of log.entries()) {
    const person = whose[index]
    const number = person === undefined ? undefined : numbers.get(person)
    if (number === undefined || line.kind === 'rename') continue
    if (line.kind === 'message') {
      move('join', number)
      steps.push({ type: 'say', person: number, message, ...spoken(line.text) })
      message += 1
    } else {
      move(line.kind, number)
    }
  }
  return { names: speakers.map(({ name }) => name), steps }
}

/** For each person the messages said while it was a member, in order. */
export function allowedBy({ names, steps }: Plan): number[][] {
  const allowed: number[][] = names.map(() => [])
  const present = new Set<number>()
  for (const step of steps) {
    if (step.type === 'say') for (const person of present) allowed[person]?.push(step.message)
    else if (step.type === 'join') present.add(step.person)
    else present.delete(step.person)
  }
  return allowed
}

interface Person {
  readonly name: string
  /** The first that the log tells of it is its join. */
  readonly comesLater: boolean
  speaks: boolean
}

/** For each line the person it is about. */
function attributed(log: readonly LogLine[]): Person[] {
  const byNick = new Map<string, Person>()
  return log.map(line => {
    const person = byNick.get(line.nick) ?? { name: line.nick, comesLater: line.kind === 'join', speaks: false }
    byNick.set(line.nick, person)
    if (line.kind === 'message') person.speaks = true
    if (line.kind === 'rename') byNick.set(line.to, person)
    return person
  })
}
