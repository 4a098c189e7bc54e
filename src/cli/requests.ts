/**
 * What passes over the owner's socket besides result lines: newline-delimited JSON, docs/cli.md "The socket". Shapes and
 * their parsing; both ends are the same user's, so a wrong line is another version and not an attack, yet it is bounded.
 */
import type { Line } from './lines.js'
import type { TypedLine } from './session.js'

/** The largest text with every byte escaped takes six times its size; the words beside it are small. */
export const MAX_SOCKET_LINE_BYTES = 8 * 1024 * 1024

/** The owner's first line. `lasting` is false when it runs one verb that will be over soon. */
export interface OwnerHello {
  readonly v: 1
  readonly type: 'owner'
  readonly pid: number
  readonly verb: string
  readonly lasting: boolean
}

/** The one thing a client asks for. `text` is what `-` stood for. */
export interface Request {
  readonly v: 1
  readonly type: 'request'
  readonly argv: readonly string[]
  readonly text?: string | undefined
  readonly recent: number
}

export type FromClient =
  | Request
  | ({ readonly v: 1; readonly type: 'line' } & TypedLine)
  /** Nothing more is typed. */
  | { readonly v: 1; readonly type: 'end' }
  /** The client was interrupted, and waits for the answer as it is now. */
  | { readonly v: 1; readonly type: 'stop' }

export type FromOwner =
  | OwnerHello
  /** The request has begun; before this it may be asked again elsewhere. */
  | { readonly v: 1; readonly type: 'accepted' }
  | Line
  | { readonly v: 1; readonly type: 'done'; readonly exitCode: number }

/** Undefined when it is no line of this version. */
export function parsedFromClient(text: string): FromClient | undefined {
  const fields = fieldsOf(text)
  const given = fields?.get('text')
  const kind = fields?.get('kind')
  switch (fields?.get('type')) {
    case 'request': {
      const argv = fields.get('argv')
      const recent = fields.get('recent')
      if (!isWords(argv) || (given !== undefined && typeof given !== 'string')) return undefined
      return { v: 1, type: 'request', argv, text: given, recent: typeof recent === 'number' ? recent : 0 }
    }
    case 'line':
      if (typeof given !== 'string' || !isKind(kind)) return undefined
      return { v: 1, type: 'line', kind, text: given }
    case 'end':
      return { v: 1, type: 'end' }
    case 'stop':
      return { v: 1, type: 'stop' }
    default:
      return undefined
  }
}

/** Undefined when it is no line of this version. What an owner of the same version sends has the shape its type says. */
export function parsedFromOwner(text: string): FromOwner | undefined {
  if (fieldsOf(text)?.get('type') === undefined) return undefined
  const line: FromOwner = JSON.parse(text)
  return line
}

function fieldsOf(text: string): ReadonlyMap<string, unknown> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(value))
  return fields.get('v') === 1 ? fields : undefined
}

function isKind(value: unknown): value is TypedLine['kind'] {
  return value === 'text' || value === 'action' || value === 'command'
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(word => typeof word === 'string')
}
