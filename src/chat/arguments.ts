/**
 * What an embedder gives is checked before anything is done with it. A shape says what one argument may be; a call has a
 * shape for each of its parameters, and what it returns is what the method goes on with: copies, read once, so that nothing
 * changes under it. Serves docs/architecture.md, "The embedding API". The shapes of each call are in arguments-of-calls.ts.
 */
import { isUint8Array } from 'node:util/types'
import { TocsinError } from '../base/errors.js'

/** The value to go on with. Throws TocsinError `bad-argument`; `what` names the argument in it. */
export type Shape<Value> = (given: unknown, what: string) => Value
/** A shape that takes undefined as well; `fields` asks for it where the type has `?`. */
export type Optional<Value> = Shape<Value | undefined> & { readonly optional: true }

/** A shape for each field of a type. A field without one does not compile, nor does one that the type lacks. */
export type Fields<Given> = {
  readonly [Key in keyof Given]-?: undefined extends Given[Key] ? Optional<Given[Key]> : Shape<Given[Key]>
}

/** The parameters of one call, by name. Whatever goes wrong while they are read is a `bad-argument`. */
export function call<Given extends object>(
  name: string,
  fields: Fields<Given>,
): (given: { readonly [Key in keyof Given]-?: unknown }) => Given {
  const shape = fieldsOf(fields, key => `${name}: ${key}`)
  return given => {
    try {
      return shape(given)
    } catch (cause) {
      if (cause instanceof TocsinError) throw cause
      // a getter or a proxy of the caller's threw
      throw new TocsinError('bad-argument', `${name}: what was given cannot be read`, { cause })
    }
  }
}

/** An object with these fields of its own and no others. */
export function options<Given extends object>(fields: Fields<Given>): Shape<Given> {
  const known = Object.keys(fields)
  return (given, what) => {
    if (!isPlain(given)) throw wrong(what, `an object with ${known.join(', ')}`, given)
    const stranger = Reflect.ownKeys(given).find(key => typeof key === 'symbol' || !known.includes(key))
    if (stranger !== undefined) {
      const name = typeof stranger === 'symbol' ? 'a symbol' : shown(stranger)
      throw new TocsinError('bad-argument', `${what} has no ${name}; it has ${known.join(', ')}`)
    }
    // the options of a call are named by themselves: `send: kind`
    const prefix = what.endsWith(' options') ? what.slice(0, -'options'.length) : `${what}.`
    return fieldsOf(fields, key => prefix + key)(given)
  }
}

export function optional<Value>(shape: Shape<Value>): Optional<Value> {
  const read = (given: unknown, what: string): Value | undefined =>
    given === undefined ? undefined : shape(given, what)
  return Object.assign(read, { optional: true as const })
}

/** Sound Unicode. `secret` is not repeated in an error. */
export function text({ maxBytes, secret = false }: { readonly maxBytes?: number; readonly secret?: boolean } = {}) {
  const expected = maxBytes === undefined ? 'a text' : `a text of at most ${maxBytes} bytes`
  return (given: unknown, what: string): string => {
    if (typeof given !== 'string') throw wrong(what, expected, given)
    if (!given.isWellFormed()) throw wrong(what, 'sound Unicode', 'a text with half a surrogate pair', false)
    if (maxBytes === undefined || given.length <= maxBytes / 3 || Buffer.byteLength(given) <= maxBytes) return given
    throw wrong(what, expected, secret ? 'a longer one' : `one of ${Buffer.byteLength(given)}`, false)
  }
}

/** A text that passes `test`. */
export function textThat(test: (given: string) => boolean, expected: string): Shape<string> {
  return (given, what) => {
    if (typeof given === 'string' && test(given)) return given
    throw wrong(what, expected, given)
  }
}

/** One of these words, and all of the type's. */
export function choice<Word extends string>(words: Readonly<Record<Word, true>>): Shape<Word> {
  const known = Object.keys(words)
  const isWord = (given: unknown): given is Word => typeof given === 'string' && known.includes(given)
  return (given, what) => {
    if (isWord(given)) return given
    throw wrong(what, known.length === 1 ? known.join() : `one of ${known.join(', ')}`, given)
  }
}

export function whole(least: number, most: number): Shape<number> {
  return (given, what) => {
    if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) return given
    throw wrong(what, `a whole number from ${least} to ${most}`, given)
  }
}

