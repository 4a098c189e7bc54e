/** A verb and the engine → the verb done. The one place that knows which function a verb is. */
import type { Tocsin } from '../index.js'
import type { Invocation } from './arguments.js'
import type { Session } from './session.js'
import { chat } from './verbs/chat.js'
import { createGroup, invite, join, leave, listGroups } from './verbs/groups.js'
import { exportHistory, search, tail } from './verbs/history.js'
import { members, ring, status } from './verbs/look.js'
import { send } from './verbs/send.js'
import { up } from './verbs/up.js'
import { verify } from './verbs/verify.js'

/** Rejects with TocsinError; whoever called reports it. */
export async function perform(tocsin: Tocsin, invocation: Invocation, session: Session): Promise<void> {
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
    case 'groups':
      return listGroups(tocsin, session)
    case 'members':
      return members(tocsin, invocation, session)
    case 'status':
      return status(tocsin, invocation, session)
    case 'ring':
      return ring(tocsin, invocation, session)
    case 'chat':
      return chat(tocsin, invocation, session)
    case 'send':
      return send(tocsin, invocation, session)
    case 'tail':
      return tail(tocsin, invocation, session)
    case 'search':
      return search(tocsin, invocation, session)
    case 'export':
      return exportHistory(tocsin, invocation, session)
    case 'verify':
      return verify(tocsin, invocation, session)
    case 'up':
      return up(tocsin, session)
    case 'leave':
      return leave(tocsin, invocation, session)
  }
}
