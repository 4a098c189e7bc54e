import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ControlKind, isName } from '#src/group/control.js'
import { decodeControl, encodeControl } from '#src/group/control-codec.js'

const rename = encodeControl({ type: 'rename', name: 'bob' }).plaintext

test('a control body reads back as it was written', () => {
  assert.deepEqual(decodeControl(ControlKind.rename, rename), { type: 'rename', name: 'bob' })
  assert.deepEqual(decodeControl(ControlKind.leave, new Uint8Array(0)), { type: 'leave', message: '', cut: [] })
})

test('a body that another protobuf library might read otherwise has no effect on anyone', () => {
  const second = Uint8Array.of(...rename, ...encodeControl({ type: 'rename', name: 'eve' }).plaintext)
  const retyped = rename.with(0, (1 << 3) | 7)
  const unknown = Uint8Array.of(...rename, 0x78, 1)
  const brokenUtf8 = Uint8Array.of(...rename.subarray(0, -1), 0xff)
  for (const bytes of [second, retyped, unknown, brokenUtf8]) {
    assert.equal(decodeControl(ControlKind.rename, bytes), undefined)
  }
  assert.equal(decodeControl(ControlKind.leave, Uint8Array.of(0)), undefined)
})

test('half a surrogate pair, blanks and 129 bytes are no name', () => {
  assert.ok(isName('b'.repeat(128)) && isName('ß'.repeat(64)))
  for (const name of ['', ' \t', 'bob\ud800', 'ß'.repeat(65)]) assert.ok(!isName(name), name)
})
