/** The rules of docs/architecture.md that a file can break without anything failing. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const src = join(root, 'src')

interface Source {
  /** From src/, with forward slashes. */
  readonly path: string
  /** The part it belongs to: its folder, or the file itself where it stands alone. */
  readonly part: string
  readonly text: string
  /** Without comments and string literals. */
  readonly code: string
  /** Module names as written, those of types too. */
  readonly imports: readonly string[]
}

/** Lowest first; the parts of one layer do not know each other. */
const LAYERS = [
  ['base'],
  ['wire'],
  ['crypto'],
  ['ring', 'gossip', 'history', 'group'],
  ['peer'],
  // the files' names and how they are put in place, for store and identity alike
  ['data-folder'],
  // what the host gives: each stands alone below the loop
  ['net', 'store', 'host', 'identity', 'node-suite'],
  // over the node suite, for whoever puts a peer together
  ['mls-engine'],
  ['runtime'],
  ['chat'],
  ['index'],
  // for whoever embeds, over what index exports; the command line may spawn groups with it
  ['testing'],
  ['cli'],
] as const

const PURE = ['base', 'wire', 'crypto', 'ring', 'gossip', 'history', 'group', 'peer']
/** What pure code may use from outside: bytes, primitives, framing, a list of words. None of it reads a clock or draws a number. */
const PURE_PACKAGES =
  /^(uint8arrays|uint8arraylist|protons-runtime|@noble\/(ciphers|curves|hashes)|@scure\/bip39\/wordlists)(\/|$)/
const LIBP2P = /^(libp2p|@libp2p|@chainsafe|@multiformats|it-[a-z-]+)(\/|$)/
const TS_MLS = /^ts-mls(\/|$)/
/** Clocks, timers, chance, waiting and the host. */
const IMPURE =
  /\b(Date|performance|setTimeout|setInterval|setImmediate|queueMicrotask|Math\.random|crypto|getRandomValues|randomUUID|async|await|Promise|process|Buffer|console|fetch|globalThis)\b/g

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('.ts'))
  .map(readSource)
const handWritten = sources.filter(source => !source.path.startsWith('wire/generated/'))

function readSource(path: string): Source {
  const text = readFileSync(join(src, path), 'utf8')
  const imports = [...text.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|\bimport\(?\s*'([^']+)'/gm)]
  return {
    path,
    part: path.replace(/\.ts$/, '').split('/')[0]!,
    text,
    code: text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gm, '""'),
    imports: imports.map(found => found[1] ?? found[2] ?? ''),
  }
}

function layerOf(part: string): number {
  return LAYERS.findIndex(layer => layer.some(name => name === part))
}

/** The file in src/ that a relative import names. */
function targetOf(source: Source, name: string): string {
  return posix.join(dirname(source.path), name)
}

test('every file belongs to a layer', () => {
  assert.ok(sources.length > 80, 'the sources were found')
  assert.deepEqual([...new Set(sources.map(source => source.part).filter(part => layerOf(part) < 0))], [])
})

test('imports point to lower layers or stay in their part', () => {
  const wrong: string[] = []
  for (const source of sources) {
    for (const name of source.imports.filter(name => name.startsWith('.'))) {
      const target = targetOf(source, name).replace(/\.js$/, '').split('/')[0]!
      if (target === source.part) continue
      if (layerOf(target) < 0 || layerOf(target) >= layerOf(source.part)) wrong.push(`${source.path} imports ${name}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('the parts that decide use no package that reads a clock, draws a number or does I/O', () => {
  const wrong = sources
    .filter(source => PURE.includes(source.part))
    .flatMap(source => source.imports.map(name => ({ source, name })))
    .filter(({ name }) => !name.startsWith('.') && !PURE_PACKAGES.test(name))
  assert.deepEqual(
    wrong.map(({ source, name }) => `${source.path} imports ${name}`),
    [],
  )
})

test('the parts that decide do not wait, read a clock, roll dice or touch the host', () => {
  const wrong = sources
    .filter(source => PURE.includes(source.part))
    .flatMap(source => [...source.code.matchAll(IMPURE)].map(found => `${source.path} uses ${found[0]}`))
  assert.deepEqual(wrong, [])
})

test('libp2p stays in net, SQLite in store', () => {
  const outside = (part: string, test: (name: string) => boolean) =>
    sources.filter(source => source.part !== part && source.imports.some(test)).map(source => source.path)
  assert.deepEqual(
    outside('net', name => LIBP2P.test(name)),
    [],
  )
  assert.deepEqual(
    outside('store', name => name === 'node:sqlite'),
    [],
  )
})

test('ts-mls stays in mls-engine', () => {
  const outside = sources.filter(
    source => source.part !== 'mls-engine' && source.imports.some(name => TS_MLS.test(name)),
  )
  assert.deepEqual(
    outside.map(source => source.path),
    [],
  )
})

test('every file starts by saying what it is', () => {
  const silent = handWritten.filter(source => !/^(#!.*\n)?\/\*\*/.test(source.text))
  assert.deepEqual(
    silent.map(source => source.path),
    [],
  )
})

/** Files over 300 lines, and why each is one idea all the same; none is over 350. */
const LONGER: Readonly<Record<string, string>> = {
  'chat/surface.ts': 'every shape that an embedder sees, on one page',
  'group/fold.ts': 'one case for each kind of membership entry',
  'history/log-index.ts': 'one table of logs, and each question that is asked of it',
  'history/pulls.ts': 'one loop over claims; what it asks for and what came of it change together',
  'history/sync.ts': 'the head of history: one case for each event',
  'peer/authorship.ts': 'one life of a key, from the prekey to the published seed',
  'peer/book.ts': 'the one judge of what enters a group, and the one pen',
  'peer/group.ts': 'the router: one line for each part and each way between two',
  'peer/joins.ts': 'one join, from the first dial to the last refusal',
  'peer/links.ts': 'one table of links, and each event that changes it',
  'peer/peer.ts': 'the one door of a peer: each call and each event, and whose it is',
  'peer/intake.ts': 'the one road in, whichever way an entry came',
}

test('no file holds two ideas: one over 300 lines says why it is one idea', () => {
  const lines = ({ text }: { readonly text: string }) => text.trimEnd().split('\n').length
  const long = handWritten.filter(source => lines(source) > (source.path in LONGER ? 350 : 300))
  assert.deepEqual(
    long.map(source => source.path),
    [],
  )
})
