/** Tickets as people carry them to the command: folded, quoted, in several words; and what is no ticket at `revoke`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertFailed, jsonLines, person } from './support/command.ts'

function folded(ticket: string): readonly string[] {
  return ticket.match(/.{1,76}/gu) ?? []
}

test('join takes a ticket from stdin and from words, whatever carries it, and so does revoke', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.up()
  const ticket = await alice.result(['invite', 'friends', '--uses', '9'])
  const [inLines, inWords] = [await person(context, 'bob'), await person(context, 'carol')]
  await inLines.result(['join', '-'], { input: `> ${folded(ticket).join('\n> ')}\n` })
  // join $(cat folded)
  await inWords.result(['join', ...folded(ticket)])
  for (const carried of [`"${ticket}"`, `\`${ticket}\``, `<${ticket}>`, `come in: ${ticket}. bye`]) {
    const guest = await person(context, 'guest')
    await guest.result(['join', ...carried.split(' ')])
  }
  const [line] = jsonLines(await alice.result(['revoke', 'friends', ...folded(ticket), '--json']))
  assert.equal(line?.state, 'revoked')
  for (const carried of [`<${ticket}>`, folded(ticket).join('\r\n')]) {
    // the ticket was found: it is only revoked already
    assertFailed(await alice.run(['revoke', 'friends', carried, '--json']), 'bad-argument', 1)
  }
})

test('a mistyped id of an invite is a mistake of the user, and only what was meant for a ticket is a bad ticket', async context => {
  const alice = await person(context, 'alice')
  await alice.result(['create', 'friends'])
  await alice.up()
  const ticket = await alice.result(['invite', 'friends'])
  const [invite] = jsonLines(await alice.result(['invites', 'friends', '--json']))
  const id = String(invite?.invite)
  for (const wrong of ['12g4', 'zzz', id.replace(/./u, 'x'), `${id}0`, `${id.slice(0, 6)} ${id.slice(6)}`, '-', '']) {
    assertFailed(await alice.run(['revoke', 'friends', wrong, '--json']), 'bad-argument', 1)
  }
  for (const wrong of [ticket.slice(0, -5), `${ticket.slice(0, 20)}x${ticket.slice(20)}`, 'tocsin1']) {
    assertFailed(await alice.run(['revoke', 'friends', wrong, '--json']), 'bad-ticket', 4)
  }
  assert.match(await alice.result(['revoke', 'friends', ` ${id.slice(0, 12).toUpperCase()} `]), /revoked/u)
})
