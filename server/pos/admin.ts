import { sql } from 'kysely'
import {
  POS_ACCOUNT_FORMS,
  type POS_ADMIN,
  POS_HOSTS,
  type PosConnectionView,
  type PosProblem,
  type PosSecrets,
} from '../../src/contract/admin/pos.ts'
import { type LocationId, uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import type { PosKind } from '../../src/contract/wire/pos.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { AdminHandlers, SignedIn } from '../staff/index.ts'
import { notificationUrl } from './callbacks.ts'
import { findById, openSecrets, readWords, sealSecrets } from './connections.ts'
import type { RefusedCallbacks } from './health.ts'
import type { PosWork } from './work.ts'

type PosCalls = keyof typeof POS_ADMIN

export interface PosAdminParts {
  readonly context: ServerContext
  readonly publicUrl: () => string
  readonly refused: RefusedCallbacks
  readonly work: PosWork
}

/** What a connection is set to, as it is typed. */
interface Settings {
  readonly account: string
  readonly host: string | null
  readonly places: readonly string[]
  readonly tenders: readonly string[]
  readonly secrets: PosSecrets
}

/** No poll without a key for it. */
const NEVER_MS = 9_000_000_000_000_000

/** What the people of a network do about tills in the cloud. */
export function posHandlers(parts: PosAdminParts): Pick<AdminHandlers, PosCalls> {
  return {
    'list-pos-connections': async ({ networkId }) =>
      success({ connections: await readViews(parts, networkId) }),
    'add-pos-connection': (who, asked) => add(parts, who, asked),
    'change-pos-connection': (who, asked) => change(parts, who, asked),
    'remove-pos-connection': (who, { connectionId }) => remove(parts, who, connectionId),
    'test-pos-connection': async (who, { connectionId }) => {
      const connection = await findById(parts.context, connectionId)
      if (connection?.networkId !== who.networkId) return noConnection()
      if (openSecrets(parts.context, connection).access === '')
        return failed(
          'STATE_CONFLICT',
          'Give the access key first: without it nothing can be asked.',
        )
      const { problem, found } = await parts.work.poll(connection)
      return success({ outcome: problem === null ? 'ok' : 'problem', problem, found })
    },
  }
}

async function add(
  parts: PosAdminParts,
  who: SignedIn,
  asked: Settings & { readonly locationId: LocationId; readonly kind: PosKind },
): Promise<Reply<PosConnectionView>> {
  const { context } = parts
  const wrong = whatIsWrong(asked.kind, asked)
  if (wrong !== undefined) return failed('REQUEST_MALFORMED', wrong)
  if (!(await isOfNetwork(context, who, asked.locationId)))
    return failed('NOT_FOUND', 'There is no such location.')
  const nowMs = context.nowMs()
  const connectionId = uuidV7(nowMs, context.randomBytes(10))
  const { read } = context.database
  const row = read.insertInto('pos_connection').values({
    ...{ id: connectionId, network_id: who.networkId, location_id: asked.locationId },
    ...{ kind: asked.kind, ...columnsOf(asked), created_at_ms: nowMs, removed_at_ms: null },
    secrets_sealed: sealSecrets(context, connectionId, asked.secrets),
    ...{ changed_at_ms: nowMs, changed_by: `staff:${who.staffId}` },
  })
  const health = read.insertInto('pos_health').values({
    ...{ connection_id: connectionId, callbacks: 0, repeated: 0, unknown: 0, failures: 0 },
    ...{ poll_after_ms: asked.secrets.access === '' ? NEVER_MS : nowMs, lease_until_ms: 0 },
  } as never)
  const written = await context.database.write([
    { query: row.compile(), changes: 1 },
    { query: health.compile(), changes: 1 },
    audit(context, who, 'pos-connection-add', connectionId, asked.kind),
  ])
  if (!written)
    return failed('STATE_CONFLICT', 'This location has such a till already. Change that one.')
  parts.work.wake()
  return readView(parts, who, connectionId)
}

async function change(
  parts: PosAdminParts,
  who: SignedIn,
  { connectionId, ...asked }: Settings & { readonly connectionId: string },
): Promise<Reply<PosConnectionView>> {
  const { context } = parts
  const connection = await findById(context, connectionId)
  if (connection?.networkId !== who.networkId) return noConnection()
  const wrong = whatIsWrong(connection.kind, asked)
  if (wrong !== undefined) return failed('REQUEST_MALFORMED', wrong)
  const before = openSecrets(context, connection)
  const { signing, access, clientId } = asked.secrets
  const secrets = {
    signing: signing || before.signing,
    access: access || before.access,
    clientId: clientId || before.clientId,
  }
  const nowMs = context.nowMs()
  const { read } = context.database
  const row = read
    .updateTable('pos_connection')
    .set({
      ...columnsOf(asked),
      secrets_sealed: sealSecrets(context, connectionId, secrets),
      ...{ changed_at_ms: nowMs, changed_by: `staff:${who.staffId}` },
    })
    .where('id', '=', connectionId)
    .where('removed_at_ms', 'is', null)
  const isOther = connection.account !== asked.account || connection.host !== asked.host
  const health = read
    .updateTable('pos_health')
    .set({
      ...{ problem: null, problem_at_ms: null, failures: 0 },
      poll_after_ms: secrets.access === '' ? NEVER_MS : nowMs,
      // Another account begins anew: its marks are its own.
      ...(isOther && { poll_cursor: null, lease_until_ms: 0 }),
    })
    .where('connection_id', '=', connectionId)
  const written = await context.database.write([
    { query: row.compile(), changes: 1 },
    { query: health.compile(), changes: 1 },
    audit(context, who, 'pos-connection-change', connectionId, connection.kind),
  ])
  if (!written) return noConnection()
  parts.refused.accepted(connectionId)
  parts.work.wake()
  return readView(parts, who, connectionId)
}

/** What it told stays; its secrets are erased. */
async function remove(
  parts: PosAdminParts,
  who: SignedIn,
  connectionId: string,
): Promise<Reply<Record<string, never>>> {
  const { context } = parts
  const connection = await findById(context, connectionId)
  if (connection?.networkId !== who.networkId) return noConnection()
  const nothing = { signing: '', access: '', clientId: '' }
  const query = context.database.read
    .updateTable('pos_connection')
    .set({
      removed_at_ms: context.nowMs(),
      secrets_sealed: sealSecrets(context, connectionId, nothing),
      ...{ changed_at_ms: context.nowMs(), changed_by: `staff:${who.staffId}` },
    })
    .where('id', '=', connectionId)
    .where('removed_at_ms', 'is', null)
    .compile()
  const done = await context.database.write([
    { query, changes: 1 },
    audit(context, who, 'pos-connection-remove', connectionId, connection.kind),
  ])
  return done ? success({}) : noConnection()
}

/** A sentence for whoever typed it; undefined when it can be used. */
function whatIsWrong(kind: PosKind, asked: Settings): string | undefined {
  const hosts: readonly string[] | null = POS_HOSTS[kind]
  if (!POS_ACCOUNT_FORMS[kind].test(asked.account))
    return 'account: this is not what an account of this POS looks like. Copy it from there.'
  if (hosts === null ? asked.host !== null : !hosts.includes(asked.host ?? ''))
    return 'host: choose one of those that this POS documents.'
  if (kind === 'square' && asked.places.length === 0)
    return 'places: Square needs the id of the location. Copy it from there.'
  return undefined
}

function columnsOf({ account, host, places, tenders }: Settings) {
  return { account, host, places: JSON.stringify(places), tenders: JSON.stringify(tenders) }
}

async function isOfNetwork(
  { database }: ServerContext,
  { networkId }: SignedIn,
  locationId: LocationId,
): Promise<boolean> {
  const row = await database.read
    .selectFrom('location')
    .where('id', '=', locationId)
    .where('network_id', '=', networkId)
    .select('id')
    .executeTakeFirst()
  return row !== undefined
}

async function readView(
  parts: PosAdminParts,
  { networkId }: SignedIn,
  connectionId: string,
): Promise<Reply<PosConnectionView>> {
  const views = await readViews(parts, networkId)
  const view = views.find((one) => one.connectionId === connectionId)
  return view ? success(view) : noConnection()
}

async function readViews(parts: PosAdminParts, networkId: string): Promise<PosConnectionView[]> {
  const rows = await selectViews(parts.context, networkId).execute()
  return rows.map((row) => viewOf(parts, row))
}

function selectViews({ database }: ServerContext, networkId: string) {
  return database.read
    .selectFrom('pos_connection')
    .innerJoin('location', 'location.id', 'pos_connection.location_id')
    .innerJoin('pos_health', 'pos_health.connection_id', 'pos_connection.id')
    .where('pos_connection.network_id', '=', networkId)
    .where('pos_connection.removed_at_ms', 'is', null)
    .selectAll('pos_health')
    .select((select) => [
      'pos_connection.id',
      'pos_connection.location_id',
      'location.name as location_name',
      'pos_connection.kind',
      'pos_connection.account',
      'pos_connection.host',
      'pos_connection.places',
      'pos_connection.tenders',
      'pos_connection.secrets_sealed',
      select
        .selectFrom('pos_entry')
        .whereRef('pos_entry.location_id', '=', 'pos_connection.location_id')
        .whereRef('pos_entry.pos', '=', 'pos_connection.kind')
        .where(
          'pos_entry.id',
          '>',
          sql<number>`(SELECT coalesce(max(pos_heard.entry_id), 0) FROM pos_heard
            JOIN device ON device.id = pos_heard.device_id
            WHERE device.location_id = pos_connection.location_id)`,
        )
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('waiting'),
    ])
    .orderBy('location.name')
    .orderBy('pos_connection.kind')
}

type Row = Awaited<ReturnType<ReturnType<typeof selectViews>['execute']>>[number]

function viewOf({ context, publicUrl, refused }: PosAdminParts, row: Row): PosConnectionView {
  const secrets = openSecrets(context, { connectionId: row.id, sealed: row.secrets_sealed })
  const wrong = refused.of(row.id)
  const isRefused = row.problem === null && wrong.lastAtMs !== null
  return {
    connectionId: row.id,
    locationId: row.location_id as LocationId,
    locationName: row.location_name,
    kind: row.kind,
    account: row.account,
    host: row.host,
    places: readWords(row.places),
    tenders: readWords(row.tenders),
    notificationUrl: notificationUrl(publicUrl(), row.kind, row.location_id),
    hasSigning: secrets.signing !== '',
    hasAccess: secrets.access !== '',
    verificationCode: row.verification_code,
    lastCallbackAtMs: row.last_callback_at_ms,
    lastPollAtMs: row.last_poll_at_ms,
    lastPaymentAtMs: row.last_payment_at_ms,
    counts: {
      ...{ callbacks: row.callbacks, repeated: row.repeated, unknown: row.unknown },
      refused: wrong.count,
    },
    problem: isRefused ? 'signature' : (row.problem as PosProblem | null),
    problemAtMs: isRefused ? wrong.lastAtMs : row.problem_at_ms,
    waiting: row.waiting ?? 0,
  }
}

function audit(
  context: ServerContext,
  { staffId, ip }: SignedIn,
  action: `pos-connection-${'add' | 'change' | 'remove'}`,
  connectionId: string,
  kind: PosKind,
) {
  const subject = `pos-connection:${connectionId}`
  return record(context, { actor: `staff:${staffId}`, ip, action, subject, detail: { kind } })
}

function noConnection(): Reply<never> {
  return failed('NOT_FOUND', 'There is no such till.')
}
