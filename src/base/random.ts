/**
 * Randomness as an argument. Protocol code draws from what it is given; the runtime gives the system's generator, the
 * simulator a seeded one. The seeded one is for replay only and is never handed to code that makes real keys.
 */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array
  /** A number in [0, 1), for jitter and choice, never for keys. */
  next(): number
}

/** One of `items` by chance; undefined when there is none. */
export function pick<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items[Math.floor(random.next() * items.length)]
}

/** The same items in an order by chance. */
export function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random.next() * (last + 1))
    const moved = order[last]!
    order[last] = order[other]!
    order[other] = moved
  }
  return order
}

/** `value` ± `share` of it, uniformly. */
export function jitter(random: Random, value: number, share: number): number {
  return value * (1 - share + 2 * share * random.next())
}

/** xoshiro128** from a 32-bit seed: the same seed gives the same run, to the byte. */
export class SeededRandom implements Random {
  #state: Uint32Array

  constructor(seed: number) {
    this.#state = new Uint32Array(4)
    let mix = seed >>> 0
    for (let index = 0; index < 4; index += 1) {
      // splitmix32 spreads neighbouring seeds over the whole state
      mix = (mix + 0x9e3779b9) >>> 0
      let word = mix
      word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
      word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
      this.#state[index] = word ^ (word >>> 16)
    }
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length)
    for (let index = 0; index < length; index += 1) out[index] = this.#word() >>> 24
    return out
  }

  next(): number {
    return this.#word() / 2 ** 32
  }

  #word(): number {
    const state = this.#state
    const [first, second, third, fourth] = [state[0]!, state[1]!, state[2]!, state[3]!]
    const result = Math.imul(rotate(Math.imul(second, 5), 7), 9) >>> 0
    const shifted = second << 9
    state[2] = third ^ first
    state[3] = fourth ^ second
    state[1] = second ^ state[2]!
    state[0] = first ^ state[3]!
    state[2] = state[2]! ^ shifted
    state[3] = rotate(state[3]!, 11)
    return result
  }
}

function rotate(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count))
}

export function random64(random: Random): bigint {
  const bytes = random.bytes(8)
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)
}
