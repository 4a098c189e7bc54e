/** topic, set: what a group says of itself and what it lets whom do. Without a value they show it and change nothing. */
import { TocsinError } from '../../base/errors.js'
import { expireSeconds, expireText } from '../../chat/durations.js'
import { isSettingName, withSetting } from '../../group/settings.js'
import type { Group, SettingName, Settings, Tocsin } from '../../index.js'
import type { Invocation } from '../arguments.js'
import { chosenGroup } from '../group-choice.js'
import { note, type SettingLine } from '../lines.js'
import { lookAround, noteUnheard } from '../look-around.js'
import type { Session } from '../session.js'
import { groupLine } from './groups.js'

/** Every setting, and what it may be. */
const VALUES: Readonly<Record<SettingName, string>> = {
  name: 'some text of at most 128 bytes',
  limit: 'a number of members from 1 to 10000',
  speak: 'all, moderators or founder',
  invites: 'all, moderators or founder',
  'topic-lock': 'on or off',
  expire: 'how long messages live, from 5m to 3650d, or off',
}
const NAMES = Object.keys(VALUES).filter(isSettingName)

export async function topic(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word = '', text] = invocation.words
  const group = chosenGroup(tocsin.groups(), word)
  await lookAround([group], invocation, session)
  if (text !== undefined) {
    await group.moderation.setTopic(text)
    await noteUnheard(group, session)
  }
  await session.emit(groupLine(group))
  if (text === undefined) await session.emit(note(whoseTopic(group)))
}

export async function set(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const [word = '', name, value] = invocation.words
  const group = chosenGroup(tocsin.groups(), word)
  const wanted = name === undefined ? NAMES : [settingName(name)]
  await lookAround([group], invocation, session)
  const [only] = wanted
  if (value !== undefined && only !== undefined) {
    checkValue(settingsOf(group), only, value)
    await group.moderation.set(only, value)
    await noteUnheard(group, session)
  }
  for (const one of wanted) await session.emit(settingLine(group, one))
}

function whoseTopic(group: Group): string {
  const set = group.moderation.topic
  return set === undefined || set.text === ''
    ? `${group.name} has no topic; set one: tocsin topic ${group.name} TEXT`
    : `set by ${group.displayNameOf(set.by)} at ${set.time}`
}

function settingLine(group: Group, name: SettingName): SettingLine {
  return { v: 1, type: 'setting', group: group.id, name, value: valueIn(settingsOf(group), name) }
}

function valueIn(settings: Settings, name: SettingName): string {
  if (name === 'topic-lock') return settings.topicLock ? 'on' : 'off'
  return name === 'expire' ? expireText(settings.expire) : String(settings[name])
}

function settingsOf({ moderation, name }: Group): Settings {
  const { settings } = moderation
  if (settings === undefined) throw new TocsinError('not-a-member', `what ${name} is set to is not known here yet`)
  return settings
}

function settingName(word: string): SettingName {
  if (isSettingName(word)) return word
  throw new TocsinError('bad-argument', `a group has no setting "${word}"; it has ${NAMES.join(', ')}`)
}

function checkValue(settings: Settings, name: SettingName, value: string): void {
  const given = name === 'expire' && value !== 'off' ? String(expireSeconds(value)) : value
  if (withSetting(settings, name, given) !== undefined) return
  throw new TocsinError('bad-argument', `${name} is ${VALUES[name]}, not "${value}"`)
}
