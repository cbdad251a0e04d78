import { EventEmitter } from 'node:events'
import { eventNames } from './typings.ts'

/** What Electron would have thrown, in its place. */
export function refuse(sentence: string): never {
  throw new TypeError(`electron stand-in: ${sentence}`)
}

/** An emitter that takes only the events that its Electron class has. */
export function strictEmitter(className: string): EventEmitter {
  const emitter = new EventEmitter()
  const known = eventNames(className)
  emitter.on('newListener', (name: string) => {
    if (!known.has(name)) refuse(`${className} has no event '${name}'`)
  })
  return emitter
}

/** Options that Electron does not know, or of another type, are mistakes that it would not tell. */
export function checkOptions(
  what: string,
  options: object,
  types: ReadonlyMap<string, string>,
): void {
  for (const [name, value] of Object.entries(options)) {
    const type = types.get(name)
    if (type === undefined) refuse(`${what} has no option '${name}'`)
    const simple = ['boolean', 'number', 'string'].includes(type)
    if (simple && typeof value !== type) refuse(`${what}.${name} must be a ${type}`)
  }
}

/** The copy that would arrive in another process; refuses what cannot be sent. */
export function clone<Value>(value: Value): Value {
  try {
    return structuredClone(value)
  } catch {
    return refuse('An object could not be cloned.')
  }
}

/** An event that can be prevented. */
export function preventable(fields: Readonly<Record<string, unknown>> = {}) {
  let prevented = false
  return {
    ...fields,
    preventDefault: () => {
      prevented = true
    },
    get defaultPrevented() {
      return prevented
    },
  }
}
