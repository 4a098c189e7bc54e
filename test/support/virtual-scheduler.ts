/** Virtual time: a heap of tasks ordered by (time, sequence), so that the same calls give the same run. */
import type { Scheduler } from '#src/base/time.js'

interface Task {
  readonly atMs: number
  readonly sequence: number
  run: (() => void) | undefined
}

export class VirtualScheduler implements Scheduler {
  readonly #heap: Task[] = []
  #nowMs: number
  #sequence = 0

  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  now(): number {
    return this.#nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    this.#sequence += 1
    const task: Task = { atMs: this.#nowMs + Math.max(0, delayMs), sequence: this.#sequence, run }
    this.#push(task)
    return () => {
      task.run = undefined
    }
  }

  /** Runs the next task and moves the clock to it; false when nothing is left. */
  step(): boolean {
    for (let task = this.#pop(); task !== undefined; task = this.#pop()) {
      if (task.run === undefined) continue
      this.#nowMs = task.atMs
      task.run()
      return true
    }
    return false
  }

  /** Runs everything due up to `untilMs`, then stands there. */
  run(untilMs: number): void {
    for (let first = this.#first(); first !== undefined && first.atMs <= untilMs; first = this.#first()) this.step()
    this.#nowMs = Math.max(this.#nowMs, untilMs)
  }

  /** The next task that was not cancelled. */
  #first(): Task | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].run === undefined) this.#pop()
    return this.#heap[0]
  }

  #push(task: Task): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(task)
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = heap[parentIndex]
      if (parent === undefined || isBefore(parent, task)) break
      heap[index] = parent
      index = parentIndex
    }
    heap[index] = task
  }

  #pop(): Task | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      let childIndex = 2 * index + 1
      let child = heap[childIndex]
      const right = heap[childIndex + 1]
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        childIndex += 1
        child = right
      }
      if (child === undefined || isBefore(last, child)) break
      heap[index] = child
      index = childIndex
    }
    heap[index] = last
    return first
  }
}

function isBefore(one: Task, other: Task): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence)
}
