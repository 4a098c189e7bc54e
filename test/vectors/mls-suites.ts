/** ts-mls with our provider, as the vectors of RFC 9420 ask it; suites 1 and 3 are the ones that we have. */

import { seeded } from '#src/mls-engine/primitives.js'
import { mlsProvider, type SuiteNumber } from '#src/mls-engine/provider.js'
import { nodeSuite } from '#src/node-suite.js'
import { bytes, readVectors } from './suites.ts'

export const nodePrimitives = nodeSuite()
export const NOTHING = new Uint8Array()

export interface OfSuite {
  readonly cipher_suite: number
}

const providers = {
  1: mlsProvider(nodePrimitives, 1, seeded(nodePrimitives, new Uint8Array(32).fill(1))),
  3: mlsProvider(nodePrimitives, 3, seeded(nodePrimitives, new Uint8Array(32).fill(3))),
}

export function providerOf(number: SuiteNumber) {
  return providers[number]
}

/** Those of our suites, each with the provider for it. */
export function ourVectors<Vector extends OfSuite>(file: string) {
  const vectors = readVectors<readonly Vector[]>(`rfc9420/${file}`)
  return vectors.flatMap((vector, index) => {
    const number = vector.cipher_suite
    if (number !== 1 && number !== 3) return []
    return [{ vector, number, provider: providers[number], where: `${file} ${index}, suite ${number}` }]
  })
}

/** The first value of a decoder of ts-mls, which must take it all. */
export function decoded<Value>(
  decoder: (bytes: Uint8Array, offset: number) => [Value, number] | undefined,
  hex: string,
): Value {
  const input = bytes(hex)
  const [value, length] = decoder(input, 0) ?? []
  if (value === undefined || length !== input.length) throw new Error('a vector that is not decoded')
  return value
}
