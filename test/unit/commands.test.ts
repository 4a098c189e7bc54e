import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsedCommand } from '#src/cli/commands.js'
import { typedLine } from '#src/cli/typed-line.js'

/** The verb and the words that a command becomes. */
function run(line: string): readonly string[] {
  const command = parsedCommand(line, 'a1')
  if (command.type !== 'run') throw new Error(`${line} is ${command.type}`)
  return [command.name, ...command.invocation.words]
}

test('a line is a message unless it begins with one slash', () => {
  assert.deepEqual(typedLine('hello'), { kind: 'text', text: 'hello' })
  assert.deepEqual(typedLine(' /kick bob'), { kind: 'text', text: ' /kick bob' })
  assert.deepEqual(typedLine('//usr/bin'), { kind: 'text', text: '/usr/bin' })
  assert.deepEqual(typedLine('/kick bob'), { kind: 'command', text: 'kick bob' })
  assert.equal(typedLine('/quit '), 'quit')
  assert.equal(typedLine(''), undefined)
})

test('a command is the verb of that name on the group of the chat', () => {
  assert.deepEqual(run('members'), ['members', 'a1'])
  assert.deepEqual(run('topic'), ['topic', 'a1'])
  assert.deepEqual(run('topic two words'), ['topic', 'a1', 'two words'])
  assert.deepEqual(run('topic ""'), ['topic', 'a1', ''])
  assert.deepEqual(run('away -5 minutes'), ['away', '-5 minutes'])
  assert.deepEqual(run('back'), ['back'])
  assert.deepEqual(run('leave so long'), ['leave', 'a1', 'so long'])
})

test('names may have spaces, and begin with a dash', () => {
  assert.deepEqual(run('kick carol the great'), ['kick', 'a1', 'carol the great'])
  assert.deepEqual(run('ban "carol"'), ['ban', 'a1', 'carol'])
  assert.deepEqual(run('kick --data'), ['kick', 'a1', '--data'])
  assert.deepEqual(run('role carol the great observer'), ['role', 'a1', 'carol the great', 'observer'])
  assert.deepEqual(run('set name frog friends'), ['set', 'a1', 'name', 'frog friends'])
  assert.deepEqual(parsedCommand('msg "carol the great" hi there', 'a1'), {
    type: 'say',
    kind: 'text',
    text: 'hi there',
    to: 'carol the great',
  })
  assert.deepEqual(parsedCommand('me waves', 'a1'), { type: 'say', kind: 'action', text: 'waves' })
})

test('a text is what was typed, with its quotes and the blanks at its ends', () => {
  const said = (line: string) => {
    const command = parsedCommand(line, 'a1')
    return command.type === 'say' ? command.text : command.type
  }
  assert.equal(said('me "waves"'), '"waves"')
  assert.equal(said('me  waves '), ' waves ')
  assert.equal(said('msg bob "yes", he said, "no"'), '"yes", he said, "no"')
  assert.equal(said('msg "bob"  \ufeffx\ny '), ' \ufeffx\ny ')
  assert.deepEqual(run('topic "frogs" and "toads"'), ['topic', 'a1', '"frogs" and "toads"'])
  assert.deepEqual([run('topic  '), run('away ')], [['topic', 'a1'], ['away']])
  assert.throws(() => parsedCommand('me  ', 'a1'), { code: 'bad-argument' })
})

test('invite and verify take the options of their verbs', () => {
  const command = parsedCommand('invite --uses 3 --approve', 'a1')
  assert.equal(command.type === 'run' && command.invocation.uses, 3)
  assert.equal(command.type === 'run' && command.invocation.approve, true)
  assert.deepEqual(run('verify "carol the great" --mark'), ['verify', 'a1', 'carol the great'])
})

test('what is no command, or lacks a word, says what to type', () => {
  for (const [line, pattern] of [
    ['sned', /no command \/sned: see \/help/],
    ['constructor', /no command/],
    ['join tocsin1', /no command/],
    ['', /no command/],
    ['kick', /needs more words: \/kick MEMBER/],
    ['role bob', /needs more words/],
    ['msg bob', /needs more words/],
    ['back now', /takes no words/],
    ['invite --uses 0', /--uses is a whole number/],
  ] as const) {
    assert.throws(() => parsedCommand(line, 'a1'), { code: 'bad-argument', message: pattern }, line)
  }
  const help = parsedCommand('help', 'a1')
  assert.ok(help.type === 'help' && help.lines.some(text => text.startsWith('/kick MEMBER')))
})
