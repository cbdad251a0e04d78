import { type DeviceId, type LocationId, uuidV7 } from '../../src/contract/ids.ts'
import { parseUnknown } from '../../src/contract/parse.ts'
import { failed, type Reply, success } from '../../src/contract/refusals.ts'
import {
  type ActivationRequest,
  type ActivationResult,
  activationRequestSchema,
  activationText,
} from '../../src/contract/wire/activation.ts'
import { record } from '../audit/index.ts'
import type { ServerContext } from '../context.ts'
import { drawDeviceCode } from './device-code.ts'
import { isSignedBy } from './device-key.ts'
import { hashToken } from './enrolments.ts'
import { readDevice } from './known-devices.ts'
import { CODE_DRAWS_MAX } from './limits.ts'

/**
 * Registers a new device's key for a one-time token. Of several at once exactly one succeeds; the
 * others, and every token that is unknown, used, cancelled or out of time, get ENROLMENT_INVALID.
 * The same key with the same token again, while the link lives, gets the same answer: its first
 * answer was lost on the way.
 */
export async function activateDevice(
  context: ServerContext,
  body: unknown,
  ip: string,
): Promise<Reply<ActivationResult>> {
  const parsed = parseUnknown(activationRequestSchema, body)
  if (!parsed.ok) {
    return failed('REQUEST_MALFORMED', `${parsed.problem.path}: ${parsed.problem.message}`)
  }
  const request = parsed.value
  const publicKey = Buffer.from(request.publicKey, 'base64url')
  if (!isSignedBy(publicKey, activationText(request), request.signature)) {
    return failed('REQUEST_MALFORMED', 'signature: it does not prove that the key is held')
  }
  const enrolment = await findEnrolment(context, request.token)
  if (!enrolment) return failed('ENROLMENT_INVALID')
  if (enrolment.usedAtMs !== null) return answerAgain(context, enrolment.deviceId, publicKey)
  const deviceId = await register(context, enrolment, request, publicKey, ip)
  if (deviceId !== undefined) return resultOf(context, deviceId)
  const winner = await findEnrolment(context, request.token)
  return answerAgain(context, winner?.deviceId ?? null, publicKey)
}

interface Enrolment {
  readonly id: string
  readonly locationId: LocationId
  readonly usedAtMs: number | null
  readonly deviceId: DeviceId | null
}

/** The enrolment of a token that is neither cancelled nor out of time, at an open location. */
async function findEnrolment(
  context: ServerContext,
  token: string,
): Promise<Enrolment | undefined> {
  const row = await context.database.read
    .selectFrom('device_enrolment as enrolment')
    .innerJoin('location', 'location.id', 'enrolment.location_id')
    .select([
      'enrolment.id',
      'enrolment.location_id as locationId',
      'enrolment.used_at_ms as usedAtMs',
      'enrolment.device_id as deviceId',
    ])
    .where('enrolment.token_hash', '=', hashToken(token))
    .where('enrolment.cancelled_at_ms', 'is', null)
    .where('enrolment.expires_at_ms', '>', context.nowMs())
    .where('location.state', '=', 'open')
    .executeTakeFirst()
  if (!row) return undefined
  return {
    ...row,
    locationId: row.locationId as LocationId,
    deviceId: row.deviceId as DeviceId | null,
  }
}

async function answerAgain(
  context: ServerContext,
  deviceId: DeviceId | null,
  publicKey: Uint8Array,
): Promise<Reply<ActivationResult>> {
  const device = deviceId === null ? undefined : await readDevice(context, deviceId)
  const same = device !== undefined && Buffer.compare(device.publicKey, publicKey) === 0
  if (deviceId === null || !same || device.state !== 'active') return failed('ENROLMENT_INVALID')
  return resultOf(context, deviceId)
}

/** One transaction: the device, the token's use, the audit. Undefined when someone else was first. */
async function register(
  context: ServerContext,
  enrolment: Enrolment,
  request: ActivationRequest,
  publicKey: Uint8Array,
  ip: string,
): Promise<DeviceId | undefined> {
  const nowMs = context.nowMs()
  const deviceId = uuidV7(nowMs, context.randomBytes(10)) as DeviceId
  const code = await drawFreeCode(context)
  const { read } = context.database
  const device = read.insertInto('device').values({
    id: deviceId,
    location_id: enrolment.locationId,
    code,
    name: request.deviceName,
    public_key: publicKey,
    state: 'active',
    activated_at_ms: nowMs,
    revoked_at_ms: null,
    last_seen_at_ms: null,
  })
  const use = read
    .updateTable('device_enrolment')
    .set({ used_at_ms: nowMs, device_id: deviceId })
    .where('id', '=', enrolment.id)
    .where('used_at_ms', 'is', null)
    .where('cancelled_at_ms', 'is', null)
    .where('expires_at_ms', '>', nowMs)
  const audit = record(context, {
    actor: `device:${deviceId}`,
    action: 'device-activate',
    subject: `enrolment:${enrolment.id}`,
    detail: { code },
    ip,
  })
  const written = await context.database.write([
    { query: device.compile(), changes: 1 },
    { query: use.compile(), changes: 1 },
    audit,
  ])
  return written ? deviceId : undefined
}

async function drawFreeCode(context: ServerContext): Promise<string> {
  for (let draw = 0; draw < CODE_DRAWS_MAX; draw += 1) {
    const code = drawDeviceCode(context.randomBytes)
    const taken = await context.database.read
      .selectFrom('device')
      .select('id')
      .where('code', '=', code)
      .executeTakeFirst()
    if (!taken) return code
  }
  throw new Error('no free device code was drawn')
}

async function resultOf(
  context: ServerContext,
  deviceId: DeviceId,
): Promise<Reply<ActivationResult>> {
  const device = await readDevice(context, deviceId)
  if (!device) throw new Error('a registered device is not there')
  const { publicKey: serverKey } = context.keys.identity
  return success({ deviceId, serverKey, settings: device.settings })
}
