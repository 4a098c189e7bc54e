import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TocsinError } from '#src/base/errors.js'
import { entryIdOf, groupIdOf, memberIdOf } from '#src/base/ids.js'
import { nobleSuite } from '#src/crypto/noble-suite.js'
import { decodeTicket, encodeTicket, type Ticket } from '#src/group/ticket.js'

const suite = nobleSuite()
const ticket: Ticket = {
  group: groupIdOf(new Uint8Array(32).fill(1)),
  name: 'friends',
  inviteSeed: new Uint8Array(32).fill(2),
  inviteEntry: entryIdOf(new Uint8Array(32).fill(3)),
  expiresMs: 1_800_000_000_000,
  contacts: [{ member: memberIdOf(new Uint8Array(32).fill(4)), addresses: ['/ip4/127.0.0.1/tcp/4001'] }],
}

test('a ticket survives the clipboard', () => {
  assert.deepEqual(decodeTicket(suite, `  ${encodeTicket(suite, ticket)}\n`), ticket)
})

test('a ticket with any one letter changed, or cut anywhere, is refused as malformed', () => {
  const text = encodeTicket(suite, ticket)
  const spoilt = [...text].map(
    (letter, index) => `${text.slice(0, index)}${letter === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`,
  )
  // base64 leaves spare bits in the last letter: changing only those changes nothing
  for (const bad of [...spoilt.slice(0, -1), text.slice(0, 40), '', 'hello']) {
    assert.throws(
      () => decodeTicket(suite, bad),
      (error: unknown) => error instanceof TocsinError && error.code === 'bad-ticket',
    )
  }
})

test('a ticket is found in whatever carries it', () => {
  const text = encodeTicket(suite, ticket)
  const folded = text.match(/.{1,76}/gu) ?? []
  const carried = [
    folded.join('\n'),
    folded.join('\r\n '),
    folded.map(line => `> > ${line}`).join('\n'),
    folded.map(line => `ab> ${line}`).join('\n'),
    folded.join('=\r\n'),
    folded.join('<wbr>'),
    [...text].join('\u200b'),
    [...text].join(' '),
    `"${text}"`,
    `\`${text}\``,
    `<${text}>`,
    `**_${text}_**`,
    `Hello bob, here it is: ${text}. See you there - alice`,
    `the last letters were cut off: ${text.slice(0, -9)} so again: ${folded.join('\n')}\nBye`,
    `https://example.org/join?ticket=${text}&from=mail`,
    `mailto:bob@example.org?body=${text}%20please`,
    `<a href="tocsin:${text}">join</a>`,
    `[${text}](${text})`,
    `\ufeff${text}\r\n`,
  ]
  for (const one of carried) assert.deepEqual(decodeTicket(suite, one), ticket, one)
})

test('a text that only looks like tickets is refused soon', () => {
  const hostile = ['tocsin1 '.repeat(100_000), `tocsin1${'a '.repeat(400_000)}`, 'tocsin1'.repeat(100_000)]
  for (const one of hostile) assert.throws(() => decodeTicket(suite, one), { code: 'bad-ticket' })
})
