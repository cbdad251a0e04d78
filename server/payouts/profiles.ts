import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { BankProfileView } from '../../src/contract/admin/payout-views.ts'
import type { RailSettings } from '../../src/contract/admin/rails.ts'
import { type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import { findDestination } from '../bank-delivery/index.ts'
import type { ServerContext } from '../context.ts'
import { isTimeZone } from '../network/index.ts'
import type { Database } from '../storage/database.ts'
import type { Actor } from './actor.ts'
import { misfitOf } from './fitting.ts'
import { staffNames } from './names.ts'
import { currencyOf } from './rails.ts'
import type { ProfileRow } from './rows.ts'
import { settingsIn } from './ways.ts'

/** What a person says of a bank profile. */
export interface ProfileWish {
  readonly name: string
  /** Null: the network pays by itself. */
  readonly settings: RailSettings | null
  readonly calendar: ProfileRow['calendar']
  readonly timeZone: string
  readonly deliveryId: string | null
}

/** The bank profiles of a network, those in use first; only the one with this id when it is given. */
export async function profileViews(
  { read }: Pick<Database, 'read'>,
  networkId: NetworkId,
  profileId?: string,
): Promise<BankProfileView[]> {
  const all = read
    .selectFrom('bank_profile')
    .where('network_id', '=', networkId)
    .orderBy('number')
    .selectAll()
  const rows = await (profileId === undefined ? all : all.where('id', '=', profileId)).execute()
  const nameOf = await staffNames({ read }, networkId)
  const views = rows.map((row) => viewOf(row, nameOf))
  return [...views.filter((one) => !one.isRetired), ...views.filter((one) => one.isRetired)]
}

function viewOf(row: ProfileRow, nameOf: (actor: string) => string): BankProfileView {
  return {
    profileId: row.id,
    name: row.name,
    currency: currency(row.currency),
    settings: settingsIn(row.settings),
    calendar: row.calendar,
    timeZone: row.time_zone,
    deliveryId: row.delivery_id,
    lastFile: row.last_file,
    version: row.version,
    changedAtMs: row.changed_at_ms,
    changedBy: nameOf(row.changed_by),
    isRetired: row.retired_at_ms !== null,
  }
}

/** REQUEST_MALFORMED when it makes no sense; STATE_CONFLICT when there is one of that name. */
export async function addProfile(
  context: ServerContext,
  who: Actor,
  wish: ProfileWish & { readonly currency: Currency; readonly lastFile: number },
): Promise<Reply<BankProfileView>> {
  const problem =
    problemIn(wish, wish.currency) ?? (await problemOfDelivery(context, who.networkId, wish))
  if (problem) return failed('REQUEST_MALFORMED', problem)
  const { database, nowMs, randomBytes } = context
  const id = uuidV7(nowMs(), randomBytes(10))
  const last = await database.read
    .selectFrom('bank_profile')
    .select(({ fn }) => fn.max<number | null>('number').as('number'))
    .executeTakeFirst()
  const query = database.read
    .insertInto('bank_profile')
    .values({
      ...{ id, number: (last?.number ?? 0) + 1, network_id: who.networkId },
      ...{ currency: wish.currency, rail: wish.settings?.rail ?? null, ...changedBy(wish) },
      ...{ last_file: wish.lastFile, last_sequence: 0, version: 1, created_at_ms: nowMs() },
      ...{ changed_at_ms: nowMs(), changed_by: who.actor, retired_at_ms: null },
    })
    .compile()
  const isDone = await database.write([
    { query, changes: 1 },
    audited(context, who, 'bank-profile-add', id),
  ])
  return isDone
    ? profileView(context, who.networkId, id)
    : failedBecause('STATE_CONFLICT', 'NAME_TAKEN', TAKEN)
}

const TAKEN = 'There is a bank profile of this name. Choose another name.'

function changedBy({ name, settings, calendar, timeZone, deliveryId }: ProfileWish) {
  return {
    ...{ name, settings: settings === null ? null : JSON.stringify(settings), calendar },
    ...{ time_zone: timeZone, delivery_id: deliveryId },
  }
}

function problemIn(
  { settings, timeZone, deliveryId }: ProfileWish,
  code: Currency,
): string | undefined {
  if (!isTimeZone(timeZone)) return 'timeZone: no such time zone. Write it as America/Toronto.'
  if (settings === null) return undefined
  if (settings.rail === 'forte' && deliveryId === null)
    return 'deliveryId: Forte is asked by calls. Choose a destination of that sort.'
  const own = currencyOf(settings)
  return own === code
    ? undefined
    : `currency: these settings pay in ${own}. Choose that currency, or other settings.`
}

/** A network's files go to destinations of its own, and to APIs only in their own form and account. */
async function problemOfDelivery(
  context: ServerContext,
  networkId: NetworkId,
  { settings, deliveryId }: ProfileWish,
): Promise<string | undefined> {
  if (deliveryId === null) return undefined
  const destination = await findDestination(context, deliveryId)
  if (destination?.networkId !== networkId)
    return 'deliveryId: there is no such destination. Choose one of the list.'
  const misfit = misfitOf(settings, destination)
  return misfit && `deliveryId: ${misfit}`
}

function audited(context: ServerContext, who: Actor, action: AuditAction, id: string) {
  return record(context, { actor: who.actor, ip: who.ip, action, subject: `bank-profile:${id}` })
}

async function profileView(
  { database }: ServerContext,
  networkId: NetworkId,
  id: string,
): Promise<Reply<BankProfileView>> {
  const [view] = await profileViews(database, networkId, id)
  return view ? success(view) : failed('NOT_FOUND', 'There is no such bank profile.')
}

/**
 * Changes a profile for the runs that are approved from now on. NOT_FOUND for one that is not there or
 * retired; STATE_CONFLICT for another way of paying, which is another profile.
 */
export async function changeProfile(
  context: ServerContext,
  who: Actor,
  { profileId, ...wish }: ProfileWish & { readonly profileId: string },
): Promise<Reply<BankProfileView>> {
  const row = await inUse(context, who.networkId, profileId)
  if (row === undefined) return failed('NOT_FOUND', NOT_THERE)
  if ((wish.settings?.rail ?? null) !== row.rail) return failed('STATE_CONFLICT', OTHER_WAY)
  const problem =
    problemIn(wish, currency(row.currency)) ??
    (await problemOfDelivery(context, who.networkId, wish))
  if (problem) return failed('REQUEST_MALFORMED', problem)
  return changed(context, who, row, 'bank-profile-change', changedBy(wish))
}

/** Takes a profile out of use. Runs that were approved go on with it. */
export async function retireProfile(
  context: ServerContext,
  who: Actor,
  profileId: string,
): Promise<Reply<BankProfileView>> {
  const row = await inUse(context, who.networkId, profileId)
  if (row === undefined) return failed('NOT_FOUND', NOT_THERE)
  const retired_at_ms = context.nowMs()
  return changed(context, who, row, 'bank-profile-retire', { retired_at_ms })
}

const NOT_THERE = 'There is no such bank profile in use. Look at the list.'
const OTHER_WAY =
  'A bank profile keeps its way of paying. Retire it, and add another one for the other way.'

async function changed(
  context: ServerContext,
  who: Actor,
  row: ProfileRow,
  action: AuditAction,
  change: Partial<ProfileRow>,
): Promise<Reply<BankProfileView>> {
  const query = context.database.read
    .updateTable('bank_profile')
    .set({
      ...{ ...change, version: row.version + 1, changed_at_ms: context.nowMs() },
      changed_by: who.actor,
    })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .compile()
  const isDone = await context.database.write([
    { query, changes: 1 },
    audited(context, who, action, row.id),
  ])
  return isDone
    ? profileView(context, who.networkId, row.id)
    : failedBecause('STATE_CONFLICT', 'NAME_TAKEN', TAKEN)
}

function inUse({ database }: ServerContext, networkId: NetworkId, profileId: string) {
  return database.read
    .selectFrom('bank_profile')
    .where('id', '=', profileId)
    .where('network_id', '=', networkId)
    .where('retired_at_ms', 'is', null)
    .selectAll()
    .executeTakeFirst()
}
