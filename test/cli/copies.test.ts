/** A data folder that was copied, with real processes: both run, everybody is told, and nothing is lost. */
import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { test } from 'node:test'
import { jsonLines, Person, person } from './support/command.ts'

test('a copy of a folder that runs beside it is told to both and to the others by any verb, and what both say reaches all', async context => {
  const alice = await person(context, 'alice')
  const bob = await person(context, 'bob')
  const [first, others] = await Promise.all([alice.up(), bob.up()])
  await alice.result(['create', 'friends'])
  await bob.result(['join', await alice.result(['invite', 'friends'])])
  await first.stop()
  const twin = new Person(context, `${alice.folder}-2`)
  cpSync(alice.folder, twin.folder, { recursive: true, preserveTimestamps: true })
  const [one, two] = await Promise.all([alice.up(), twin.up()])

  // an owner says it as it is noticed; a verb says it at once
  await Promise.all([one, two, others].map(running => until(() => running.stderr.includes('in two places'), running)))
  assert.match(one.stderr, /^this identity runs in two places/mu)
  assert.match(others.stderr, /^alice runs in two places/mu)
  for (const someone of [alice, twin, bob]) {
    const groups = await someone.run(['groups'])
    assert.match(groups.stderr, /runs in two places/u)
    assert.equal(groups.code, 0)
    const [status] = jsonLines(await someone.result(['status', '--json'])) as [{ groups: { clones: unknown[] }[] }]
    assert.equal(status.groups[0]!.clones.length, 1)
  }

  const said = ['of the one', 'of the other', 'of bob']
  for (const [at, someone] of [alice, twin, bob].entries()) {
    assert.equal((await someone.run(['send', 'friends', said[at]!, '--wait', 'local'])).code, 0)
  }
  for (const someone of [alice, twin, bob]) {
    const tail = someone.start(['tail', 'friends', '-f'])
    for (const text of said) await tail.prints(text)
    await tail.stop()
  }
  await two.stop()
  assert.equal((await bob.run(['send', 'friends', 'still there', '--wait', 'all', '--timeout', '60s'])).code, 0)
  await one.stop()
  // what was said beside each other is one history, in each folder
  const histories = await Promise.all([alice, twin].map(someone => someone.result(['export', 'friends'])))
  for (const history of histories) for (const text of said) assert.ok(history.includes(text), text)
})

/** Resolves once it is so; it is looked at whenever the process says something. */
async function until(
  so: () => boolean,
  running: { readonly child: { readonly stderr: NodeJS.ReadableStream } },
): Promise<void> {
  while (!so()) await new Promise(resolve => running.child.stderr.once('data', resolve))
}
