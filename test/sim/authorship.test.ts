/** Who wrote what, where nobody can prove it: keys that are introduced, end after a week, and are then everybody's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesEqual } from '#src/base/bytes.js'
import { bytesOfHex, type GroupId, logKeyOf, publicKeyOf } from '#src/base/ids.js'
import { DAY_MS } from '#src/base/time.js'
import { introduce } from '#src/crypto/authorship/introduction.js'
import { type Burst, signedBytes, writeBurst } from '#src/crypto/burst.js'
import { decodeHeader } from '#src/crypto/entry.js'
import { encodeIntroduction, INTRODUCTION, type RetiredLog, toldIn } from '#src/group/signing.js'
import { isContentLog } from '#src/history/log-key.js'
import type { StoredEntry } from '#src/history/stored.js'
import type { Verdict } from '#src/peer/book.js'
import { savedGroup } from '#src/store/saved-group.js'
import { type Actor, World } from '../support/cast.ts'
import { assertMembers, assertNoFailures, assertOneHistory } from '../support/checkers.ts'
import { eachSeed } from '../support/seeds.ts'
import { sizesBelow } from '../support/sizes.ts'

const WEEK_MS = 7 * DAY_MS
const LATE_MS = DAY_MS + 60_000

test('after a week another key signs; a day later the old seed is everybody’s, and its log is known by where it ends', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    const first = sayAll(world, group, alice, 'week one', 0, 150)
    carol.kill()
    world.run(1_000)
    sayAll(world, group, alice, 'week one', 150, 400)
    const [oldLog] = contentLogs(alice, group)
    assert.ok(oldLog)

    let [a, b, d] = await sleep(world, [alice, bob, dave], WEEK_MS)
    assert.ok(a && b && d)
    a.say(group, 'week two')
    world.run(2_000)
    assert.equal(contentLogs(b, group).length, 2, 'another log, for another key')
    assert.deepEqual(b.group(group).book.signers.retiredOf(alice.member), [])
    ;[a, b, d] = await sleep(world, [a, b, d], LATE_MS)
    assert.ok(a && b && d)
    const retired = b.group(group).book.signers.retiredOf(alice.member)
    assert.deepEqual(
      retired.map(({ log, seq }) => ({ log, seq })),
      [{ log: oldLog.log, seq: oldLog.seq }],
    )
    assert.ok(bytesEqual(world.suite.ed25519PublicKey(retired[0]!.seed), oldLog.signer))

    // who was away for part of it, and who was never there, get all of it, whoever could sign for it by now
    const back = await world.restart(carol)
    world.run(60_000)
    assert.equal(back.stored(group).length, first.length + 250 + 1)
    const erin = await world.actor('erin')
    erin.mustJoin(b.invite(group))
    world.run(60_000)
    erin.say(group, 'and erin')
    a.say(group, 'welcome')
    world.run(5_000)
    const all = [a, b, d, back, erin]
    assertMembers(group, all)
    // key logs too, though not each entry of them is for everybody
    assert.equal(new Set(all.map(actor => actor.group(group).syncing.root)).size, 1)
    assertOneHistory(group, all)
    assertNoFailures(all)

    // the seed writes nothing more, and nothing else, that anybody takes
    const { seed: leaked } = retired[0]!
    for (const seq of [0, 7, oldLog.seq, oldLog.seq + 1]) {
      const forged = forge(world, leaked, b, group, oldLog.log, seq)
      for (const actor of all) {
        const verdict = actor.group(group).book.take(forged, actor.clock.now(), true, b.member)
        assert.equal(verdict.type, 'closed', `${actor.name} takes what anyone can sign`)
      }
    }
  })
})

test('a newcomer believes of what was written before it came what two members hold, or its author says', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5, 'all')
    const [alice, bob, carol, dave, eve] = actors
    assert.ok(alice && bob && carol && dave && eve)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(5_000)
    for (const actor of [alice, carol, dave, eve]) actor.kill()
    world.run(30_000)
    const erin = await world.actor('erin')
    erin.mustJoin(bob.invite(group))
    world.run(30_000)
    assert.deepEqual(erin.stored(group), [`from ${bob.name}`], 'one member alone says who wrote the rest')
    const again = await world.restart(dave)
    world.run(60_000)
    assert.equal(erin.stored(group).length, 5)
    assertOneHistory(group, [bob, again, erin], [...actors, erin])
    assertNoFailures([bob, again, erin])
  })
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(2, 'all')
    const [alice, bob] = actors
    assert.ok(alice && bob)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(5_000)
    alice.kill()
    world.run(30_000)
    const carol = await world.actor('carol')
    carol.mustJoin(bob.invite(group))
    world.run(30_000)
    assert.deepEqual(carol.stored(group), ['from m1'], 'bob alone says who wrote the rest')
    const again = await world.restart(alice)
    world.run(60_000)
    assertOneHistory(group, [again, bob, carol])
    assertNoFailures([again, bob, carol])
  })
})

test('who was introduced to knows it after a restart: what others are told later it takes from anyone, and all hold the same', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed, { fingers: false })
    const { group, actors } = await world.gather(10)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(10_000)
    // one that has no link with alice, who could tell it herself
    const [alice] = actors
    const linked = new Set([...alice!.group(group).links.all()].map(({ member }) => member))
    const far = actors.find(actor => actor !== alice && !linked.has(actor.member))
    assert.ok(alice && far)
    far.kill()
    const again = await world.restart(far)
    world.run(20_000)
    const late = await world.actor('late')
    late.mustJoin(alice.invite(group))
    world.run(5_000)
    alice.say(group, 'welcome')
    world.run(5_000)
    const all = [...actors.filter(actor => actor !== far), again, late]
    assert.equal(again.texts().includes('welcome'), true)
    assert.equal(new Set(all.map(actor => actor.group(group).syncing.root)).size, 1)
    assertNoFailures(all)
  })
})

test('what two liars vouch for gives way to what the author says itself, of its keys and of its ends', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5, 'all')
    const [alice, bob, carol, mallory, malcolm] = actors
    assert.ok(alice && bob && carol && mallory && malcolm)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(5_000)
    const late = await world.actor('late')
    late.beginJoin(bob.invite(group))
    for (let step = 0; step < 100 && late.peer.groups.get(group)?.membership === undefined; step += 1) world.run(10)
    const own = alice.group(group).book.signing.current!
    const lies = new Uint8Array(32).fill(7)
    const hers = { log: own.log | 1n, seed: lies, seq: 0, entry: new Uint8Array(32).fill(1) }
    const lie = forgedIntroduction(world, mallory, alice, group, { log: 4242n, seed: lies }, [hers])
    for (const from of [mallory, malcolm]) late.group(group).book.take(lie, late.clock.now(), true, from.member)
    world.run(60_000)
    alice.say(group, 'this is me')
    world.run(30_000)
    assert.ok(late.texts().includes('this is me'), 'alice is heard')
    assert.deepEqual(late.group(group).book.signers.retiredOf(alice.member), [])
    assertOneHistory(group, [...actors, late])
  })
})

test('words that overtake the introduction of their key wait for it, a bounded number, and are shown as they came', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(3)
  const [alice, bob] = actors
  assert.ok(alice && bob)
  world.cut([alice], actors.slice(1), 'severed')
  world.run(1_000)
  const written: Burst[] = []
  const { intake } = alice.group(group)
  const publish = intake.publish.bind(intake)
  intake.publish = (verdict, now) => {
    written.push(verdict.burst)
    publish(verdict, now)
  }
  for (let count = 0; count < 300; count += 1) alice.say(group, `word ${count}`)
  const [introduction, ...words] = written
  assert.ok(introduction && words.length === 300)
  const way = { arc: { from: 0n, to: 0n }, hops: 2 }
  const hear = (burst: Burst) => bob.group(group).intake.received(alice.member, burst, way, bob.clock.now())
  for (const word of words) hear(word)
  world.run(10)
  assert.deepEqual(bob.texts(), [])
  hear(introduction)
  bob.runtime.perform(bob.group(group).wake(bob.clock.now()))
  world.run(100)
  assert.equal(bob.texts().length, 256)
  assert.ok(bob.screen.every(({ message }) => message.hops === 2))
})

test('who joins while the others are apart is introduced to all that was said since, once they meet', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(6, 'all')
    const [left, right] = [actors.slice(0, 3), actors.slice(3)]
    for (const actor of actors) actor.say(group, `before, ${actor.name}`)
    world.run(5_000)
    world.cut(left, right, 'severed')
    const newcomer = await world.actor('newcomer')
    world.cut([newcomer], right, 'severed')
    newcomer.mustJoin(left[0]!.invite(group))
    world.run(5_000)
    for (const actor of [...actors, newcomer]) actor.say(group, `apart, ${actor.name}`)
    world.run(20_000)
    world.heal([...left, newcomer], right)
    world.run(60_000)
    // they have nothing more to say, and are not waited for
    assertOneHistory(group, [...actors, newcomer])
    assertNoFailures([...actors, newcomer])
  })
})

test('a member that signs in another’s name introduces itself to nobody, and two of them to nobody that was there', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(5, 'all')
    const [alice, bob, carol, mallory, malcolm] = actors
    assert.ok(alice && bob && carol && mallory && malcolm)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(5_000)
    const seedOfLie = new Uint8Array(32).fill(seed)
    const signer = world.suite.ed25519PublicKey(seedOfLie)
    // slots that mallory makes with all that it has
    const keys = { log: 4242n, seed: seedOfLie, publicKey: signer }
    const lie = forgedIntroduction(world, mallory, alice, group, keys)
    const liars: readonly Actor[] = [mallory, malcolm]
    for (const actor of [bob, carol]) {
      for (const from of liars) {
        const verdict: Verdict = actor.group(group).book.take(lie, actor.clock.now(), true, from.member)
        assert.equal(verdict.type, 'early', `${actor.name} believes ${from.name}`)
      }
      assert.equal(actor.group(group).book.signers.has(logKeyOf(alice.member, 4243n)), false)
    }
    // who came later would need two; of those one is honest
    const late = await world.actor('late')
    late.mustJoin(bob.invite(group))
    world.run(20_000)
    assert.equal(late.group(group).book.take(lie, late.clock.now(), true, mallory.member).type, 'early')
    assert.equal(late.group(group).book.take(lie, late.clock.now(), true, mallory.member).type, 'early')
  })
})

test('nothing that an identity signed names what was said, or the key that signed it', async () => {
  await eachSeed(5, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    for (const round of [1, 2]) {
      for (const actor of actors) actor.say(group, `${round} from ${actor.name}`)
      world.run(2_000)
      alice.write(group, { type: 'topic', text: `topic ${round}` })
      bob.write(group, { type: 'rename', name: `bob ${round}` })
      world.run(2_000)
    }
    carol.leave(group)
    alice.remove(group, dave)
    world.run(5_000)
    const rows = [...savedGroup(alice.store, group).control, ...alice.store.newest(group, undefined, 1_000_000)]
    const deniable = rows.filter(row => !isBySelf(row))
    const signed = rows.filter(isBySelf)
    assert.ok(deniable.length >= 8 + 4 && signed.length >= 8)
    assert.ok(rows.filter(row => isContentLog(row.log)).every(row => !isBySelf(row)))
    for (const row of signed) {
      for (const other of deniable) {
        for (const name of [bytesOfHex(other.entryId), decodeHeader(other.header)!.signer]) {
          assert.equal(holds(row.header, name) || holds(row.body, name), false, 'an identity signed for it')
        }
      }
    }
  })
})

test('a seed that everybody has retires nothing, and takes no key’s place, for one who was away when it was published', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    sayAll(world, group, alice, 'week one', 0, 20)
    carol.kill()
    let [a, b, d] = await sleep(world, [alice, bob, dave], WEEK_MS)
    a!.say(group, 'week two')
    world.run(2_000)
    ;[a, b, d] = await sleep(world, [a!, b!, d!], LATE_MS)
    assert.ok(a && b && d)
    const [{ seed: leaked, log: oldLog } = { seed: new Uint8Array(32), log: 0n }] = b
      .group(group)
      .book.signers.retiredOf(alice.member)
    const present = contentLogs(b, group).find(({ log, signer }) => log !== oldLog && isOf(b!, group, alice, signer))
    assert.ok(present)

    // carol is back, and mallory is all she hears
    const back = await world.restart(carol)
    world.cut([back], [a, b, d], 'severed')
    const others = [present.log, 4243n, oldLog].map(log => {
      const entry = world.suite.sha256(new Uint8Array(Number(log % 7n)))
      return { log, seed: log === oldLog ? leaked : new Uint8Array(32).fill(3), seq: 1, entry }
    })
    const retired = others.sort((one, other) => (one.log < other.log ? -1 : 1))
    for (const length of [1, 2, 3]) {
      const keys = { log: oldLog & ~1n, seed: leaked }
      const lie = forgedIntroduction(world, b, alice, group, keys, retired.slice(0, length))
      for (const from of [b, d]) back.group(group).book.take(lie, back.clock.now(), true, from.member)
    }
    assert.deepEqual(back.group(group).book.signers.retiredOf(alice.member), [])
    assert.equal(back.group(group).book.signers.has(logKeyOf(alice.member, 4243n)), false)
    world.heal([back], [a, b, d])
    world.run(90_000)
    a.say(group, 'are you there?')
    back.say(group, 'I am')
    world.run(5_000)
    assert.equal(back.group(group).book.signers.retiredOf(alice.member).length, 1)
    assertOneHistory(group, [a, b, d, back])
    assertNoFailures([a, b, d, back])
  })
})

test('an identity signs no key log and a key no log of an identity, and no key retires one', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(3, 'all')
  const [alice, bob] = actors
  assert.ok(alice && bob)
  for (const actor of actors) actor.say(group, `from ${actor.name}`)
  world.run(5_000)
  const own = bob.group(group).book.signing.current!
  const identityLog = bob.group(group).book.own.installation
  const entry = new Uint8Array(32).fill(1)
  const lies = [
    signedIn(world, group, bob, bob.seed, own.log | 4n, 36),
    signedIn(world, group, bob, own.seed, identityLog | 4n, INTRODUCTION),
    forgedIntroduction(world, bob, bob, group, own, [{ log: identityLog | 1n, seed: own.seed, seq: 0, entry }]),
    forgedIntroduction(world, bob, bob, group, own, [{ log: own.log, seed: own.seed, seq: 0, entry }]),
  ]
  for (const lie of lies) {
    assert.equal(alice.group(group).book.take(lie, alice.clock.now(), true, bob.member).type, 'wrong')
  }
})

test('thousands of keys that one member makes up keep nobody from believing two others', async () => {
  const world = new World(1)
  const { group, actors } = await world.gather(5, 'all')
  const [alice, bob, carol, dave, mallory] = actors
  assert.ok(alice && bob && carol && dave && mallory)
  for (const actor of actors) actor.say(group, `from ${actor.name}`)
  world.run(5_000)
  alice.kill()
  world.run(30_000)
  const late = await world.actor('late')
  late.beginJoin(bob.invite(group))
  for (let step = 0; step < 50 && late.peer.groups.get(group)?.membership === undefined; step += 1) world.run(20)
  for (let log = 2n; log < 4 * 2200; log += 4n) {
    const lie = forgedIntroduction(world, mallory, alice, group, { log, seed: new Uint8Array(32).fill(9) })
    assert.equal(late.group(group).book.take(lie, late.clock.now(), true, mallory.member).type, 'early')
  }
  for (const [name, size] of sizesBelow(late.group(group))) {
    if (name.startsWith('Vouching.')) assert.ok(size <= 2100, `${size} in ${name}`)
  }
  world.run(60_000)
  assert.equal(late.stored(group).length, 5)
  assert.equal(late.group(group).syncing.progress.returned, true)
})

test('who leaves gives its last seed away, and what it said stays', async () => {
  await eachSeed(3, async seed => {
    const world = new World(seed)
    const { group, actors } = await world.gather(4, 'all')
    const [alice, bob, carol, dave] = actors
    assert.ok(alice && bob && carol && dave)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(5_000)
    dave.kill()
    const key = carol.group(group).book.signing.current!
    carol.leave(group)
    world.run(5_000)
    const [retired] = bob.group(group).book.signers.retiredOf(carol.member)
    assert.deepEqual(retired?.seed, key.seed)
    const again = await world.restart(dave)
    const late = await world.actor('late')
    late.mustJoin(alice.invite(group))
    world.run(60_000)
    assertOneHistory(group, [alice, bob, again, late], [...actors, late])
    const forged = forge(world, key.seed, bob, group, key.log | 1n, 1)
    for (const actor of [alice, bob, again, late]) {
      assert.equal(actor.group(group).book.take(forged, actor.clock.now(), true, bob.member).type, 'closed')
    }
    assertNoFailures([alice, bob, again, late])
  })
})

test('in a notarised group, and under MLS, a message proves who wrote it', async () => {
  for (const options of [{ deniable: false }, { encryption: 'mls', deniable: true }] as const) {
    const world = new World(1, options)
    const { group, actors } = await world.gather(3)
    for (const actor of actors) actor.say(group, `from ${actor.name}`)
    world.run(20_000)
    assertOneHistory(group, actors)
    for (const actor of actors) {
      assert.equal(actor.group(group).membership?.deniable, false)
      const rows = actor.store.newest(group, undefined, 1_000_000)
      assert.equal(rows.length, actors.length)
      for (const row of rows) {
        const fields = decodeHeader(row.header)!
        assert.ok(
          isBySelf(row) && world.suite.verify(fields.author, signedBytes(bytesOfHex(row.entryId)), row.signature),
        )
      }
    }
  }
})

function sayAll(world: World, group: GroupId, actor: Actor, what: string, from: number, to: number): string[] {
  const texts = Array.from({ length: to - from }, (_, at) => `${what} ${from + at}`)
  for (let at = 0; at < texts.length; at += 5) {
    actor.say(group, ...texts.slice(at, at + 5))
    world.run(200)
  }
  world.run(5_000)
  return texts
}

/** All are gone for so long, and back. */
async function sleep(world: World, actors: readonly Actor[], ms: number): Promise<Actor[]> {
  for (const actor of actors) if (!actor.dead) actor.kill()
  world.run(ms)
  const again: Actor[] = []
  for (const actor of actors) again.push(await world.restart(actor))
  world.run(90_000)
  return again
}

