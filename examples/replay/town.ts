/**
 * The people of a plan as members of one group in this process: they join, speak and leave, each step once those it
 * concerns have seen the one before. So what each may hold in the end follows from the plan alone.
 */
import { type CreateGroupOptions, createTocsin, type Group, type Tocsin } from 'tocsin'
import { type TestNetwork, testNetwork, untilClosed } from 'tocsin/testing'
import type { Plan, Step } from './plan.ts'

interface Resident {
  readonly tocsin: Tocsin
  readonly group: Group
  present: boolean
  /** Events that are due here and have not come. */
  readonly due: Set<string>
  readonly heard: Set<string>
}

/** Nothing happened anywhere in the town for so long: what is still due is lost. A machine that is slow still does something. */
const STALL_MS = 60_000
const LOOK_MS = 1_000
/** Before anything is said the order of joining does not matter. */
const JOINS_AT_ONCE = 3

export class Town {
  readonly #names: readonly string[]
  readonly #founded: Omit<CreateGroupOptions, 'name'>
  readonly #network: TestNetwork
  readonly #residents = new Map<number, Resident>()
  /** Message ids, by their number in the plan. */
  readonly #ids: string[] = []
  #wake: (() => void) | undefined
  /** When something last happened to anybody. */
  #movedAt = performance.now()

  constructor({ names }: Plan, network: 'memory' | 'tcp', group: Omit<CreateGroupOptions, 'name'> = {}) {
    this.#names = names
    this.#founded = group
    this.#network = testNetwork(network)
  }

  /** Those who join before the first message. */
  async gather(people: readonly number[]): Promise<void> {
    const [founder, ...others] = people
    if (founder === undefined) return
    await this.#join(founder)
    const waiting = others.values()
    const worker = async (): Promise<void> => {
      for (const person of waiting) await this.#join(person)
    }
    await Promise.all(Array.from({ length: JOINS_AT_ONCE }, worker))
    await this.#patiently(signal => untilClosed(this.#present, { signal }))
    await this.settled()
  }

  /** Carries the step out. Rejects when what must be seen before it is not seen within a minute. */
  async take(step: Step): Promise<void> {
    if (step.type === 'say') {
      const { due } = this.#at(step.person)
      await this.#until(() => due.size === 0, `${this.#names[step.person]} to see what came before its message`)
      return this.#say(step)
    }
    await this.settled()
    if (step.type === 'join') await this.#join(step.person)
    else await this.#leave(step.person)
    await this.settled()
  }

  /** Until everyone has seen what is due. */
  async settled(): Promise<void> {
    await this.#until(() => this.#present.every(({ due }) => due.size === 0), 'all members to see what happened')
  }

  /** Numbers of the messages that the person holds, in the order it shows them; -1 for one that nobody said. */
  async holdings(person: number): Promise<number[]> {
    const held: number[] = []
    for await (const { id } of this.#at(person).group.history()) held.push(this.#ids.indexOf(id))
    return held.reverse()
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#residents.values()].map(({ tocsin }) => tocsin.stop()))
  }

  get #present(): Resident[] {
    return [...this.#residents.values()].filter(({ present }) => present)
  }

  #at(person: number): Resident {
    const resident = this.#residents.get(person)
    if (resident === undefined) throw new Error(`${this.#names[person]} is not here yet`)
    return resident
  }

  async #say({ person, message, kind, text }: Step & { type: 'say' }): Promise<void> {
    const author = this.#at(person)
    const { id } = await author.group.send(text, { kind })
    this.#ids[message] = id
    for (const resident of this.#present) {
      if (resident !== author && !resident.heard.has(id)) resident.due.add(id)
    }
  }

  /** Someone who is there lets the person in; the first founds the group. */
  async #join(person: number): Promise<void> {
    const [host] = this.#present
    const before = this.#residents.get(person)
    const tocsin = before?.tocsin ?? (await createTocsin({ name: this.#names[person], network: this.#network }))
    for (const { due } of this.#present) due.add(`joined ${tocsin.peerId}`)
    const group =
      host === undefined
        ? await tocsin.createGroup({ ...this.#founded, name: 'replay' })
        : await this.#patiently(async signal => tocsin.join(await host.group.invite(), { signal }))
    const resident = before ?? { tocsin, group, present: true, due: new Set(), heard: new Set() }
    this.#residents.set(person, resident)
    resident.present = true
    // a reader that fails ends the process, since nobody handles it
    if (before === undefined) void this.#watch(resident)
  }

  async #leave(person: number): Promise<void> {
    const resident = this.#at(person)
    resident.present = false
    for (const { due } of this.#present) due.add(`left ${resident.tocsin.peerId}`)
    await resident.group.leave()
  }

  async #watch({ group, due, heard }: Resident): Promise<void> {
    for await (const event of group.events()) {
      // what is known to be missing may come and go for as long as it is missing
      if (event.type !== 'sync') this.#movedAt = performance.now()
      if (event.type === 'message') heard.add(event.id)
      const seen = event.type === 'message' ? event.id : event.type === 'member' ? `${event.state} ${event.member}` : ''
      if (due.delete(seen) && due.size === 0) this.#wake?.()
    }
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    await this.#patiently(async signal => {
      const inVain = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error(`waited in vain for ${what}`)))
      })
      inVain.catch(() => undefined)
      while (!condition()) {
        const woken = new Promise<void>(resolve => {
          this.#wake = resolve
        })
        await Promise.race([woken, inVain])
      }
    })
  }

  /** Gives up when nothing has happened to anybody for a minute. */
  async #patiently<Result>(wait: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const giveUp = new AbortController()
    this.#movedAt = performance.now()
    const looking = setInterval(() => {
      if (performance.now() - this.#movedAt > STALL_MS) giveUp.abort()
    }, LOOK_MS)
    try {
      return await wait(giveUp.signal)
    } finally {
      clearInterval(looking)
    }
  }
}
