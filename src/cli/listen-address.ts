/** `--listen`: the multiaddrs that can be listened on, /ip4/…/tcp/… and /ip6/…/tcp/…, checked before anything starts. */
import { isIP } from 'node:net'
import { TocsinError } from '../base/errors.js'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** The text as it is. Throws TocsinError `bad-argument`. */
export function listenAddress(text: string): string {
  if (parsedListenAddress(text) !== undefined) return text
  const example = '/ip4/0.0.0.0/tcp/4001, or /tcp/0 at its end for any port'
  throw new TocsinError('bad-argument', `--listen takes an address such as ${example}, not "${text}"`)
}

export function parsedListenAddress(text: string): ListenAddress | undefined {
  const [, version, host = '', port] = /^\/ip([46])\/([0-9a-f.:]+)\/tcp\/(\d{1,5})$/iu.exec(text) ?? []
  if (isIP(host) !== Number(version) || Number(port) > 65535) return undefined
  return { host, port: Number(port) }
}