/** The content logs that this one holds of the first author. */
function contentLogs(actor: Actor, group: GroupId) {
  const rows = actor.store.newest(group, undefined, 1_000_000).filter(row => isContentLog(row.log))
  const last = new Map(rows.toSorted((one, other) => one.seq - other.seq).map(row => [row.log, row]))
  return [...last.values()].map(row => {
    const { log, seq, signer } = decodeHeader(row.header)!
    return { log, seq, signer, key: row.log }
  })
}

function isOf(holder: Actor, group: GroupId, author: Actor, signer: Uint8Array): boolean {
  const rows = holder.store.newest(group, undefined, 1_000_000)
  const key = publicKeyOf(author.member)!
  return rows.some(({ header }) => {
    const fields = decodeHeader(header)!
    return bytesEqual(fields.author, key) && bytesEqual(fields.signer, signer)
  })
}

/** The first entry of a log of this number, by this key. */
function signedIn(world: World, group: GroupId, author: Actor, seed: Uint8Array, log: bigint, kind: number) {
  const prev = new Uint8Array(32)
  const tip = {
    scheme: 0,
    group: bytesOfHex(group),
    author: publicKeyOf(author.member)!,
    log,
    nextSeq: 0,
    prev,
    order: 0n,
  }
  const draft = { kind, epoch: 0, parents: [], time: 1, order: 1n, salt: prev.slice(0, 16), plaintext: prev }
  return writeBurst(world.suite, seed, [draft], tip)
}

