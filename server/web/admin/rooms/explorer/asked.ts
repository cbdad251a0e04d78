import type { ApiOperation, FieldSchema } from './api-document.ts'

/** What the fields hold, by the path of each: `card.number`. */
export type Texts = Readonly<Record<string, string>>

/** Whether a path has a choice of several forms, what was chosen of them: the first unless said. */
export function chosenOf(texts: Texts, path: string): number {
  return Number(texts[`${path}#`] ?? 0)
}

/**
 * What the fields say, in the form that the schema asks for; undefined where nothing was typed.
 * Numbers that are none are sent as they were typed, so that the API itself says what is wrong.
 */
export function askedValue(schema: FieldSchema, texts: Texts, path = ''): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf) {
    const chosen = schema.anyOf[chosenOf(texts, path)]
    return chosen && askedValue(chosen, texts, path)
  }
  if (schema.properties) {
    const entries = Object.entries(schema.properties)
      .map(([name, part]) => [name, askedValue(part, texts, pathOf(path, name))] as const)
      .filter(([, value]) => value !== undefined)
    const isOnlyFixed = entries.every(([name]) => schema.properties?.[name]?.const !== undefined)
    return entries.length === 0 || (path !== '' && isOnlyFixed)
      ? undefined
      : Object.fromEntries(entries)
  }
  const text = texts[path]?.trim() ?? ''
  if (text === '') return undefined
  if (schema.type === 'boolean') return text === 'true'
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  return isNumber && /^-?\d+$/.test(text) ? Number(text) : text
}

export function pathOf(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

/** A call as it is sent: the address, and the JSON of the body if there is one. */
export interface Call {
  readonly method: string
  readonly address: string
  readonly body: string | undefined
  readonly requestId: string | undefined
}

/** The call that the fields of an operation make. */
export function callOf(operation: ApiOperation, texts: Texts): Call {
  const { method, path, inPath, inQuery, schema } = operation
  const value = (askedValue(schema, texts) ?? {}) as Readonly<Record<string, unknown>>
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(value[name] ?? '')),
  )
  const query = new URLSearchParams(
    inQuery.flatMap((name) => (value[name] === undefined ? [] : [[name, String(value[name])]])),
  ).toString()
  const rest = Object.entries(value).filter(([name]) => !inPath.includes(name))
  const requestId = value['requestId']
  return {
    method,
    address: `${filled}${query === '' ? '' : `?${query}`}`,
    body: method === 'GET' ? undefined : JSON.stringify(Object.fromEntries(rest), null, 2),
    requestId: typeof requestId === 'string' ? requestId : undefined,
  }
}

/** The same call for a terminal. The key is taken from the environment, never written down. */
export function curlOf({ method, address, body }: Call, origin: string): string {
  const lines = [
    `curl -X ${method} '${origin}${address}'`,
    `  -H "Authorization: Bearer $COUNTERMARK_KEY"`,
    ...(body === undefined
      ? []
      : [`  -H 'Content-Type: application/json'`, `  -d '${body.replaceAll("'", `'\\''`)}'`]),
  ]
  return lines.join(' \\\n')
}

/** The same call in TypeScript. */
export function typeScriptOf({ method, address, body }: Call, origin: string): string {
  const sent =
    body === undefined ? '' : `\n  body: JSON.stringify(${body.replaceAll('\n', '\n  ')}),`
  const type = body === undefined ? '' : `\n    'content-type': 'application/json',`
  return `const response = await fetch('${origin}${address}', {
  method: '${method}',
  headers: {
    authorization: \`Bearer \${process.env['COUNTERMARK_KEY']}\`,${type}
  },${sent}
})
const reply = await response.json()`
}