/** A number above 0; infinity is one. */
export const positive: Shape<number> = (given, what) => {
  if (typeof given === 'number' && given > 0) return given
  throw wrong(what, 'a number above 0', given)
}

export const flag: Shape<boolean> = (given, what) => {
  if (typeof given === 'boolean') return given
  throw wrong(what, 'true or false', given)
}

/** A copy: of any realm, and of memory that others may write to. */
export function bytes(length?: number): Shape<Uint8Array> {
  return (given, what) => {
    const copy = isUint8Array(given) ? new Uint8Array(given) : undefined
    if (copy !== undefined && (length === undefined || copy.length === length)) return copy
    throw wrong(what, length === undefined ? 'a Uint8Array' : `a Uint8Array of ${length} bytes`, given)
  }
}

export const signal: Shape<AbortSignal> = (given, what) => {
  // `aborted` throws for what only inherits from one
  if (given instanceof AbortSignal && typeof given.aborted === 'boolean') return given
  throw wrong(what, 'an AbortSignal (the `signal` of an AbortController)', given)
}

/** A part that the embedder brings along, with these methods; not copied. */
export function part<Part extends object>(expected: string, methods: Methods<Part>): Shape<Part> {
  const names = Object.keys(methods)
  const isPart = (given: unknown): given is Part =>
    isObject(given) && names.every(name => typeof Reflect.get(given, name) === 'function')
  return (given, what) => {
    if (isPart(given)) return given
    throw wrong(what, `${expected}, with ${names.map(name => `${name}()`).join(', ')}`, given)
  }
}

/** The methods that a part cannot be without. */
type Methods<Part> = {
  readonly [Name in keyof Part as Part[Name] extends (...given: never) => unknown ? Name : never]: true
}

export function list<Item>(shape: Shape<Item>, most: number): Shape<readonly Item[]> {
  return (given, what) => {
    if (!Array.isArray(given) || given.length > most) throw wrong(what, `an array of at most ${most}`, given)
    return Array.from(given, (item: unknown, index) => shape(item, `${what}[${index}]`))
  }
}

/** `given` is told as it is with `quoted` false. */
export function wrong(what: string, expected: string, given: unknown, quoted = true): TocsinError {
  return new TocsinError('bad-argument', `${what} is ${expected}, not ${quoted ? shown(given) : given}`)
}

/** What somebody gave, in a few words. Never calls anything of it that could do something. */
export function shown(given: unknown): string {
  switch (typeof given) {
    case 'string':
      return given.length > MAX_SHOWN ? `a text of ${given.length} characters` : JSON.stringify(given)
    case 'bigint':
      return given > -MANY && given < MANY ? `${given}n` : 'a bigint'
    case 'number':
    case 'boolean':
    case 'undefined':
      return `${given}`
    case 'object':
      return given === null ? 'null' : isUint8Array(given) ? `${given.byteLength} bytes` : kindOf(given)
    default:
      return `a ${typeof given}`
  }
}

const MAX_SHOWN = 40
const MANY = 10n ** 20n

/** `an array`, `a Date`, `an object`. */
function kindOf(given: object): string {
  if (Array.isArray(given)) return `an array of ${given.length}`
  const kind = Object.prototype.toString.call(given).slice('[object '.length, -1)
  return kind === 'Object' ? 'another object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`
}

function isObject(given: unknown): given is object {
  return (typeof given === 'object' && given !== null) || typeof given === 'function'
}

/** Made by `{}`, in whatever realm, or without a prototype: what a class made has fields that are not options. */
function isPlain(given: unknown): given is object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false
  const prototype: unknown = Object.getPrototypeOf(given)
  if (prototype === null || prototype === Object.prototype) return true
  return isObject(prototype) && Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}

function fieldsOf<Given extends object>(
  fields: Fields<Given>,
  nameOf: (key: string) => string,
): (given: object) => Given {
  const shapes: readonly (readonly [string, Shape<unknown>])[] = Object.entries(fields)
  function fill(copy: object, given: object): asserts copy is Given {
    for (const [key, shape] of shapes) {
      // of its own: what somebody put on Object.prototype was not given
      const value = shape(Object.hasOwn(given, key) ? Reflect.get(given, key) : undefined, nameOf(key))
      if (value !== undefined) Reflect.set(copy, key, value)
    }
  }
  return given => {
    const copy = {}
    fill(copy, given)
    return copy
  }
}
