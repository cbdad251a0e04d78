import { VALUE_CHARS_MAX } from './limits.ts'

/** A value of a JSON document. Numbers are the text that they were written as: no float is made. */
export type JsonValue =
  | string
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/**
 * The values at a path such as `receipt.number`, `payments[]`, `totals[type=paid].amount`; `.` is the
 * value itself. Names are compared without case.
 */
export function selectJson(value: JsonValue, path: string): JsonValue[] {
  if (path === '.') return [value]
  let found: readonly JsonValue[] = [value]
  for (const step of path.split(/\.(?![^[]*\])/))
    found = found.flatMap((one) => stepInto(one, step))
  return [...found]
}

/** The first text at any of the paths, trimmed; true and false are texts, too. */
export function firstJsonText(value: JsonValue, paths: readonly string[]): string | null {
  for (const path of paths)
    for (const one of selectJson(value, path)) {
      const text = textOf(one)
      if (text !== null && text !== '') return text
    }
  return null
}

/** A text, or yes and no as one; null for objects, lists and null. */
export function textOf(value: JsonValue): string | null {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.trim().slice(0, VALUE_CHARS_MAX) : null
}

const STEP = /^([^[\]]*)(?:\[(?:([^=\]]+)=([^\]]*))?\])?$/

function stepInto(value: JsonValue, step: string): readonly JsonValue[] {
  const match = STEP.exec(step)
  if (match === null) return []
  const [, name = '', key, wanted = ''] = match
  const member = name === '' ? value : memberOf(value, name)
  if (member === undefined) return []
  if (!step.endsWith(']')) return [member]
  const items: readonly JsonValue[] = isList(member) ? member : [member]
  if (key === undefined) return items
  return items.filter((item) => {
    const own = memberOf(item, key)
    return own !== undefined && textOf(own)?.toLowerCase() === wanted.toLowerCase()
  })
}

function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined
  if (Object.hasOwn(value, name)) return (value as Record<string, JsonValue>)[name]
  const lower = name.toLowerCase()
  return Object.entries(value).find(([own]) => own.toLowerCase() === lower)?.[1]
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
