/** SECURITY.md claims nothing without a test: each test it names exists. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..')

test('every test that SECURITY.md names is there under that name', () => {
  const page = readFileSync(join(root, 'SECURITY.md'), 'utf8').replaceAll(/\s+/g, ' ')
  const named = [...page.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)]
    .map(([, name]) => name!)
    .filter(name => name !== 'italics')
  assert.ok(named.length >= 25)
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.ts'))
    .map(path => readFileSync(join(root, 'test', path), 'utf8'))
    .join('\n')
  assert.deepEqual(
    named.filter(name => !tests.includes(`'${name}'`)),
    [],
  )
})
