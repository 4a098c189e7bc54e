/**
 * Ports that stay: a member must be found again where it was. They lie below those that the kernel gives to outgoing
 * connections, or a neighbour's socket could have the port of a member that is down.
 */
import { createServer } from 'node:net'

const FIRST = 20_000
const COUNT = 12_000

/** So many ports of the loopback interface that are free now, in a row from a random place on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const begin = Math.floor(Math.random() * COUNT)
  const found: number[] = []
  for (let step = 0; step < COUNT && found.length < count; step += 1) {
    const port = FIRST + ((begin + step) % COUNT)
    if (await isFree(port)) found.push(port)
  }
  if (found.length < count) throw new Error(`there are no ${count} free ports from ${FIRST} on`)
  return found
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
