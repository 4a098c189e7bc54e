import { TocsinError } from '../base/errors.js'
import type { Invocation } from './arguments.js'

export async function run({ verb }: Invocation, _argv: readonly string[]): Promise<number> {
  throw new TocsinError('bad-argument', `${verb} is not here yet`)
}
