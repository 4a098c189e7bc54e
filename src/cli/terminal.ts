/**
 * What others wrote, as it stands on a terminal: stripped (base/safe-text.ts) and indented. JSON output does not pass
 * here: it escapes on its own.
 */
import { safeText } from '../base/safe-text.js'

export { safeLine, safeText } from '../base/safe-text.js'

/** A message of several lines cannot pass for several messages: what follows the first line is indented. */
export function safeMessage(text: string): string {
  return safeText(text.replace(/\r\n|\r/gu, '\n')).replace(/\n/gu, '\n    ')
}
