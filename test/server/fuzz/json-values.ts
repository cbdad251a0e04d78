import fc from 'fast-check'
import { z } from 'zod'

/** JSON Schema as zod writes it. */
type Json = { readonly [name: string]: unknown }

/** What members of a name usually hold; drawn each time, as more is known later. */
export type Usual = (name: string) => fc.Arbitrary<unknown> | undefined

/** Values that the schema takes, or nearly: patterns and formats are kept, checks by code are not. */
export function valuesOf(schema: z.ZodType, usual: Usual): fc.Arbitrary<Record<string, unknown>> {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
  return fromSchema(json, '', usual) as fc.Arbitrary<Record<string, unknown>>
}

function fromSchema(schema: Json, name: string, usual: Usual): fc.Arbitrary<unknown> {
  const own = bySchema(schema, name, usual)
  const known = usual(name)
  if (known === undefined) return own
  return fc.oneof({ weight: 14, arbitrary: known }, { weight: 1, arbitrary: own })
}

function bySchema(schema: Json, name: string, usual: Usual): fc.Arbitrary<unknown> {
  const some = (schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf']) as
    | readonly Json[]
    | undefined
  if (some !== undefined) return fc.oneof(...some.map((one) => fromSchema(one, name, usual)))
  if ('const' in schema) return fc.constant(schema['const'])
  if ('enum' in schema) return fc.constantFrom(...(schema['enum'] as readonly unknown[]))
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, usual)
    case 'array':
      return fc.array(fromSchema((schema['items'] ?? {}) as Json, name, usual), { maxLength: 4 })
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return wholeOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectOf(schema: Json, usual: Usual): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>
  const required = new Set((schema['required'] ?? []) as readonly string[])
  const members = Object.entries(properties).map(([name, of]) => {
    const value = fromSchema(of, name, usual)
    return [
      name,
      required.has(name) ? value : fc.option(value, { nil: undefined, freq: 2 }),
    ] as const
  })
  return fc.record(Object.fromEntries(members))
}

function textOf(schema: Json): fc.Arbitrary<string> {
  const { pattern, format } = schema
  const max = Math.min(Number(schema['maxLength'] ?? 60), 200)
  const min = Math.min(Number(schema['minLength'] ?? 0), max)
  if (format === 'uuid') return fc.uuid()
  if (format === 'email') return fc.emailAddress({ size: 'small' })
  if (format === 'date')
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10))
  if (typeof pattern === 'string') return matching(pattern)
  return fc.string({ minLength: min, maxLength: max, size: 'small' })
}

function wholeOf(schema: Json): fc.Arbitrary<number> {
  const min = Math.max(Number(schema['minimum'] ?? -(2 ** 53) + 1), -(2 ** 53) + 1)
  const max = Math.min(Number(schema['maximum'] ?? 2 ** 53 - 1), 2 ** 53 - 1)
  return fc.maxSafeInteger().map((whole) => Math.min(max, Math.max(min, whole)))
}

/** Patterns that look ahead cannot be turned round: what they ask for is left to what is usual. */
function matching(pattern: string): fc.Arbitrary<string> {
  if (/\(\?[=!<]/.test(pattern)) return fc.stringMatching(/^[A-Z0-9]{8,20}$/)
  return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' })
}
