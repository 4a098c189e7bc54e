/** What a peer is started with, and what a group is founded with. Shapes only; nothing here decides. */
import type { Random } from '../base/random.js'
import type { Scheduler } from '../base/time.js'
import type { Suite } from '../crypto/suite.js'
import type { Encryption, HistoryPolicy } from '../group/control.js'
import type { Network } from '../net/network.js'
import type { RateLimits } from '../peer/allowance.js'
import type { Identity } from '../peer/book.js'
import type { Store } from '../store/store.js'

export interface TocsinOptions {
  /** What others call this member; within 128 bytes of UTF-8. A folder that has an identity keeps its name. */
  readonly name?: string | undefined
  /** Folder for identity and history, made where missing; without it everything is in memory. */
  readonly data?: string | undefined
  /** Seals the folder; without it a key file of mode 0600 does. */
  readonly passphrase?: string | undefined
  /** Multiaddrs to listen on; default: any port of the loopback interface. */
  readonly listen?: readonly string[] | undefined
  /** 0 gives the pure ring: neighbours only, N/2 hops. Left out: about 2·log2 N links and log2 N hops. */
  readonly fingers?: 0 | undefined
  /**
   * How fast each author's messages are spread, 20 a second, 100 and 1 MiB at once unless given: what is more is pulled by
   * the others at their pace. For tests and measurements; all members of a group should have the same. Infinity in
   * `entriesPerSecond` limits nothing.
   */
  readonly limits?: Partial<RateLimits> | undefined
  readonly network?: Network | undefined
  readonly store?: Store | undefined
  readonly identity?: Identity | undefined
  readonly random?: Random | undefined
  readonly scheduler?: Scheduler | undefined
  readonly suite?: Suite | undefined
}

export interface CreateGroupOptions {
  readonly name: string
  readonly encryption?: Encryption | undefined
  readonly history?: HistoryPolicy | undefined
  /** How long messages live, in ms or as text such as `1d`, from `5m` to ten years; `off`, for ever, when left out. */
  readonly expire?: string | number | undefined
  /**
   * Whether messages are signed with the members' lasting identities, so that anyone who has one can prove who wrote it.
   * False when left out: members know who wrote what, and can prove it to nobody. Always so with `mls`, which signs by itself.
   */
  readonly notarised?: boolean | undefined
}
