/**
 * The port of a member stays the same from start to start, though nobody chose it: what others remember of a member is
 * its address, and a group in which everyone comes back somewhere else never meets again. The file holds no secret and
 * losing it costs only that.
 */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { textOf } from '../base/utf8.js'
import { readOwn, writeOwn } from '../data-folder/own-file.js'
import { PORTS_FILE } from '../data-folder.js'
import { parsedListenAddress } from './listen-address.js'

/** "Any port" becomes the port of last time where that is free. */
export async function withRememberedPorts(folder: string, listen: readonly string[]): Promise<readonly string[]> {
  const remembered = readPorts(folder)
  return Promise.all(
    listen.map(async wish => {
      const address = parsedListenAddress(wish)
      const port = remembered.get(wish)
      if (address?.port !== 0 || port === undefined || !(await isFree(address.host, port))) return wish
      return withPort(wish, port)
    }),
  )
}

/** Keeps for each wish the port it got; `actual` are the addresses now listened on. */
export function rememberPorts(folder: string, listen: readonly string[], actual: readonly string[]): void {
  const ports = readPorts(folder)
  const before = JSON.stringify([...ports])
  for (const wish of listen) {
    const address = parsedListenAddress(wish)
    if (address?.port !== 0) continue
    const got = actual
      .map(portOf)
      .find(found => found !== undefined && (isAny(address.host) || found.host === address.host))
    if (got !== undefined) ports.set(wish, got.port)
  }
  // on a full disk a file that is written again is a file that is lost
  if (JSON.stringify([...ports]) === before) return
  try {
    writeOwn(join(folder, PORTS_FILE), `${JSON.stringify(Object.fromEntries(ports))}\n`)
  } catch {
    // a full disk is told by what must be stored; this need not be
  }
}

function readPorts(folder: string): Map<string, number> {
  const ports = new Map<string, number>()
  try {
    const content: unknown = JSON.parse(textOf(readOwn(join(folder, PORTS_FILE))))
    if (typeof content !== 'object' || content === null) return ports
    for (const [wish, port] of Object.entries(content)) {
      if (Number.isInteger(port) && port > 0 && port < 65536) ports.set(wish, port)
    }
  } catch {
    // not there yet, or cut off: another port is found
  }
  return ports
}

function portOf(address: string) {
  return parsedListenAddress(address.replace(/\/p2p\/.*$/u, ''))
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function withPort(wish: string, port: number): string {
  return wish.replace(/\d+$/u, String(port))
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
