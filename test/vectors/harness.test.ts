/** The harness for other implementations: numbers of the RFCs come out of it, line by line, and nonsense is answered. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { answer, OPERATIONS } from './harness.ts'
import { suites } from './suites.ts'

/** FIPS 180-2, "abc"; RFC 4231, case 2; RFC 8032, 7.1, test 1; RFC 5869, A.1, the first 42 bytes. */
const LINES: readonly (readonly [line: string, answer: string])[] = [
  ['sha256 616263', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'hmac 4a656665 7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    'ed25519-public 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  ],
  [
    `hkdf ${'0b'.repeat(22)} 000102030405060708090a0b0c f0f1f2f3f4f5f6f7f8f9 2a`,
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  ],
  ['pad -', '80'],
  ['unpad 616280', '6162'],
  ['unpad 00', '-'],
  [`x25519 ${'11'.repeat(32)} ${'00'.repeat(32)}`, '-'],
]

test('what the harness answers is what the RFCs say, as a program, too', () => {
  for (const suite of suites) {
    for (const [line, expected] of LINES) assert.equal(answer(suite, line), expected, `${suite.name}: ${line}`)
    const input = LINES.map(([line]) => line).join('\n')
    const program = spawnSync(process.execPath, [join(import.meta.dirname, 'harness.ts'), suite.name], { input })
    assert.deepEqual(
      program.stdout.toString().trim().split('\n'),
      LINES.map(([, expected]) => expected),
    )
  }
})

test('each operation of the harness gives the same bytes over both suites, and nonsense is an error', () => {
  for (const [name, { operands }] of Object.entries(OPERATIONS)) {
    const line = [
      name,
      ...operands.map((_, at) => `0${at + 1}`.repeat(at === 1 && /^(seal|open)$/.test(name) ? 12 : 32)),
    ]
    if (name === 'hkdf') line[4] = '40'
    const [one, other] = suites.map(suite => answer(suite, line.join(' ')))
    assert.equal(one, other, name)
    assert.doesNotMatch(one!, /^error/)
    assert.match(answer(suites[0]!, name), /^error/)
    assert.match(answer(suites[0]!, `${name} zz${' 00'.repeat(operands.length - 1)}`), /^error an operand/)
  }
  assert.match(answer(suites[0]!, 'toString 00'), /^error no operation/)
})
