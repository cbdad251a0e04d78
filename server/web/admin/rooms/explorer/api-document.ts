import { z } from 'zod'

/** A schema of the API's document, as far as the forms know it. */
export interface FieldSchema {
  readonly type?: string | undefined
  readonly description?: string | undefined
  readonly enum?: ReadonlyArray<string | number> | undefined
  readonly const?: string | number | boolean | undefined
  readonly properties?: Readonly<Record<string, FieldSchema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly anyOf?: readonly FieldSchema[] | undefined
}

const fieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.union([z.string(), z.number()])).optional(),
    const: z.union([z.string(), z.number(), z.boolean()]).optional(),
    properties: z.record(z.string(), fieldSchema).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(fieldSchema).optional(),
  }),
)

const operationSchema = z.object({
  summary: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  parameters: z.array(
    z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: fieldSchema }),
  ),
  requestBody: z
    .object({ content: z.object({ 'application/json': z.object({ schema: fieldSchema }) }) })
    .optional(),
})

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  'x-magic': z.object({
    numbers: z.record(z.string(), z.string()),
    amounts: z.record(z.string(), z.string()),
  }),
})

/** One operation of the API, with one schema for all that it is asked with. */
export interface ApiOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly inPath: readonly string[]
  readonly inQuery: readonly string[]
  readonly schema: FieldSchema
}

export interface ApiDocument {
  readonly operations: readonly ApiOperation[]
  /** What the two digits of a magic number force, by code. */
  readonly magicNumbers: Readonly<Record<string, string>>
  /** What an amount in minor units forces. */
  readonly magicAmounts: Readonly<Record<string, string>>
}

/** The document as the explorer needs it; undefined when it is not of the expected form. */
export function readDocument(json: unknown): ApiDocument | undefined {
  const parsed = documentSchema.safeParse(json)
  if (!parsed.success) return undefined
  const { paths, 'x-magic': magic } = parsed.data
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): ApiOperation => {
      const { parameters, requestBody, summary, description } = operation
      const body = requestBody?.content['application/json'].schema
      const named = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]))
      const inPath = namesIn(parameters, 'path')
      return {
        ...{ id: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path },
        ...{ summary, description, inPath, inQuery: namesIn(parameters, 'query') },
        schema: {
          type: 'object',
          properties: { ...named, ...body?.properties },
          required: [...inPath, ...(body?.required ?? [])],
        },
      }
    }),
  )
  return { operations, magicNumbers: magic.numbers, magicAmounts: magic.amounts }
}

function namesIn(
  parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>,
  where: 'path' | 'query',
): readonly string[] {
  return parameters.filter((each) => each.in === where).map(({ name }) => name)
}
