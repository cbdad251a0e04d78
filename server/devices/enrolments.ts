import { createHash } from 'node:crypto'
import type { AuditAction } from '../../src/contract/admin/audit.ts'
import type { EnrolmentView } from '../../src/contract/admin/views.ts'
import { type LocationId, type NetworkId, uuidV7 } from '../../src/contract/ids.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import { activationLink } from '../../src/contract/wire/activation.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import type { Delivery } from '../delivery/index.ts'
import type { By } from './devices.ts'
import { ENROLMENTS_LISTED_MAX, ENROLMENTS_OPEN_MAX } from './limits.ts'

const HOUR_MS = 60 * 60_000

/** How a link gets to the shop. */
export interface LinkPost {
  /** Null without a mail server. */
  readonly delivery: Delivery | null
  /** Base of the links, as the outside reaches this server. */
  readonly publicUrl: () => string
}

export interface SentActivation {
  readonly enrolment: EnrolmentView
  /** Null when it was mailed; else to be shown once. */
  readonly link: string | null
}

/**
 * Makes a one-time link for one device of a location and mails it. When no mail server is set, or
 * it does not take the mail, the link comes back instead, so that the shop can be helped at once.
 */
export async function sendActivation(
  context: ServerContext,
  post: LinkPost,
  by: By,
  locationId: LocationId,
): Promise<Reply<SentActivation>> {
  const location = await findLocation(context, by.networkId, locationId)
  if (!location) return failed('NOT_FOUND', 'There is no such location.')
  if (location.state === 'closed') {
    return failed('STATE_CONFLICT', 'This location is closed. Open it before adding a device.')
  }
  if (location.open >= ENROLMENTS_OPEN_MAX) {
    return failed('STATE_CONFLICT', 'Too many open links for this location. Cancel some first.')
  }
  const token = Buffer.from(context.randomBytes(32)).toString('base64url')
  const made = await insertEnrolment(context, by, locationId, token)
  const link = activationLink(post.publicUrl(), token)
  const mailed =
    post.delivery !== null &&
    (await post.delivery.sendActivation(location.email, { ...location, ...made, link }))
  if (mailed) await noteMailed(context, by, made.enrolmentId, location.email)
  const enrolment = await readView(context, by.networkId, made.enrolmentId)
  return success({ enrolment, link: mailed ? null : link })
}

/** The enrolments of a network, newest first. */
export async function listEnrolments(
  context: ServerContext,
  networkId: NetworkId,
): Promise<EnrolmentView[]> {
  const rows = await selectEnrolments(context, networkId)
    .orderBy('enrolment.created_at_ms', 'desc')
    .limit(ENROLMENTS_LISTED_MAX)
    .execute()
  return rows.map((row) => viewOf(row, context.nowMs()))
}

/** Makes an open link worthless. STATE_CONFLICT when it was used, cancelled or ran out before. */
export async function cancelEnrolment(
  context: ServerContext,
  by: By,
  enrolmentId: string,
): Promise<Reply<Record<string, never>>> {
  const row = await selectEnrolments(context, by.networkId)
    .where('enrolment.id', '=', enrolmentId)
    .executeTakeFirst()
  if (!row) return failed('NOT_FOUND', 'There is no such activation.')
  const nowMs = context.nowMs()
  const query = context.database.read
    .updateTable('device_enrolment')
    .set({ cancelled_at_ms: nowMs })
    .where('id', '=', enrolmentId)
    .where('used_at_ms', 'is', null)
    .where('cancelled_at_ms', 'is', null)
    .where('expires_at_ms', '>', nowMs)
    .compile()
  const written = await context.database.write([
    { query, changes: 1 },
    audit(context, by, 'enrolment-cancel', enrolmentId),
  ])
  return written ? success({}) : failed('STATE_CONFLICT', 'This activation is not open any more.')
}

/** What is kept of a token. */
export function hashToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}

