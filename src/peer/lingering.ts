/**
 * How long a link lives that neither side wants: rings flap while members come and go. Serves docs/protocol.md, "Links".
 * Its end says nothing about the member.
 */
import { SECOND_MS } from '../base/time.js'
import type { Link } from './link.js'

/** A link neither side wants is kept this long. */
const LINGER_MS = 5 * SECOND_MS

export class Lingering {
  #checkAt: number | undefined

  get deadline(): number | undefined {
    return this.#checkAt
  }

  /** There may be a link that nobody wants any more. */
  begin(now: number): void {
    this.#checkAt ??= now + LINGER_MS
  }

  peerWants(link: Link, wants: boolean, now: number): void {
    link.peerWants = wants
    if (!wants && !link.wanted) this.begin(now)
  }

  /** Links that neither side wants and that are old enough to be closed. */
  over(links: Iterable<Link>, now: number): Link[] {
    if (this.#checkAt === undefined || now < this.#checkAt) return []
    this.#checkAt = undefined
    const unwanted = [...links].filter(link => !link.wanted)
    const over = unwanted.filter(link => !link.peerWants && now - link.openedAt >= LINGER_MS)
    if (over.length < unwanted.length) this.begin(now)
    return over
  }
}
