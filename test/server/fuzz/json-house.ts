import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { buildApp } from '../../../server/app.ts'
import { readConfig } from '../../../server/config.ts'
import type { ServerContext } from '../../../server/context.ts'
import { loadKeys } from '../../../server/keys.ts'
import { createLog } from '../../../server/log.ts'
import { createLocation, createNetwork } from '../../../server/network/index.ts'
import { createProgram } from '../../../server/programs/index.ts'
import { createStaff } from '../../../server/staff/index.ts'
import { openDatabase } from '../../../server/storage/index.ts'
import { assembleServer } from '../../../server/subjects.ts'
import { ADMIN, ADMIN_PREFIX } from '../../../src/contract/admin/table.ts'
import { API_SCOPES } from '../../../src/contract/admin/views.ts'
import { currency, minor } from '../../../src/contract/money.ts'
import type { Place } from '../conformance/engines.ts'
import { done, OPERATOR_EMAIL, PASSWORD } from '../house/open-server.ts'
import { type JsonRoute, jsonRoutes, type SeenRoute } from './json-routes.ts'

/** Keys of the API: each may ask so often in a second, and the fuzzer asks much more often. */
const KEYS = 64
const SESSIONS = 6
/** Who may agree to what the fuzzer asks for. */
export const SECOND_EMAIL = 'fiona@fuzz.example'

/** The server's application in this process, without a socket and without anything in the background. */
export interface JsonHouse {
  readonly app: FastifyInstance
  readonly context: ServerContext
  readonly routes: readonly JsonRoute[]
  /** Numbers of cards that can be used, keys of clients, cookies of people. */
  readonly cards: readonly string[]
  readonly keys: readonly string[]
  readonly cookies: () => readonly string[]
  /** What requests may name, by the name of the member. */
  readonly names: Map<string, string[]>
  /** Rows of every table, and the head of the chain. */
  readonly state: () => Promise<string>
  readonly postedAndAll: (
    after: number,
  ) => Promise<{ readonly posted: number; readonly all: number; readonly last: number }>
  readonly mend: () => Promise<void>
  readonly logged: () => string
  readonly close: () => Promise<void>
}

/** On the ledger of this place. */
export async function openJsonHouse(
  options: Place['options'],
  cardCount: number,
): Promise<JsonHouse> {
  const lines: string[] = []
  const context = await openContext(options, lines)
  const { networkId, locationId, programId } = await furnish(context)
  const seen: SeenRoute[] = []
  const subjects = assembleServer(context, () => 'http://127.0.0.1')
  const app = await buildApp(context, {
    ...subjects,
    routes: [
      (server) => void server.addHook('onRoute', (route) => void seen.push(route)),
      ...subjects.routes,
    ],
    isReady: () => true,
  })
  await app.ready()
  const office = openOffice(app)
  await office.signIn()
  const cards: string[] = []
  while (cards.length < cardCount) {
    const count = Math.min(500, cardCount - cards.length)
    const made = await office.call('stock-cards', { programId, name: `S${cards.length}`, count })
    cards.push(...(made['cards'] as { number: string }[]).map(({ number }) => number))
  }
  const keys: string[] = []
  while (keys.length < KEYS) keys.push(await office.key(keys.length, locationId))
  const rows = await openRows(context, options.databaseUrl !== undefined)
  return {
    ...{ app, context, cards, keys, routes: jsonRoutes(seen) },
    cookies: office.cookies,
    names: new Map([
      ['networkId', [networkId]],
      ['locationId', [locationId]],
      ['programId', [programId]],
    ]),
    ...rows,
    mend: office.mend(locationId, programId),
    logged: () => lines.join(''),
    close: async () => {
      subjects.close()
      await subjects.production.close()
      await app.close()
      await context.database.close()
    },
  }
}

async function openContext(options: Place['options'], lines: string[]): Promise<ServerContext> {
  const folder = options.dataDirectory
  const reading = readConfig(['--data', folder, '--port', '0'], {})
  if (reading.kind !== 'config') throw new Error('the settings are no settings')
  const sink = new Writable({
    write: (chunk: Buffer, _, next) => {
      lines.push(chunk.toString())
      next()
    },
  })
  const keys = loadKeys(folder)
  const database = await openDatabase(options)
  return {
    ...{ config: reading.config, keys, database, nowMs: Date.now },
    log: createLog('warn', sink),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    // The slow one would be most of the test, and what it is slow for is not asked here.
    slowHash: {
      hash: async (text) => digest(text),
      verify: async (had, text) => had === digest(text),
    },
  }
}

