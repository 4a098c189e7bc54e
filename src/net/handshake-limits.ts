/**
 * How often one host may begin something that costs us a handshake. Serves docs/protocol.md, "Rates". Counts by host, not
 * by key: keys cost nothing. It must never make the members of one machine refuse each other, so that the loopback
 * addresses are not counted unless asked for.
 */
import { BucketTable } from '../base/bucket-table.js'
import { TokenBucket } from '../base/token-bucket.js'

/** A household or an office that starts together. */
const HANDSHAKES_AT_ONCE = 32
/** One costs a millisecond of work; whoever is refused tries again a few seconds later. */
const HANDSHAKES_PER_SECOND = 1
/** Hosts that are not at rest; more share what one has. */
const MAX_HOSTS = 4096

export class HandshakeLimits {
  readonly #countsLoopback: boolean
  readonly #hosts: BucketTable<TokenBucket>

  constructor({ countsLoopback }: { readonly countsLoopback: boolean }) {
    this.#countsLoopback = countsLoopback
    this.#hosts = new BucketTable(MAX_HOSTS, now => new TokenBucket(HANDSHAKES_AT_ONCE, HANDSHAKES_PER_SECOND, now))
  }

  /** Counts one from this multiaddr; false when it is one too many. */
  allows(address: string, now: number): boolean {
    const host = hostOf(address)
    if (isLoopback(host) && !this.#countsLoopback) return true
    const bucket = this.#hosts.of(host, now)
    if (bucket.readyAt(1, now) > now) return false
    bucket.take(1, now)
    return true
  }
}

/** The address without its port; of IPv6 the network, since a host has all of it to choose from. */
export function hostOf(address: string): string {
  const [, kind = '', host = ''] = address.split('/')
  if (kind !== 'ip6') return host
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (host === '::1') return host
  const [head = '', tail] = host.split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, GROUPS - groups.length - rest.length)
  const whole = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest]
  const network = whole.slice(0, NETWORK_GROUPS).map(group => group.toLowerCase().replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}

/** 16 bits each. */
const GROUPS = 8
const NETWORK_GROUPS = 4

export function isLoopback(host: string): boolean {
  return host === '::1' || /^127\./.test(host)
}
