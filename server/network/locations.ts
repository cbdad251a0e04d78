import type { LocationView } from '../../src/contract/admin/views.ts'
import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import type { Currency } from '../../src/contract/money.ts'
import { failedBecause } from '../../src/contract/reasons.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { isTimeZone } from './time-zone.ts'

/** Who did it, for the audit. */
export interface Actor {
  readonly actor: string
  readonly ip: string | null
}

export interface NewLocation {
  readonly name: string
  /** Where activation links and statements go. */
  readonly email: string
  readonly currency: Currency
  /** IANA zone: decides what a day is. */
  readonly timeZone: string
}

/** What is not given stays as it is; at least one is given. */
export interface LocationChange {
  readonly locationId: LocationId
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly timeZone?: string | undefined
  readonly state?: 'open' | 'closed' | undefined
}

/** Adds a location to a network. REQUEST_MALFORMED for an unknown zone, STATE_CONFLICT for a taken name. */
export async function createLocation(
  context: ServerContext,
  networkId: NetworkId,
  location: NewLocation,
  by: Actor = { actor: 'system', ip: null },
): Promise<Reply<LocationView>> {
  if (!isTimeZone(location.timeZone)) return unknownZone()
  const nowMs = context.nowMs()
  const locationId = uuidV7(nowMs, context.randomBytes(10)) as LocationId
  const query = context.database.read
    .insertInto('location')
    .values({
      id: locationId,
      network_id: networkId,
      name: location.name,
      email: location.email,
      currency: location.currency,
      time_zone: location.timeZone,
      state: 'open',
      created_at_ms: nowMs,
    })
    .compile()
  const audit = record(context, {
    ...by,
    action: 'location-create',
    subject: `location:${locationId}`,
    detail: { name: location.name },
  })
  const written = await context.database.write([{ query, changes: 1 }, audit])
  return written ? readLocation(context, networkId, locationId) : nameTaken()
}

/** Changes a location of this network. Its currency is fixed: what it is owed is in it. */
export async function updateLocation(
  context: ServerContext,
  networkId: NetworkId,
  change: LocationChange,
  by: Actor,
): Promise<Reply<LocationView>> {
  const { name, email, timeZone, state } = change
  if (timeZone !== undefined && !isTimeZone(timeZone)) return unknownZone()
  const before = await readLocation(context, networkId, change.locationId)
  if (!before.ok) return before
  const told = { ...(name !== undefined && { name }), ...(state !== undefined && { state }) }
  const query = context.database.read
    .updateTable('location')
    .set({
      ...told,
      ...(email !== undefined && { email }),
      ...(timeZone !== undefined && { time_zone: timeZone }),
    })
    .where('id', '=', change.locationId)
    .where('network_id', '=', networkId)
    .compile()
  const audit = record(context, {
    ...by,
    action: 'location-update',
    subject: `location:${change.locationId}`,
    detail: { ...told, ...(timeZone !== undefined && { timeZone }) },
  })
  const written = await context.database.write([{ query, changes: 1 }, audit])
  return written ? readLocation(context, networkId, change.locationId) : nameTaken()
}

/** Every location of a network, by name. */
export async function listLocations(
  context: ServerContext,
  networkId: NetworkId,
): Promise<LocationView[]> {
  const rows = await selectLocations(context, networkId).orderBy('location.name').execute()
  return rows.map(viewOf)
}

async function readLocation(
  context: ServerContext,
  networkId: NetworkId,
  locationId: LocationId,
): Promise<Reply<LocationView>> {
  const row = await selectLocations(context, networkId)
    .where('location.id', '=', locationId)
    .executeTakeFirst()
  return row ? success(viewOf(row)) : failed('NOT_FOUND', 'There is no such location.')
}

function selectLocations(context: ServerContext, networkId: NetworkId) {
  const nowMs = context.nowMs()
  return context.database.read
    .selectFrom('location')
    .select(({ selectFrom }) => [
      'location.id',
      'location.name',
      'location.email',
      'location.currency',
      'location.time_zone',
      'location.state',
      'location.created_at_ms',
      selectFrom('device')
        .whereRef('device.location_id', '=', 'location.id')
        .where('device.state', '=', 'active')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('devices_active'),
      selectFrom('device_enrolment as enrolment')
        .whereRef('enrolment.location_id', '=', 'location.id')
        .where('enrolment.used_at_ms', 'is', null)
        .where('enrolment.cancelled_at_ms', 'is', null)
        .where('enrolment.expires_at_ms', '>', nowMs)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('enrolments_open'),
    ])
    .where('location.network_id', '=', networkId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectLocations>['execute']>>[number]

function viewOf(row: Row): LocationView {
  return {
    locationId: row.id as LocationId,
    name: row.name,
    email: row.email,
    currency: row.currency as Currency,
    timeZone: row.time_zone,
    state: row.state,
    createdAtMs: row.created_at_ms,
    devicesActive: row.devices_active ?? 0,
    enrolmentsOpen: row.enrolments_open ?? 0,
  }
}

function unknownZone(): Reply<never> {
  return failed('REQUEST_MALFORMED', 'timeZone: give an IANA zone such as America/Toronto.')
}

function nameTaken(): Reply<never> {
  return failedBecause(
    'STATE_CONFLICT',
    'NAME_TAKEN',
    'Another location has this name. Choose a different one.',
  )
}
