/** Values that programs without types hand to a library, by mistake or to see what happens. */
import { runInNewContext } from 'node:vm'

function refuse(): never {
  throw new Error('not to be read')
}

/** With these keys, each of which throws when it is read. */
export function thorny(keys: readonly string[]): object {
  return Object.defineProperties({}, Object.fromEntries(keys.map(key => [key, { enumerable: true, get: refuse }])))
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function detached(): Uint8Array {
  const bytes = new Uint8Array(8)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

/** By what they are called in a failure. */
export const HOSTILE: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['0', 0],
  ['-1', -1],
  ['1.5', 1.5],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['2^53', 2 ** 53],
  ['1e300', 1e300],
  ['1n', 1n],
  ['a huge bigint', 10n ** 400n],
  ['true', true],
  ['the word no', 'no'],
  ['an empty text', ''],
  ['garbage', 'garbage'],
  ['a space', ' '],
  ['a null character', '\0'],
  ['half a pair', 'a\ud800b'],
  ['the other half', '\udfff'],
  ['a long text', 'x'.repeat(2 * 1024 * 1024)],
  ['64 hex digits', '0f'.repeat(32)],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['a class', class {}],
  ['an object', {}],
  ['an array', []],
  ['an array of one', ['garbage']],
  ['a Date', new Date()],
  ['an invalid Date', new Date(Number.NaN)],
  ['a String', new String('garbage')],
  ['a Number', new Number(1)],
  ['a Map', new Map()],
  ['an Error', new Error('garbage')],
  ['a promise', Promise.resolve('garbage')],
  ['no prototype', Object.create(null)],
  ['inherited options', Object.create({ uses: 5, kind: 'action', limit: 1, name: 'x' })],
  ['a prototype as a key', JSON.parse('{"__proto__": {"uses": 5}}')],
  ['an unknown key', { garbage: 1 }],
  ['a symbol as a key', { [Symbol('s')]: 1 }],
  ['says what it is', { toString: () => '24h', valueOf: () => 1 }],
  ['throws as text', { toString: refuse, valueOf: refuse, [Symbol.toPrimitive]: refuse }],
  ['throws its kind', Object.defineProperty({}, Symbol.toStringTag, { get: refuse })],
  ['a proxy that throws', new Proxy({}, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse })],
  ['a revoked proxy', revoked()],
  ['bytes', Uint8Array.of(1, 2, 3)],
  ['bytes of another realm', runInNewContext('Uint8Array.of(1, 2, 3)')],
  ['an object of another realm', runInNewContext('({})')],
  ['shared bytes', new Uint8Array(new SharedArrayBuffer(3))],
  ['bytes that are gone', detached()],
  ['a Buffer', Buffer.from('abc')],
  ['an ArrayBuffer', new ArrayBuffer(3)],
  ['a DataView', new DataView(new ArrayBuffer(3))],
  ['wide numbers', Uint16Array.of(1)],
  ['an AbortController', new AbortController()],
  ['what looks like a signal', { aborted: false, addEventListener: () => undefined }],
  ['what inherits from a signal', Object.create(AbortSignal.prototype)],
  ['an EventTarget', new EventTarget()],
  ['a signal', new AbortController().signal],
  ['a signal that gave up', AbortSignal.abort('enough')],
]
