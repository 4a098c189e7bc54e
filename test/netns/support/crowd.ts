/**
 * The members of one test: gathers them into a group, waits for what they report, and judges it. Every wait is for words
 * of the members; when the words do not come, the error says what each one believes.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { EntryId } from '#src/index.js'
import type { Lab, Side } from './lab.ts'
import { Person } from './person.ts'
import type { Said } from './said.ts'

/** On a machine that does something else as well. What takes longer is stuck. */
const PATIENCE_MS = 120_000

export class Crowd {
  readonly all: readonly Person[]
  readonly #listening = new Set<() => void>()

  /** One member for each cable, on these sides; none of them runs yet. */
  constructor(context: TestContext, lab: Lab, sides: readonly Side[]) {
    const root = mkdtempSync(join(tmpdir(), 'tocsin-netns-'))
    const told = () => {
      for (const look of [...this.#listening]) look()
    }
    this.all = sides.map((side, index) => new Person(nameOf(index), lab.place(side), root, told))
    context.after(async () => {
      await Promise.all(this.all.map(person => person.kill()))
      rmSync(root, { recursive: true, force: true })
    })
  }

  get living(): Person[] {
    return this.all.filter(person => person.alive)
  }

  /** Starts all of them; the first founds the group, each invites the next, and all see all. */
  async gather(): Promise<void> {
    const [founder] = this.all
    assert.ok(founder)
    await this.start(this.all)
    founder.order({ type: 'found' })
    await this.answer(founder, 'joined')
    for (const [index, person] of this.all.slice(1).entries()) {
      const inviter = this.all[index]
      inviter?.order({ type: 'invite' })
      const { ticket } = await this.answer(inviter ?? founder, 'ticket')
      person.order({ type: 'join', ticket })
      await this.answer(person, 'joined')
    }
    await this.untilCalm(this.all)
  }

  async start(people: readonly Person[]): Promise<void> {
    for (const person of people) person.start()
    await Promise.all(people.map(person => this.answer(person, 'ready')))
  }

  async answer<Type extends Said['type']>(person: Person, type: Type): Promise<Extract<Said, { type: Type }>> {
    let found: Extract<Said, { type: Type }> | undefined
    await this.until(`${person.name} says ${type}`, () => {
      found ??= person.take(type)
      return found !== undefined
    })
    assert.ok(found)
    return found
  }

  /** Until each of them believes exactly these online, and its ring is closed. */
  async untilCalm(people: readonly Person[]): Promise<void> {
    const names = people.map(({ name }) => name).sort()
    await this.until(`${people.length} see each other and nobody else`, () =>
      people.every(({ view }) => view?.closed === true && isSame(view.online, names)),
    )
  }

  /** Everyone says these and has them stored. */
  async say(people: readonly Person[], texts: readonly string[]): Promise<void> {
    const before = people.map(({ stored }) => stored.length)
    for (const person of people) person.order({ type: 'say', texts: texts.map(text => `${text}, ${person.name}`) })
    await this.until('what was said is stored', () =>
      people.every(({ stored }, index) => stored.length === (before[index] ?? 0) + texts.length),
    )
  }

  /** Until each of them holds all that these authors reported as stored. */
  async untilHeld(people: readonly Person[], authors: readonly Person[]): Promise<void> {
    const wanted = authors.flatMap(({ stored }) => stored)
    await this.until(`${people.length} members hold ${wanted.length} messages`, () =>
      people.every(({ known }) => wanted.every(id => known.has(id))),
    )
  }

  /** Until what one of them holds all of them hold. */
  async untilOne(people: readonly Person[]): Promise<void> {
    await this.until(`${people.length} members hold the same`, () => {
      const sizes = people.map(({ known }) => known.size)
      return new Set(people.flatMap(({ known }) => [...known])).size === Math.min(...sizes)
    })
  }

  /** Resolves when it holds, asked now and after each word of a member. */
  async until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        this.#listening.delete(look)
        clearTimeout(timer)
      }
      const look = (): void => {
        const faults = this.#faults()
        if (faults.length === 0 && !holds()) return
        done()
        if (faults.length === 0) resolve()
        else reject(new Error(faults.join('\n')))
      }
      const timer = setTimeout(() => {
        done()
        reject(new Error(`${PATIENCE_MS / 1000} s are over and not yet: ${what}\n${this.#picture()}`))
      }, PATIENCE_MS)
      this.#listening.add(look)
    })
  }

  /** These hold the same messages in one order, nothing twice, all that was reported as stored or seen among them. */
  async assertOneHistory(people: readonly Person[], authors: readonly Person[] = this.all): Promise<void> {
    for (const person of people) person.order({ type: 'hold' })
    const histories = await Promise.all(people.map(async person => (await this.answer(person, 'held')).ids))
    const [order = []] = histories
    const wanted = new Set<EntryId>([...authors.flatMap(({ stored }) => stored), ...people.flatMap(one => one.shown)])
    assert.equal(new Set(order).size, order.length, 'a message stands twice in a history')
    assert.deepEqual(new Set(order), wanted, `${order.length} are held of ${wanted.size}`)
    for (const [index, person] of people.entries()) {
      assert.deepEqual(histories[index], order, `${person.name} has another history than ${people[0]?.name}`)
      assert.equal(new Set(person.shown).size, person.shown.length, `${person.name} was shown a message twice`)
    }
    assert.deepEqual(this.#faults(), [])
  }

  #faults(): string[] {
    return this.all.flatMap(({ name, faults }) => faults.map(what => `${name}: ${what}`))
  }

  #picture(): string {
    return this.all
      .map(({ name, alive, view, known }) => {
        if (!alive) return `${name} does not run`
        const ring = view?.closed ? 'closed' : 'open'
        return `${name}: ring ${ring}, of ${view?.members.length} sees ${view?.online.join(' ')}; holds ${known.size}`
      })
      .join('\n')
  }
}

/** In the order of the alphabet, which is the order of the members. */
function nameOf(index: number): string {
  return `m${String(index + 1).padStart(2, '0')}`
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((one, index) => one === right[index])
}