/** A burst that is rightly signed, in the place of what its author wrote there. */
function forge(world: World, seed: Uint8Array, holder: Actor, group: GroupId, log: bigint, seq: number) {
  const rows = holder.store.newest(group, undefined, 1_000_000)
  const before = rows.find(row => decodeHeader(row.header)!.log === log && row.seq === seq - 1)
  const any = rows.find(row => decodeHeader(row.header)!.log === log)!
  const { scheme, author } = decodeHeader(any.header)!
  const prev = before === undefined ? new Uint8Array(32) : bytesOfHex(before.entryId)
  const order = before?.order ?? 1n
  const tip = { scheme, group: bytesOfHex(group), author, log, nextSeq: seq, prev, order }
  const plaintext = new TextEncoder().encode('never said')
  const draft = { kind: 1, epoch: 0, parents: [], time: 1, order: order + 1n, salt: new Uint8Array(16), plaintext }
  return writeBurst(world.suite, seed, [draft], tip)
}

/** The liar has its own secrets and everybody's public keys. */
function forgedIntroduction(
  world: World,
  liar: Actor,
  victim: Actor,
  group: GroupId,
  { log, seed }: { readonly log: bigint; readonly seed: Uint8Array },
  retired: readonly RetiredLog[] = [],
) {
  const { suite, random } = world
  const members = [...liar.group(group).membership!.members.values()]
  const keys = members.find(({ member }) => member === victim.member)!
  const author = { identityKey: publicKeyOf(victim.member)!, linkKey: keys.linkKey }
  const introduced = {
    group: bytesOfHex(group),
    author,
    log,
    signer: suite.ed25519PublicKey(seed),
    told: toldIn(retired),
  }
  const readers = members.flatMap(({ member, linkKey, prekey }) =>
    prekey === undefined ? [] : [{ party: { identityKey: publicKeyOf(member)!, linkKey }, prekey }],
  )
  const body = introduce(suite, random, introduced, liar.stolenIdentity.linkSecret, readers)
  const plaintext = encodeIntroduction({ ...body, retired })
  const prev = new Uint8Array(32)
  const tip = { scheme: 0, group: bytesOfHex(group), author: author.identityKey, log, nextSeq: 0, prev, order: 0n }
  const draft = { kind: INTRODUCTION, epoch: 0, parents: [], time: 1, order: 1n, salt: new Uint8Array(16), plaintext }
  return writeBurst(suite, seed, [draft], tip)
}

function isBySelf({ header }: StoredEntry): boolean {
  const fields = decodeHeader(header)!
  return bytesEqual(fields.author, fields.signer)
}

function holds(bytes: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from(part))
}
