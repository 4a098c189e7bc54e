/**
 * What a group can be set to, and what of it a value means. Serves docs/protocol.md, "Settings". A value that this version
 * cannot read is no setting: it has no effect on anyone.
 */
import { MAX_MEMBERS } from '../base/limits.js'
import { type Allowed, isAllowed, isName, type SettingName } from './control.js'
import { isLife } from './expiry.js'

export interface Settings {
  readonly name: string
  /** Members at a time. */
  readonly limit: number
  readonly speak: Allowed
  readonly invites: Allowed
  /** Whether only moderators set the topic. */
  readonly topicLock: boolean
  /** Seconds that messages live; 0: for ever. */
  readonly expire: number
}

/** `expire`: of the genesis. */
export function firstSettings(name: string, expire = 0): Settings {
  return { name, limit: MAX_MEMBERS, speak: 'all', invites: 'all', topicLock: false, expire }
}

/** The settings with this one changed; undefined when the value is none of its kind. */
export function withSetting(settings: Settings, name: SettingName, value: string): Settings | undefined {
  switch (name) {
    case 'name':
      return isName(value) ? { ...settings, name: value } : undefined
    case 'limit':
      return isLimit(value) ? { ...settings, limit: Number(value) } : undefined
    case 'speak':
      return isAllowed(value) ? { ...settings, speak: value } : undefined
    case 'invites':
      return isAllowed(value) ? { ...settings, invites: value } : undefined
    case 'topic-lock':
      return value === 'on' || value === 'off' ? { ...settings, topicLock: value === 'on' } : undefined
    case 'expire':
      return isExpire(value) ? { ...settings, expire: value === 'off' ? 0 : Number(value) } : undefined
  }
}

export function isSettingName(name: string): name is SettingName {
  return ['name', 'limit', 'speak', 'invites', 'topic-lock', 'expire'].includes(name)
}

/** One word for never, and for each life one number. */
function isExpire(value: string): boolean {
  return value === 'off' || (/^[1-9]\d{2,8}$/u.test(value) && isLife(Number(value)))
}

function isLimit(value: string): boolean {
  return /^[1-9]\d{0,5}$/u.test(value) && Number(value) <= MAX_MEMBERS
}
