/** A verb and the engine → the verb done. The one place that knows which function a verb is. */
import type { Tocsin } from '../index.js'
import { CopyAlarm } from './alarms.js'
import type { Invocation } from './arguments.js'
import type { Session } from './session.js'
import { withShownNames } from './shown.js'
import { chat } from './verbs/chat.js'
import { createGroup, leave, listGroups } from './verbs/groups.js'
import { exportHistory, search, tail } from './verbs/history.js'
import { invite, listInvites, revoke } from './verbs/invites.js'
import { join, joins } from './verbs/join.js'
import { members, ring, status } from './verbs/look.js'
import { approve, ban, decline, kick, listWaiting, role, unban } from './verbs/moderation.js'
import { ignore, nick, say } from './verbs/people.js'
import { me, msg, send } from './verbs/send.js'
import { set, topic } from './verbs/settings.js'
import { up } from './verbs/up.js'
import { verify } from './verbs/verify.js'

/** Rejects with TocsinError; whoever called reports it. What a person must know of copied folders is said with any verb. */
export async function perform(tocsin: Tocsin, invocation: Invocation, outer: Session): Promise<void> {
  const emit: Session['emit'] = line => outer.emit(withShownNames(tocsin.groups(), line))
  const session: Session = { ...outer, emit }
  const alarm = new CopyAlarm()
  await alarm.tell(tocsin.groups(), session)
  await carriedOut(tocsin, invocation, session)
  // these told it as it came
  if (invocation.verb !== 'chat' && invocation.verb !== 'up') await alarm.tell(tocsin.groups(), session)
}

async function carriedOut(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
  const { peerId, name } = tocsin
  switch (invocation.verb) {
    case 'init':
    case 'whoami':
      return session.emit({ v: 1, type: 'identity', peerId, name })
    case 'create':
      return createGroup(tocsin, invocation, session)
    case 'invite':
      return invite(tocsin, invocation, session)
    case 'join':
      return join(tocsin, invocation, session)
    case 'joins':
      return joins(tocsin, invocation, session)
    case 'invites':
      return listInvites(tocsin, invocation, session)
    case 'revoke':
      return revoke(tocsin, invocation, session)
    case 'waiting':
      return listWaiting(tocsin, invocation, session)
    case 'approve':
      return approve(tocsin, invocation, session)
    case 'decline':
      return decline(tocsin, invocation, session)
    case 'groups':
      return listGroups(tocsin, session)
    case 'members':
      return members(tocsin, invocation, session)
    case 'status':
      return status(tocsin, invocation, session)
    case 'ring':
      return ring(tocsin, invocation, session)
    case 'chat':
      // a chat carries out verbs, too
      return chat(tocsin, invocation, session, carriedOut)
    case 'send':
      return send(tocsin, invocation, session)
    case 'me':
      return me(tocsin, invocation, session)
    case 'msg':
      return msg(tocsin, invocation, session)
    case 'tail':
      return tail(tocsin, invocation, session)
    case 'search':
      return search(tocsin, invocation, session)
    case 'export':
      return exportHistory(tocsin, invocation, session)
    case 'verify':
      return verify(tocsin, invocation, session)
    case 'ignore':
      return ignore(true, tocsin, invocation, session)
    case 'unignore':
      return ignore(false, tocsin, invocation, session)
    case 'nick':
      return nick(tocsin, invocation, session)
    case 'away':
    case 'busy':
      return say(invocation.verb, tocsin, invocation, session)
    case 'back':
      return say('online', tocsin, invocation, session)
    case 'topic':
      return topic(tocsin, invocation, session)
    case 'set':
      return set(tocsin, invocation, session)
    case 'role':
      return role(tocsin, invocation, session)
    case 'kick':
      return kick(tocsin, invocation, session)
    case 'ban':
      return ban(tocsin, invocation, session)
    case 'unban':
      return unban(tocsin, invocation, session)
    case 'up':
      return up(tocsin, session)
    case 'leave':
      return leave(tocsin, invocation, session)
  }
}