/** What the tests compare before and after. */
async function openRows(
  { database }: ServerContext,
  isPostgres: boolean,
): Promise<Pick<JsonHouse, 'state' | 'postedAndAll'>> {
  const names = isPostgres
    ? sql<{ name: string }>`SELECT tablename AS name FROM pg_tables
        WHERE schemaname = current_schema()`
    : sql<{ name: string }>`SELECT name FROM sqlite_master
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
  // The log of requests has them all, for a while: it is meant to.
  const tables = (await names.execute(database.read)).rows
    .map(({ name }) => name)
    .filter((name) => name !== 'request_log')
  const counts = sql.join(
    tables.map((name) => sql`(SELECT count(*) FROM ${sql.table(name)}) AS ${sql.ref(name)}`),
  )
  const head = sql`(SELECT hash FROM commit_group ORDER BY id DESC LIMIT 1) AS head`
  return {
    state: async () => {
      const { rows } = await sql<Record<string, unknown>>`SELECT ${counts}, ${head}`.execute(
        database.read,
      )
      return JSON.stringify(rows[0])
    },
    postedAndAll: async (after) => {
      const { rows } = await sql<{ outcome: string; count: number; last: number }>`
        SELECT outcome, count(*) AS count, max(id) AS last FROM journal
         WHERE id > ${after} AND line = 0 AND caller <> 'system' GROUP BY outcome
      `.execute(database.read)
      const sum = (some: typeof rows) => some.reduce((total, { count }) => total + Number(count), 0)
      return {
        posted: sum(rows.filter(({ outcome }) => outcome === 'posted')),
        all: sum(rows),
        last: Math.max(after, ...rows.map(({ last }) => Number(last))),
      }
    },
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

async function furnish(context: ServerContext) {
  const networkId = await createNetwork(context, 'Fuzz')
  const place = { email: 'shop@fuzz.example', currency: currency('EUR'), timeZone: 'Europe/Paris' }
  const location = done(await createLocation(context, networkId, { name: 'Corner', ...place }))
  const { programId } = done(
    await createProgram(context, {
      ...{ networkId, name: 'Fuzz', currency: currency('EUR'), cardPrefix: '997002' },
      ...{ pinPolicy: 'never', loadMinMinor: minor(1), loadMaxMinor: minor(1_000_000) },
      ...{ balanceMaxMinor: minor(1_000_000_000), reloadable: true, acceptedAt: 'network' },
    }),
  )
  const person = { networkId, name: 'Olga', email: OPERATOR_EMAIL, password: PASSWORD }
  done(await createStaff(context, { ...person, role: 'operator' }))
  done(await createStaff(context, { ...person, email: SECOND_EMAIL, role: 'finance' }))
  return { networkId, programId, locationId: location.locationId }
}

/** The operator's desk: keeps sessions open, and undoes what would leave nothing to fuzz. */
function openOffice(app: FastifyInstance) {
  let cookies: string[] = []
  let address = 0
  const ask = async (name: keyof typeof ADMIN, given: Record<string, unknown>) => {
    const { method, path: pattern } = ADMIN[name]
    const rest = { ...given }
    const url = pattern.replace(/\{(\w+)\}/g, (_, part: string) => {
      const value = String(rest[part])
      delete rest[part]
      return value
    })
    address += 1
    const request: InjectOptions = {
      ...{
        method,
        url: `${ADMIN_PREFIX}${url}`,
        remoteAddress: `10.1.${address >> 8}.${address & 255}`,
      },
      headers: { 'x-countermark-admin': '1', cookie: cookies[0] ?? '' },
      ...(method === 'GET' || method === 'DELETE' ? {} : { payload: rest }),
    }
    return app.inject(request)
  }
  const call = async (name: keyof typeof ADMIN, given: Record<string, unknown>) => {
    const answer = await ask(name, given)
    if (answer.statusCode !== 200) throw new Error(`${name}: ${answer.body}`)
    return answer.json().value as Record<string, unknown>
  }
  const signIn = async (): Promise<void> => {
    const fresh: string[] = []
    while (fresh.length < SESSIONS) {
      const answer = await ask('sign-in', { email: OPERATOR_EMAIL, password: PASSWORD })
      if (answer.statusCode !== 200) throw new Error(`nobody can sign in: ${answer.body}`)
      fresh.push(String(answer.headers['set-cookie']).split(';', 1)[0] ?? '')
    }
    cookies = fresh
  }
  return {
    call,
    signIn,
    cookies: () => cookies,
    key: async (at: number, locationId: string) => {
      const kind = at % 8 === 7 ? 'webstore' : 'pos'
      const place = at % 4 === 3 ? null : locationId
      const made = { name: `Key ${at}`, kind, scopes: [...API_SCOPES], locationId: place }
      return String((await call('create-api-client', made))['key'])
    },
    mend: (locationId: string, programId: string) => async () => {
      if ((await ask('who-am-i', {})).statusCode !== 200) await signIn()
      const place = { name: 'Corner', email: 'shop@fuzz.example', timeZone: 'Europe/Paris' }
      await call('update-location', { locationId, ...place, state: 'open' })
      await call('set-velocity', { programId, rule: null })
    },
  }
}
