/**
 * The one error class and its stable codes. A message is one line that says what happened, to what, and what to try;
 * callers compare codes, never text. `exitCode` is what the command line ends with.
 */
const EXIT_CODES = {
  // the user's mistake
  'bad-argument': 1,
  'unknown-encryption': 1,
  'unsupported-encryption': 1,
  'bad-text': 1,
  'clock-behind': 1,
  'text-too-large': 1,
  'identity-exists': 1,
  'no-identity': 1,
  'unknown-group': 1,
  'ambiguous-group': 1,
  'unknown-member': 1,
  'ambiguous-member': 1,
  'already-member': 1,
  'last-moderator': 1,
  'folder-in-use': 1,
  'unsafe-folder': 1,
  'wrong-passphrase': 1,
  'wrong-runtime': 1,
  'disk-full': 1,
  'store-damaged': 1,
  'store-failed': 1,
  'worker-failed': 1,
  stopped: 1,
  aborted: 1,
  // our mistake
  bug: 2,
  // network
  unreachable: 3,
  timeout: 3,
  // trust
  'not-a-member': 4,
  removed: 4,
  banned: 4,
  declined: 4,
  'not-allowed': 4,
  'bad-ticket': 4,
  'group-full': 4,
  'invite-revoked': 4,
  'invite-outdated': 4,
  'invite-expired': 4,
  'invite-used-up': 4,
  'invite-unknown': 4,
  'bad-signature': 4,
  'key-changed': 4,
  'not-verified': 4,
  // refused
  'rate-limited': 5,
  'limit-exceeded': 5,
  // what another peer sent; never the user's mistake
  'bad-frame': 4,
  'bad-entry': 4,
  'bad-body': 4,
  queued: 75,
} as const

export type ErrorCode = keyof typeof EXIT_CODES

export class TocsinError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'TocsinError'
    this.code = code
  }

  /** Exit code of the command line for this error. */
  get exitCode(): number {
    return EXIT_CODES[this.code]
  }
}

/** Whether something that the process cannot do without is gone: what was under way is undone, and nothing is our mistake. */
export function isLoss(cause: unknown): cause is TocsinError {
  return cause instanceof TocsinError && cause.code === 'worker-failed'
}