async function findLocation(context: ServerContext, networkId: NetworkId, locationId: LocationId) {
  const { read } = context.database
  const location = await read
    .selectFrom('location')
    .innerJoin('network', 'network.id', 'location.network_id')
    .select([
      'location.name as locationName',
      'location.email',
      'location.time_zone as timeZone',
      'location.state',
      'network.name as networkName',
    ])
    .where('location.id', '=', locationId)
    .where('location.network_id', '=', networkId)
    .executeTakeFirst()
  if (!location) return undefined
  const views = await selectEnrolments(context, networkId)
    .where('enrolment.location_id', '=', locationId)
    .where('enrolment.expires_at_ms', '>', context.nowMs())
    .execute()
  const open = views.filter((row) => viewOf(row, context.nowMs()).state === 'open').length
  return { ...location, open }
}

async function insertEnrolment(
  context: ServerContext,
  by: By,
  locationId: LocationId,
  token: string,
): Promise<{ readonly enrolmentId: string; readonly expiresAtMs: number }> {
  const nowMs = context.nowMs()
  const enrolmentId = uuidV7(nowMs, context.randomBytes(10))
  const expiresAtMs = nowMs + context.config.activationHours * HOUR_MS
  const query = context.database.read
    .insertInto('device_enrolment')
    .values({
      id: enrolmentId,
      location_id: locationId,
      token_hash: hashToken(token),
      created_by: by.staffId,
      created_at_ms: nowMs,
      expires_at_ms: expiresAtMs,
      used_at_ms: null,
      device_id: null,
      cancelled_at_ms: null,
      emailed_to: null,
    })
    .compile()
  const row = audit(context, by, 'enrolment-create', enrolmentId)
  if (await context.database.write([{ query, changes: 1 }, row])) {
    return { enrolmentId, expiresAtMs }
  }
  throw new Error('the enrolment could not be written')
}

async function noteMailed(
  context: ServerContext,
  by: By,
  enrolmentId: string,
  emailedTo: string,
): Promise<void> {
  const query = context.database.read
    .updateTable('device_enrolment')
    .set({ emailed_to: emailedTo })
    .where('id', '=', enrolmentId)
    .compile()
  await context.database.write([{ query }, audit(context, by, 'enrolment-mail', enrolmentId)])
}

async function readView(
  context: ServerContext,
  networkId: NetworkId,
  enrolmentId: string,
): Promise<EnrolmentView> {
  const row = await selectEnrolments(context, networkId)
    .where('enrolment.id', '=', enrolmentId)
    .executeTakeFirstOrThrow()
  return viewOf(row, context.nowMs())
}

function selectEnrolments(context: ServerContext, networkId: NetworkId) {
  return context.database.read
    .selectFrom('device_enrolment as enrolment')
    .innerJoin('location', 'location.id', 'enrolment.location_id')
    .leftJoin('device', 'device.id', 'enrolment.device_id')
    .select([
      'enrolment.id',
      'enrolment.location_id',
      'location.name as location_name',
      'enrolment.created_at_ms',
      'enrolment.expires_at_ms',
      'enrolment.used_at_ms',
      'enrolment.cancelled_at_ms',
      'enrolment.emailed_to',
      'device.code as device_code',
    ])
    .where('location.network_id', '=', networkId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectEnrolments>['execute']>>[number]

function viewOf(row: Row, nowMs: number): EnrolmentView {
  return {
    enrolmentId: row.id,
    locationId: row.location_id as LocationId,
    locationName: row.location_name,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    emailedTo: row.emailed_to,
    state: stateOf(row, nowMs),
    deviceCode: row.device_code,
  }
}

function stateOf(row: Row, nowMs: number): EnrolmentView['state'] {
  if (row.used_at_ms !== null) return 'used'
  if (row.cancelled_at_ms !== null) return 'cancelled'
  return row.expires_at_ms <= nowMs ? 'expired' : 'open'
}

function audit(context: ServerContext, by: By, action: AuditAction, enrolmentId: string) {
  const actor = `staff:${by.staffId}`
  return record(context, { actor, action, subject: `enrolment:${enrolmentId}`, ip: by.ip })
}
