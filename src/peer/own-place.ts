/**
 * What a start may go on with of what the ones before it began: named values beside a group say at which place its logs
 * were begun, and of which of them others may hold more than is stored here. Serves docs/protocol.md, "Logs". What was
 * begun at another place is for the folder there to go on with, and never for this one, not even when that folder is gone.
 */
import { joinBytes, label } from '../base/bytes.js'
import { textOf } from '../base/utf8.js'
import type { Place } from '../history/stored.js'
import { type Saved, SIGNING_PERIOD_MS, type SigningKeys } from './signing-keys.js'

/** Name of the stored value that says which log this installation writes. */
const OWN_LOG = 'own-log'
/** At which place that was, and where the signing keys were begun. */
const OWN_PLACE = 'own-place'
/** Logs and keys of an interrupted run. */
const DOUBTFUL = 'own-doubtful'
const NUMBER_BYTES = 8

export class OwnPlace {
  /** The log that was written before this start, until it goes on. */
  savedLog: bigint | undefined
  readonly #place: Place | undefined
  readonly #signing: SigningKeys
  #savedPlace: string | undefined
  #doubtful = new Set<bigint>()
  /** Whether the store says of what we write now where it was written. */
  #isNoted = false
  #begun = false

  constructor(place: Place | undefined, signing: SigningKeys) {
    this.#place = place
    this.#signing = signing
  }

  /** Takes a stored value; true when it was one of ours. */
  restore(name: string, value: Uint8Array): boolean {
    if (name === OWN_LOG) this.savedLog = BigInt(`0x${textOf(value)}`)
    else if (name === OWN_PLACE) this.#savedPlace = textOf(value)
    else if (name === DOUBTFUL) this.#doubtful = new Set(numbersIn(value))
    else return false
    return true
  }

  /** Whether nobody can hold more of a log of before this start. */
  isCertain(log: bigint): boolean {
    return this.#place?.stopped === true && !this.#doubtful.has(log)
  }

  /** Whether this is where the logs of before were written. */
  get isSame(): boolean {
    return this.#savedPlace === this.#place?.id
  }

  /** What is to be kept before anything is written, once a start. */
  begin(now: number): Saved[] {
    if (this.#begun) return []
    this.#begun = true
    const { resumable } = this.#signing
    if (!this.isSame) return this.#leave(now)
    this.#isNoted = true
    if (this.#place?.stopped === true) return []
    const open = [...(this.savedLog === undefined ? [] : [this.savedLog]), ...resumable.map(({ log }) => log)]
    const news = open.some(log => !this.#doubtful.has(log))
    this.#doubtful = new Set(open)
    return news && this.#place !== undefined ? [[DOUBTFUL, bytesOf(this.#doubtful)]] : []
  }

  /** We have caught up: of what goes on nobody holds more, and of the rest somebody may. */
  settled(): Saved[] {
    if (this.#doubtful.size === 0 || this.savedLog !== undefined) return []
    this.#doubtful.clear()
    return [[DOUBTFUL, undefined]]
  }

  /** To be kept with an entry of ours; `installation`: the logs that our identity signs, where it signed this one. */
  written(installation: bigint | undefined): Saved[] {
    const log: Saved[] = installation === undefined ? [] : [[OWN_LOG, label(installation.toString(16))]]
    if (this.#isNoted || this.#place === undefined) return log
    this.#isNoted = true
    return [...log, [OWN_PLACE, label(this.#place.id)]]
  }

  /**
   * A copy of what was written elsewhere. Its signing keys may be in use there: their seeds are given away only after the
   * week of any copy is over, and nobody can lose a word by it.
   */
  #leave(now: number): Saved[] {
    const { resumable } = this.#signing
    this.savedLog = undefined
    this.#doubtful.clear()
    const keys = resumable.map(key =>
      key.usedMs === undefined
        ? this.#signing.forget(key)
        : this.#signing.giveUp(key, Math.max(now, key.usedMs + 2 * SIGNING_PERIOD_MS)),
    )
    const gone: Saved[] = [
      [OWN_LOG, undefined],
      [DOUBTFUL, undefined],
    ]
    const id = this.#place?.id
    this.#isNoted = true
    return [...keys, ...gone, [OWN_PLACE, id === undefined ? undefined : label(id)]]
  }
}

function numbersIn(value: Uint8Array): bigint[] {
  const view = new DataView(value.buffer, value.byteOffset, value.length)
  const count = Math.floor(value.length / NUMBER_BYTES)
  return Array.from({ length: count }, (_, at) => view.getBigUint64(at * NUMBER_BYTES))
}

function bytesOf(numbers: Iterable<bigint>): Uint8Array {
  const parts = [...numbers].map(number => {
    const bytes = new Uint8Array(NUMBER_BYTES)
    new DataView(bytes.buffer).setBigUint64(0, number)
    return bytes
  })
  return joinBytes(...parts)
}
