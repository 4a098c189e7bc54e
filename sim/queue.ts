/** The one clock of a swarm: what is due, in order of time and then of planning, so that a seed replays a run. */
export class Queue {
  #now = 0
  #sequence = 0
  readonly #times: number[] = []
  readonly #orders: number[] = []
  readonly #tasks: (() => void)[] = []

  /** Ms since the swarm began. */
  get now(): number {
    return this.#now
  }

  at(time: number, task: () => void): void {
    this.#sequence += 1
    this.#times.push(Math.max(time, this.#now))
    this.#orders.push(this.#sequence)
    this.#tasks.push(task)
    let index = this.#times.length - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) break
      this.#swap(index, parent)
      index = parent
    }
  }

  /** Runs what is due until `time`, or until `done` says so, and stands there. */
  run(time: number, done: () => boolean = () => false): void {
    while (this.#times.length > 0 && this.#times[0]! <= time) {
      this.#now = this.#times[0]!
      this.#takeFirst()()
      if (done()) return
    }
    this.#now = Math.max(this.#now, time)
  }

  #takeFirst(): () => void {
    const last = this.#times.length - 1
    this.#swap(0, last)
    const task = this.#tasks.pop()!
    this.#times.pop()
    this.#orders.pop()
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= last) break
      if (child + 1 < last && this.#isBefore(child + 1, child)) child += 1
      if (!this.#isBefore(child, index)) break
      this.#swap(child, index)
      index = child
    }
    return task
  }

  #isBefore(one: number, other: number): boolean {
    const first = this.#times[one]!
    const second = this.#times[other]!
    return first < second || (first === second && this.#orders[one]! < this.#orders[other]!)
  }

  #swap(one: number, other: number): void {
    for (const column of [this.#times, this.#orders, this.#tasks] as unknown[][]) {
      const held = column[one]
      column[one] = column[other]
      column[other] = held
    }
  }
}
