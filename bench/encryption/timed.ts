/** A cipher whose CPU is counted by the member that uses it: of mls with its worker's, as each call waits for that. */
import type { MemberId } from '#src/base/ids.js'
import type { CipherContext, GroupCipher } from '#src/crypto/schemes/group-cipher.js'

export class Meter {
  readonly #used = new Map<MemberId, number>()

  count<Result>({ self }: CipherContext, work: () => Result): Result {
    const before = process.cpuUsage()
    const result = work()
    const { user, system } = process.cpuUsage(before)
    this.#used.set(self.member, (this.#used.get(self.member) ?? 0) + (user + system) / 1000)
    return result
  }

  clear(): void {
    this.#used.clear()
  }

  /** What each has used since it was cleared, in ms, the most first. */
  usedMs(members: readonly MemberId[]): number[] {
    return members.map(member => this.#used.get(member) ?? 0).toSorted((one, other) => other - one)
  }
}

export function timed<State>(cipher: GroupCipher<State>, meter: Meter): GroupCipher<State> {
  return {
    ...cipher,
    start: (context, ...rest) => meter.count(context, () => cipher.start(context, ...rest)),
    members: (context, ...rest) => meter.count(context, () => cipher.members(context, ...rest)),
    hear: (context, ...rest) => meter.count(context, () => cipher.hear(context, ...rest)),
    seal: (context, ...rest) => meter.count(context, () => cipher.seal(context, ...rest)),
    open: (context, ...rest) => meter.count(context, () => cipher.open(context, ...rest)),
    wake: (context, ...rest) => meter.count(context, () => cipher.wake(context, ...rest)),
  }
}
