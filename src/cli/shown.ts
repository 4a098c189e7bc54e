/**
 * What a person is shown in place of the names in a line, where a name alone does not do (group/shown-names.ts). Every line
 * of every verb passes here on its way out, so that no verb can forget it. The names themselves stay: JSON has both.
 */
import type { Group, MemberId } from '../index.js'
import type { Line } from './lines.js'

type Names = Pick<Group, 'displayNameOf'>
/** A field that holds a name, whose it is, and the name. */
type Field = readonly [field: string, member: MemberId | undefined, name: string | undefined]

export function withShownNames(groups: readonly (Names & { readonly id: string })[], line: Line): Line {
  const namesOf = (id: string): Names | undefined => groups.find(group => group.id === id)
  switch (line.type) {
    case 'message':
      return shown(namesOf(line.group), line, [
        ['name', line.author, line.name],
        ['toName', line.to, line.toName],
      ])
    case 'fork':
    case 'custom':
      return shown(namesOf(line.group), line, [['name', line.author, line.name]])
    case 'member':
      return shown(namesOf(line.group), line, [
        ['name', line.member, line.name],
        ['oldName', line.member, line.oldName],
        ['byName', line.by, line.byName],
      ])
    case 'waiting':
    case 'removal':
      return shown(namesOf(line.group), line, [
        ['name', line.member, line.name],
        ['byName', line.by, line.byName],
      ])
    case 'change':
      return shown(namesOf(line.group), line, [
        ['name', line.by, line.name],
        ['memberName', line.member, line.memberName],
        // the name under which it waits
        ['value', line.member, line.what === 'waiting' ? line.value : undefined],
      ])
    case 'invite':
      return shown(namesOf(line.group), line, [['name', line.by, line.name]])
    case 'clone':
    case 'liar':
    case 'safety':
    case 'unopened':
    case 'bad-key-message':
      return shown(namesOf(line.group), line, [['name', line.member, line.name]])
    case 'group':
      return {
        ...line,
        closing: line.closing && byOf(namesOf(line.id), line.closing),
        topic: line.topic && byOf(namesOf(line.id), line.topic),
      }
    case 'status':
      return { ...line, groups: line.groups.map(group => inStatus(namesOf(group.id), group)) }
    // it shows the key as well
    case 'key-changed':
    case 'clock':
    // these name no member
    case 'identity':
    case 'join':
    case 'setting':
    case 'answer':
    case 'ring':
    case 'ready':
    case 'lagged':
    case 'note':
    case 'error':
    case 'sync':
    case 'receipt':
    case 'rekeyed':
    case 'unread':
      return line
  }
}

type InStatus = (Line & { readonly type: 'status' })['groups'][number]

function inStatus(names: Names | undefined, group: InStatus): InStatus {
  const removals = group.removals.map(one =>
    shown(names, one, [
      ['name', one.member, one.name],
      ['byName', one.by, one.byName],
    ]),
  )
  return { ...group, removals, topic: group.topic && byOf(names, group.topic) }
}

function byOf<Said extends { readonly by: MemberId; readonly name: string }>(
  names: Names | undefined,
  said: Said,
): Said {
  return shown(names, said, [['name', said.by, said.name]])
}

/** `shown` is there where one of the names is shown as something else. A name that is empty or missing is one that nobody has here. */
function shown<Part extends object>(names: Names | undefined, part: Part, fields: readonly Field[]): Part {
  if (names === undefined) return part
  const others: Record<string, string> = {}
  for (const [field, member, name] of fields) {
    if (member === undefined || name === undefined || name === '') continue
    const display = names.displayNameOf(member, name)
    if (display !== name) others[field] = display
  }
  return Object.keys(others).length === 0 ? part : { ...part, shown: others }
}
