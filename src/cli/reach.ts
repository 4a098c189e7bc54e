/**
 * From where the addresses of a member can be dialled, as far as they tell: those of the loopback interface lead nowhere
 * from another machine, and a ticket with no others is good on this one alone. It looks at text and asks nobody.
 */
import { isLoopback } from '../net/handshake-limits.js'
import { type NoteLine, note } from './lines.js'

/** With an address at least, and none that another machine could dial. */
export function isLoopbackOnly(addresses: readonly string[]): boolean {
  return addresses.length > 0 && addresses.every(isOfLoopback)
}

/** `what` is good on this machine alone. */
export function loopbackNote(what: string): NoteLine {
  return note(`${what} on this machine alone; for others listen elsewhere: tocsin up --listen /ip4/0.0.0.0/tcp/0`)
}

function isOfLoopback(address: string): boolean {
  const [, kind = '', host = ''] = /^\/(ip[46]|dns[46]?|dnsaddr)\/([^/]+)/iu.exec(address) ?? []
  // as IPv6 writes an address of IPv4
  if (kind.startsWith('ip')) return isLoopback(host.replace(/^::ffff:/iu, '')) || /^::ffff:7f/iu.test(host)
  return /^(?:.*\.)?localhost\.?$/iu.test(host)
}
