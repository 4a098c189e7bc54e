/** SECURITY.md and docs/encryption.md claim nothing without a test: each test they name exists. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.test.ts'))
  .map(path => readFileSync(join(root, 'test', path), 'utf8'))
  .join('\n')

/** Alone, or said of each of several: after the name of one and a colon, or before it. */
function isThere(name: string): boolean {
  return [`'${name}'`, `}: ${name}\``, `\`${name}: \${`].some(title => tests.includes(title))
}

function named(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/\s+/g, ' ')
  return [...text.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name]) => name!).filter(name => name !== 'italics')
}

for (const { page, least } of [
  { page: 'SECURITY.md', least: 25 },
  { page: 'docs/encryption.md', least: 30 },
]) {
  test(`every test that ${page} names is there under that name`, () => {
    const names = named(page)
    assert.ok(names.length >= least, `${names.length} names`)
    assert.deepEqual(
      names.filter(name => !isThere(name)),
      [],
    )
  })
}

test('each property in the table of encryptions has a line that names its tests', () => {
  const page = readFileSync(join(root, 'docs/encryption.md'), 'utf8')
  const rows = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => number)
  const lines = [...page.matchAll(/^- ([\d, ]+):/gm)].flatMap(([, numbers]) => numbers!.split(', '))
  assert.ok(rows.length >= 14)
  assert.deepEqual(lines.sort(), rows.sort())
})
