/**
 * How many things each collection below an object holds, private fields included: what a flood left behind is counted,
 * not guessed from the heap. Names are `Class.field`; of many collections with one name the largest counts.
 */
import { type Runtime, Session } from 'node:inspector'

/** Objects looked at before it gives up: a group of three has a few thousand. */
const MAX_OBJECTS = 200_000

type Property = Pick<Runtime.PropertyDescriptor, 'name' | 'value'>

/** Largest first. */
export function sizesBelow(root: object): ReadonlyMap<string, number> {
  const session = new Session()
  session.connect()
  const sizes = new Map<string, number>()
  const seen = new Set<string>()
  Object.assign(globalThis, { [ROOT]: root, [SEEN]: new Set() })
  try {
    const first = evaluate(session, `globalThis.${ROOT}`)
    const waiting: { readonly name: string; readonly value: Runtime.RemoteObject }[] = [{ name: 'root', value: first }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { name, value } = next
      if (value.objectId === undefined || !isNew(session, value.objectId)) continue
      seen.add(value.objectId)
      if (seen.size > MAX_OBJECTS) throw new Error(`more than ${MAX_OBJECTS} objects below ${root.constructor.name}`)
      const size = sizeOf(value)
      if (size !== undefined) sizes.set(name, Math.max(size, sizes.get(name) ?? 0))
      for (const property of propertiesOf(session, value.objectId)) {
        const inner = property.value
        if (inner === undefined || inner.type !== 'object' || inner.subtype === 'typedarray') continue
        const isElement = size !== undefined
        waiting.push({ name: isElement ? name : `${value.className ?? '?'}.${property.name}`, value: inner })
      }
    }
  } finally {
    Reflect.deleteProperty(globalThis, ROOT)
    Reflect.deleteProperty(globalThis, SEEN)
    session.disconnect()
  }
  return new Map([...sizes].sort(([, left], [, right]) => right - left))
}

const ROOT = 'tocsinSizesRoot'
const SEEN = 'tocsinSizesSeen'

function sizeOf({ description, subtype }: Runtime.RemoteObject): number | undefined {
  if (subtype !== 'map' && subtype !== 'set' && subtype !== 'array') return undefined
  return Number(/\((\d+)\)$/.exec(description ?? '')?.[1])
}

function evaluate(session: Session, expression: string): Runtime.RemoteObject {
  let result: Runtime.RemoteObject | undefined
  session.post('Runtime.evaluate', { expression }, (error, answer) => {
    if (error !== null) throw error
    result = answer.result
  })
  if (result === undefined) throw new Error('the inspector does not answer at once')
  return result
}

/** Ids are new with every look; the object itself is remembered. */
function isNew(session: Session, objectId: string): boolean {
  let isFresh = false
  const functionDeclaration = `function () { const seen = globalThis.${SEEN}; return seen.size < seen.add(this).size }`
  session.post('Runtime.callFunctionOn', { objectId, functionDeclaration, returnByValue: true }, (error, answer) => {
    if (error !== null) throw error
    isFresh = answer.result.value === true
  })
  return isFresh
}

/** Own fields, private ones, and what a map or set holds. */
function propertiesOf(session: Session, objectId: string): Property[] {
  const found: Property[] = []
  session.post('Runtime.getProperties', { objectId, ownProperties: true }, (error, answer) => {
    if (error !== null) throw error
    const inside = answer.internalProperties?.filter(({ name }) => name === '[[Entries]]') ?? []
    found.push(...answer.result.filter(({ name }) => name !== '__proto__'), ...inside)
    const hidden: unknown = Reflect.get(answer, 'privateProperties')
    if (Array.isArray(hidden)) found.push(...hidden)
  })
  return found
}
