/** A data folder → the running engine. It never makes an identity: only `init` does. */
import { createTocsin, type Tocsin } from '../index.js'
import type { Invocation } from './arguments.js'
import { passphraseOf } from './passphrase.js'
import { rememberPorts, withRememberedPorts } from './ports.js'

const DEFAULT_LISTEN = ['/ip4/127.0.0.1/tcp/0']

/** Rejects `folder-in-use` while another process has the folder. */
export async function startEngine({ data, passphraseFile, listen }: Invocation): Promise<Tocsin> {
  const passphrase = passphraseOf(passphraseFile)
  const wanted = listen.length > 0 ? listen : DEFAULT_LISTEN
  const tocsin = await createTocsin({
    data,
    listen: await withRememberedPorts(data, wanted),
    ...(passphrase === undefined ? {} : { passphrase }),
  })
  rememberPorts(data, wanted, tocsin.addresses)
  return tocsin
}
