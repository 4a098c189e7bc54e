/**
 * A program over a copy of the library, whose MLS worker may be missing or crash: `node mls-loss-process.ts INDEX STORY FOLDER`.
 * Prints a line of JSON: what became of each call.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [index, story, folder] = process.argv.slice(2)
const { createTocsin, TocsinError }: typeof import('#src/index.js') = await import(pathToFileURL(index!).href)

function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof TocsinError ? error.code : `${error}`),
  )
}

async function textsOf(group: { history(): AsyncIterable<{ readonly text: string }> }): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of group.history()) texts.push(text)
  return texts
}

const alice = await createTocsin({ data: join(folder!, 'alice'), name: 'alice' })
const told: Record<string, unknown> = {}
if (story === 'found') {
  told.sealed = await outcome(alice.createGroup({ name: 'sealed', encryption: 'mls' }))
  told.plain = await outcome(alice.createGroup({ name: 'plain' }))
}
const named = (name: string) => alice.groups().find(group => group.name === name)
if (story === 'crash') {
  const events: string[] = []
  const ended = (async () => {
    for await (const event of named('sealed')!.events()) {
      events.push(event.type === 'failed' ? `failed ${event.error.code}` : event.type)
    }
  })()
  told.before = await outcome(named('sealed')!.send('before'))
  writeFileSync(process.env.CRASH_FILE!, '')
  const sends = [1, 2, 3].map(number => outcome(named('sealed')!.send(`lost ${number}`)))
  told.sends = await Promise.all(sends)
  await ended
  told.events = events.filter(type => type.startsWith('failed'))
}
told.groups = alice
  .groups()
  .map(({ name }) => name)
  .sort()
told.sealedSend = named('sealed') && (await outcome(named('sealed')!.send(`sealed in ${story}`)))
told.plainSend = await outcome(named('plain')!.send(`plain in ${story}`))
told.plainTexts = await textsOf(named('plain')!)
told.sealedTexts = named('sealed') && (await textsOf(named('sealed')!))
await alice.stop()
process.stdout.write(`${JSON.stringify(told)}\n`)
