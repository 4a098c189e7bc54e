/** Two people compare a number, and a key that is not the one they compared is loud wherever they look. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemRandom } from '#src/host.js'
import { loadIdentity, newIdentity, saveIdentity } from '#src/identity.js'
import { nodeSuite } from '#src/node-suite.js'
import { openMasterKey } from '#src/store/key-file.js'
import { emptyFolder, jsonLines, Person, person } from './support/command.ts'

type Context = Parameters<typeof person>[0]

/** Alice, who is online, and bob, who has joined her group. */
async function twoFriends(context: Context) {
  const [alice, bob] = await Promise.all(['alice', 'bob'].map(name => person(context, name)))
  const group = await alice!.result(['create', 'friends'])
  const online = await alice!.up()
  await bob!.result(['join', await alice!.result(['invite', 'friends'])])
  return { alice: alice!, bob: bob!, group, online }
}

/** Somebody with the identity key of another and no other key of it. */
function thiefOf(context: Context, victim: Person): Person {
  const suite = nodeSuite()
  const keyOf = (folder: string) => openMasterKey({ folder, passphrase: undefined, suite, random: systemRandom })
  const { identity, name } = loadIdentity(suite, victim.folder, keyOf(victim.folder))
  const { linkSecret, linkKey } = newIdentity(suite, systemRandom)
  const folder = join(emptyFolder(context), 'thief')
  mkdirSync(folder)
  saveIdentity(suite, systemRandom, folder, keyOf(folder), { ...identity, linkSecret, linkKey }, name)
  return new Person(context, folder)
}

test('two people see one number, in digits and in words, and a mark is kept', async context => {
  const { alice, bob, group } = await twoFriends(context)
  const [peerOfAlice, peerOfBob] = [await alice.result(['whoami']), await bob.result(['whoami'])]
  const asAlice = await alice.result(['verify', 'friends', 'bob'])
  const asBob = await bob.result(['verify', 'friends', 'alice'])
  const numberIn = (text: string) => text.split('\n').slice(1).join('\n')
  assert.equal(numberIn(asAlice), numberIn(asBob))
  assert.match(
    asAlice,
    /^bob 12D3KooW\w+ not verified\n\n(?: {2}\d{5}(?: \d{5}){5}\n){2}\n {2}[a-z]+(?: [a-z]+){8}\n {2}[a-z]+(?: [a-z]+){8}$/u,
  )

  const [line] = jsonLines(await alice.result(['verify', 'friends', peerOfBob.slice(0, 14), '--json']))
  const [theirs] = jsonLines(await bob.result(['verify', group.slice(0, 8), peerOfAlice, '--json']))
  const { digits, words } = line ?? {}
  assert.deepEqual(line, { v: 1, type: 'safety', group, member: peerOfBob, name: 'bob', digits, words, verified: 'no' })
  assert.deepEqual([theirs?.digits, theirs?.words, theirs?.member], [digits, words, peerOfAlice])
  assert.equal(
    String(digits),
    numberIn(asAlice)
      .split('\n')
      .slice(1, 3)
      .map(row => row.trim())
      .join(' '),
  )

  const checked = () => alice.run(['verify', 'friends', 'bob', '--check', '--json'])
  assert.equal((await checked()).code, 4)
  assert.equal(jsonLines((await checked()).stderr)[0]?.code, 'not-verified')
  assert.match(await alice.result(['verify', 'friends', 'bob', '--mark']), /^bob \w+ verified\n/u)
  assert.equal((await checked()).code, 0)
  assert.match(await alice.result(['members', 'friends']), /^bob .* verified$/mu)
  // bob compared nothing, and is told nothing
  assert.doesNotMatch(await bob.result(['members', 'friends']), /verified/u)
  await alice.result(['verify', 'friends', 'bob', '--unmark'])
  assert.equal((await checked()).code, 4)
})

test('what cannot be verified is refused: oneself, nobody, and two wishes at once', async context => {
  const { alice } = await twoFriends(context)
  for (const [code, ...words] of [
    ['bad-argument', 'alice'],
    ['unknown-member', 'carol'],
    ['ambiguous-member', '12D3KooW'],
    ['bad-argument', 'bob', '--mark', '--unmark'],
  ]) {
    const ended = await alice.run(['verify', 'friends', '--json', ...words])
    assert.deepEqual([ended.code, ended.stdout, jsonLines(ended.stderr)[0]?.code], [1, '', code])
  }
})

test('a verified member that is back with another key is loud in every verb, and can still be written to', async context => {
  const { alice, bob, group, online } = await twoFriends(context)
  const peer = await bob.result(['whoami'])
  await alice.result(['verify', 'friends', 'bob', '--mark'])
  const chat = alice.start(['chat', 'friends', '--json'])
  await bob.result(['leave', 'friends'])
  const thief = thiefOf(context, bob)
  await thief.result(['join', await alice.result(['invite', 'friends'])])

  const alarm = new RegExp(
    `^!!! KEY CHANGED: bob \\(${peer.slice(0, 16)}\\) does not have the keys that you verified .*: tocsin verify ${group.slice(0, 12)} ${peer.slice(0, 16)}$`,
    'mu',
  )
  const sent = await alice.run(['send', 'friends', 'is it you?', '--wait', 'local', '--quiet'])
  assert.equal(sent.code, 0)
  assert.match(sent.stderr, alarm)
  const members = await alice.run(['members', 'friends'])
  assert.match(members.stdout, /^bob .* KEY CHANGED$/mu)
  assert.match(members.stderr, alarm)
  const tail = await alice.run(['tail', 'friends', '--json'])
  assert.deepEqual(jsonLines(tail.stderr), [{ v: 1, type: 'key-changed', group, member: peer, name: 'bob', was: peer }])
  assert.match(await alice.result(['verify', 'friends', 'bob']), /^bob \w+ KEY CHANGED: /u)
  const checked = await alice.run(['verify', 'friends', 'bob', '--check', '--json'])
  assert.equal(checked.code, 4)
  assert.ok(jsonLines(checked.stderr).some(({ type, code }) => type === 'error' && code === 'key-changed'))
  // who was looking when it happened was told
  await chat.prints('"type":"key-changed"')
  await alice.result(['verify', 'friends', 'bob', '--mark'])
  assert.equal((await alice.run(['verify', 'friends', 'bob', '--check'])).code, 0)
  assert.equal((await alice.run(['members', 'friends'])).stderr, '')
  // and so was the process that keeps her online
  assert.match((await online.stop()).stderr, alarm)
})

test('somebody else under the name of a verified member is loud as well', async context => {
  const { alice, bob } = await twoFriends(context)
  const peer = await bob.result(['whoami'])
  await alice.result(['verify', 'friends', 'bob', '--mark'])
  const mallory = await person(context, 'BOB')
  await mallory.result(['join', await alice.result(['invite', 'friends'])])
  const { stdout, stderr } = await alice.run(['members', 'friends'])
  assert.match(
    stderr,
    new RegExp(`^!!! KEY CHANGED: BOB \\(\\w+\\) has the name, but not the keys, of ${peer.slice(0, 16)} `, 'u'),
  )
  assert.match(stdout, /^bob .* verified$/mu)
  assert.match(stdout, /^BOB .* KEY CHANGED$/mu)
})
