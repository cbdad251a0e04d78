import type { HTTPMethods } from 'fastify'
import { z } from 'zod'
import { STORED_VALUE } from '../../../server/stored-value/api.ts'
import { EXPORT_PATH, exportRequestSchema } from '../../../src/contract/admin/production.ts'
import { ADMIN, ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import { ACTIVATION_PATH, activationRequestSchema } from '../../../src/contract/wire/activation.ts'

/** A route as the application has it. */
export interface SeenRoute {
  readonly method: HTTPMethods | HTTPMethods[]
  readonly url: string
}

/** A route that is tried, with what is known of it. */
export interface JsonRoute {
  readonly method: string
  /** With the parts of the path as `:name`. */
  readonly url: string
  /** `admin` asks for a session, `api` for a key, `open` for nothing. */
  readonly door: 'api' | 'admin' | 'open'
  /** Null where only the address is known: then anything is sent. */
  readonly params: z.ZodType | null
  readonly result: z.ZodType | null
}

interface Row {
  readonly method: string
  readonly path: string
  readonly params: z.ZodType
  readonly result: z.ZodType
}

const exportRoute = z.strictObject({ ...exportRequestSchema.shape, batchId: z.uuid() })

/** Schemas of routes that are in no table. */
const ALONE: Readonly<Record<string, z.ZodType>> = {
  [ACTIVATION_PATH]: activationRequestSchema,
  [urlOf(EXPORT_PATH)]: exportRoute,
}

/**
 * Every route of the application that reads JSON or answers with it: those of the two tables with
 * their schemas, and whatever else was registered, so that a new one is tried without being told of.
 */
export function jsonRoutes(seen: readonly SeenRoute[]): readonly JsonRoute[] {
  const tables = [
    ...rowsOf(Object.values(STORED_VALUE), 'api', ''),
    ...rowsOf(Object.values(ADMIN), 'admin', ADMIN_PREFIX),
  ]
  const known = new Set(tables.map(({ method, url }) => `${method} ${url}`))
  const others = seen.flatMap(({ method, url }) =>
    [method].flat().map((one) => ({ method: String(one), url })),
  )
  const rest = others
    .filter(({ method, url }) => !known.has(`${method} ${url}`) && isJson(method, url))
    .map(({ method, url }) => ({
      method,
      url,
      door: doorOf(url),
      params: ALONE[url] ?? null,
      result: null,
    }))
  return [...tables, ...rest]
}

function rowsOf(rows: readonly Row[], door: JsonRoute['door'], prefix: string): JsonRoute[] {
  return rows.map(({ method, path, params, result }) => ({
    ...{ method, url: urlOf(`${prefix}${path}`), params, result },
    // Whoever signs in has no session yet, and a wrong password is put on the audit.
    door: method === 'POST' && path === ADMIN['sign-in'].path ? 'open' : door,
  }))
}

function urlOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

function doorOf(url: string): JsonRoute['door'] {
  if (url.startsWith(ADMIN_PREFIX)) return 'admin'
  return url === ACTIVATION_PATH ? 'open' : 'api'
}

/** Not the XML, which has a fuzzer of its own, nor files. */
function isJson(method: string, url: string): boolean {
  return (
    method !== 'HEAD' && method !== 'OPTIONS' && !url.startsWith('/v1.0/') && !url.includes('*')
  )
}
