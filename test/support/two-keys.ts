/**
 * One ciphertext of ChaCha20-Poly1305 that opens under two keys, to two plaintexts: the cipher does not bind its key. Whoever
 * may choose 16 bytes of the associated data makes both tags one (Dodis and others, CRYPTO 2018, of GCM; RFC 8439 has the sums).
 */
import { chacha20 } from '@noble/ciphers/chacha.js'
import { joinBytes } from '#src/base/bytes.js'

const BLOCK = 16
const PRIME = 2n ** 130n - 5n
const TAG = 2n ** 128n
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn
/** What the sum may lie beyond the tag's 128 bits, either way. */
const CARRIES = [0n, 1n, -1n, 2n, -2n, 3n, -3n, 4n, -4n]

/** The 16 bytes to stand at `at` of the associated data, where zeros stand; undefined where these two keys have none. */
export function binding(
  keys: readonly [Uint8Array, Uint8Array],
  nonce: Uint8Array,
  associated: Uint8Array,
  at: number,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  const data = joinBytes(padded(associated), padded(ciphertext), lengths(associated.length, ciphertext.length))
  const exponent = BigInt((data.length - at) / BLOCK)
  const [one, other] = keys.map(key => {
    const block = chacha20(key, nonce, new Uint8Array(2 * BLOCK))
    const [r, s] = [numberOf(block.subarray(0, BLOCK)) & CLAMP, numberOf(block.subarray(BLOCK))]
    return { sum: polynomial(data, r), factor: power(r, exponent), s }
  })
  if (one === undefined || other === undefined) return undefined
  const inverse = power(modulo(one.factor - other.factor), PRIME - 2n)
  for (const carry of CARRIES) {
    const x = modulo((other.sum - one.sum + other.s - one.s + carry * TAG) * inverse)
    const [left, right] = [one, other].map(({ sum, factor, s }) => (modulo(sum + x * factor) + s) % TAG)
    if (x < TAG && left === right) return bytesOf(x)
  }
  return undefined
}

function polynomial(data: Uint8Array, r: bigint): bigint {
  let sum = 0n
  for (let at = 0; at < data.length; at += BLOCK) {
    sum = modulo((sum + numberOf(data.subarray(at, at + BLOCK)) + TAG) * r)
  }
  return sum
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square)
    square = modulo(square * square)
  }
  return result
}

function modulo(value: bigint): bigint {
  return ((value % PRIME) + PRIME) % PRIME
}

function padded(bytes: Uint8Array): Uint8Array {
  return joinBytes(bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK))
}

function lengths(associated: number, ciphertext: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(associated), true)
  view.setBigUint64(8, BigInt(ciphertext), true)
  return bytes
}

/** Little end first, as all of Poly1305. */
function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

function bytesOf(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * BLOCK, '0'), 'hex').reverse())
}
