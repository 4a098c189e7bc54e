/** A property of every scheme: one sentence, said of each in turn, in groups of several sizes and over both suites. */
import { test } from 'node:test'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import type { Suite } from '#src/crypto/suite.js'
import { nodeSuite } from '#src/node-suite.js'
import { type Claim, eachScheme } from './claims.ts'
import { LONG } from './seeds.ts'

export const SIZES = [2, 3, 8]
const SUITES: readonly Suite[] = [nobleSuite(), nodeSuite()]

export type Check = <State>(claim: Claim<State>, suite: Suite, size: number) => void | Promise<void>

/** Both suites give the same bytes; so eight members over the slow one are for the long run. */
function groups(sizes: readonly number[]): { readonly suite: Suite; readonly size: number }[] {
  return sizes.flatMap(size =>
    SUITES.filter(({ name }) => LONG || size < 8 || name === 'node').map(suite => ({ suite, size })),
  )
}

export function property(sentence: string, check: Check, sizes = SIZES): void {
  eachScheme(claim => {
    test(`${claim.name}: ${sentence}`, async () => {
      for (const { suite, size } of groups(sizes)) {
        try {
          await check(claim, suite, size)
        } catch (cause) {
          const reason = cause instanceof Error ? cause.message : String(cause)
          throw new Error(`${size} members, ${suite.name}: ${reason}`, { cause })
        }
      }
    })
  })
}

/** The same once, over the fast suite: for stories that are long. */
export function story(
  sentence: string,
  check: <State>(claim: Claim<State>, suite: Suite) => void | Promise<void>,
): void {
  eachScheme(claim => {
    test(`${claim.name}: ${sentence}`, () => check(claim, nodeSuite()))
  })
}
