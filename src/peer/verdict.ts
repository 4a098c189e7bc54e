/** What the book says of a burst that came. Serves docs/protocol.md, "Bursts". */
import type { MemberId } from '../base/ids.js'
import type { CheckedBurst } from '../crypto/burst.js'
import type { Batch } from '../history/stored.js'

export type Verdict =
  /** `fork`: the lowest seq where it and what was held part. */
  | { readonly type: 'new'; readonly burst: CheckedBurst; readonly batch: Batch; readonly fork?: number | undefined }
  /** `batch`: what is known of it by now, where that is news: its author gave itself what others had given. */
  | { readonly type: 'held'; readonly burst: CheckedBurst; readonly batch?: Batch | undefined }
  | { readonly type: 'early'; readonly author: MemberId }
  | { readonly type: 'below-floor' }
  /** Its author is out, and it lies above what the removal lets stand. */
  | { readonly type: 'closed' }
  /** Verified, but further beyond the log's head than is held: sync brings it again once the head is nearer. */
  | { readonly type: 'no-room' }
  | { readonly type: 'wrong'; readonly reason: string }
