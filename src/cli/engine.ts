/** A data folder → the running engine. It never makes an identity: only `init` does. */
import { createTocsin, type Tocsin, TocsinError } from '../index.js'
import type { Invocation } from './arguments.js'
import { passphraseOf } from './passphrase.js'
import { rememberPorts, withRememberedPorts } from './ports.js'

const DEFAULT_LISTEN = ['/ip4/127.0.0.1/tcp/0']

/** Rejects `folder-in-use` while another process has the folder. */
export async function startEngine({ data, passphraseFile, listen }: Invocation): Promise<Tocsin> {
  const passphrase = passphraseOf(passphraseFile)
  const wanted = listen.length > 0 ? listen : DEFAULT_LISTEN
  const remembered = await withRememberedPorts(data, wanted)
  const start = (addresses: readonly string[]) =>
    createTocsin({ data, listen: addresses, ...(passphrase === undefined ? {} : { passphrase }) })
  // another program may take a port between the look and the bind; only a port that was asked for is worth an error
  const tocsin = await start(remembered).catch((cause: unknown) => {
    if (!isTaken(cause) || remembered.every((address, at) => address === wanted[at])) throw cause
    return start(wanted)
  })
  rememberPorts(data, wanted, tocsin.addresses)
  return tocsin
}

function isTaken(cause: unknown): boolean {
  return cause instanceof TocsinError && cause.code === 'unreachable'
}
