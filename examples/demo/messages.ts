/** What the demo's parent and its five child processes say to one another, over Node's IPC channel. */

export type Command =
  | { readonly type: 'found'; readonly group: string; readonly uses: number }
  | { readonly type: 'join'; readonly ticket: string }
  | { readonly type: 'say'; readonly text: string; readonly kind: 'text' | 'action' }
  | { readonly type: 'draw' }
  | { readonly type: 'recount' }
  | { readonly type: 'stop' }

export type Report =
  /** `held`: ids of the messages that are in its folder. */
  | { readonly type: 'started'; readonly address: string; readonly held: readonly string[] }
  | { readonly type: 'founded'; readonly ticket: string }
  | { readonly type: 'joined' }
  /** `neighbours`: names of predecessor and successor; `closed`: both are linked. */
  | { readonly type: 'ring'; readonly closed: boolean; readonly neighbours: readonly string[] }
  | { readonly type: 'said'; readonly id: string }
  /** `hops`: links it came over; without it, it came by catching up. */
  | { readonly type: 'heard'; readonly id: string; readonly hops?: number }
  | { readonly type: 'proven'; readonly id: string; readonly reached: number; readonly members: number }
  | { readonly type: 'drawn'; readonly picture: string }
  | { readonly type: 'recounted'; readonly messages: readonly Held[]; readonly memoryBytes: number }
  | { readonly type: 'failed'; readonly reason: string }

/** A message as a member holds it, in the order it shows them. */
export interface Held {
  readonly id: string
  readonly name: string
  readonly text: string
}

/** Both ends are ours, so the type is all there is to check. */
export function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'type' in value
}

export function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'type' in value
}

export function isOf<Type extends Report['type']>(
  report: Report,
  type: Type,
): report is Extract<Report, { readonly type: Type }> {
  return report.type === type
}
