import { parseUnknown } from '../../../contract/parse.ts'
import { WIRE_EVENTS, type WireEvent, type WireEventName } from '../../../contract/wire/messages.ts'

/** What the server said unasked, by its name. */
export type ServerEvent = {
  readonly [Name in WireEventName]: { readonly name: Name; readonly body: WireEvent<Name> }
}[WireEventName]

/** Reads an event; undefined when this version does not know it or it is not of its form. */
export function readServerEvent(name: string, body: unknown): ServerEvent | undefined {
  const known = (Object.keys(WIRE_EVENTS) as WireEventName[]).find((each) => each === name)
  if (known === undefined) return undefined
  const parsed = parseUnknown(WIRE_EVENTS[known], body)
  // The table joins the name and its schema; the compiler does not follow it through the union.
  return parsed.ok ? ({ name: known, body: parsed.value } as ServerEvent) : undefined
}
