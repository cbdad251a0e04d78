import type { DeliveryProblem } from '../../../src/contract/admin/bank-delivery.ts'
import type { ServerContext } from '../../context.ts'
import type { Brought, DeliveryFile } from '../bringing.ts'
import type { Destination } from '../destinations.ts'
import { DOUBT_MS, FILE_LEASE_MS } from '../limits.ts'
import { changeFile, type FileRecord } from '../records.ts'
import { type Call, callsOfFile, changeCall, keepCalls } from './calls.ts'
import { dayOf } from './days.ts'
import { type CreditAnswer, type ForteApi, forteApi } from './forte-api.ts'

/** A line of the file, and what has to be known of it here. */
interface Line {
  readonly reference: string
  readonly amountMinor: number
  readonly currency: string
  readonly body: string
}

/**
 * Asks for the credits of a file, one call each. Every call is kept before it is made; what has no sure
 * answer is looked up by its order number before it may be made again, and not before it can have
 * arrived late. Done when each is taken in or refused; refusals are told as outcomes.
 */
export async function bringToForte(
  context: ServerContext,
  destination: Destination,
  record: FileRecord,
  file: DeliveryFile,
): Promise<Brought> {
  const { deliveryId, fileName } = record
  const lines = linesOf(file)
  if (lines === undefined) return { ok: false, problem: 'not-understood' }
  await keepCalls(context, deliveryId, fileName, lines)
  const api = forteApi(context, destination)
  const parts = { context, record, api }
  const doubt = await clearDoubts(parts)
  if (doubt !== null) return { ok: false, problem: doubt }
  const bodies = new Map(lines.map((line) => [line.reference, line.body]))
  for (const call of await callsOfFile(context, deliveryId, fileName)) {
    if (call.state !== 'kept') continue
    const problem = await makeCall(parts, call, bodies.get(call.reference) ?? '')
    if (problem !== null) return { ok: false, problem }
  }
  const open = (await callsOfFile(context, deliveryId, fileName)).filter(isOpen)
  if (open.some(({ state }) => state === 'sent')) return { ok: false, problem: 'unknown-outcome' }
  if (open.length > 0) return { ok: false, problem: 'busy' }
  return { ok: true, place: placeOf(destination) }
}

interface Parts {
  readonly context: ServerContext
  readonly record: FileRecord
  readonly api: ForteApi
}

function isOpen({ state }: Call): boolean {
  return state === 'kept' || state === 'sent'
}

/** Looks up what had no answer. A problem when it cannot be looked up now. */
async function clearDoubts({ context, record, api }: Parts): Promise<DeliveryProblem | null> {
  const { deliveryId, fileName } = record
  const calls = await callsOfFile(context, deliveryId, fileName)
  const doubted = calls.filter(({ state }) => state === 'sent')
  if (doubted.length === 0) return null
  const received = await lookUp(context, api, doubted)
  if (received === undefined) return 'unknown-outcome'
  for (const call of doubted) {
    const found = received.get(call.reference)
    const isLate = context.nowMs() - (call.askedAtMs ?? 0) > DOUBT_MS
    const change = found === undefined ? isLate && { state: 'kept' as const } : changeOf(found)
    if (change)
      await context.database.write([
        changeCall(context, { deliveryId, reference: call.reference }, change),
        changeFile(context, record, { lease_until_ms: context.nowMs() + FILE_LEASE_MS }),
      ])
  }
  return null
}

/** Over the days on which the doubtful calls were made, whatever the zone of the other side. */
function lookUp(context: ServerContext, api: ForteApi, doubted: readonly Call[]) {
  const first = Math.min(...doubted.map(({ askedAtMs }) => askedAtMs ?? context.nowMs()))
  return api.received(dayOf(first, -1), dayOf(context.nowMs(), 1))
}

/** Makes one call that is kept. A problem when no other call makes sense now. */
async function makeCall(
  { context, record, api }: Parts,
  { reference }: Call,
  body: string,
): Promise<DeliveryProblem | null> {
  const key = { deliveryId: record.deliveryId, reference }
  const asked_at_ms = context.nowMs()
  const isKept = await context.database.write([
    changeCall(context, key, { state: 'sent', asked_at_ms }),
    changeFile(context, record, { lease_until_ms: asked_at_ms + FILE_LEASE_MS }),
  ])
  if (!isKept) throw new Error('it could not be kept that a credit is asked for')
  const answer = await api.credit(body)
  const settled =
    answer.is === 'repeated' ? await findRepeated(context, api, reference, asked_at_ms) : answer
  const change = changeOf(settled)
  if (change) await context.database.write([changeCall(context, key, change)])
  if (settled.is === 'credentials') return 'credentials'
  return settled.is === 'not-sent' ? 'unreachable' : null
}

/** Whether what the other side took for a repeat is this very credit; else it is asked for later. */
async function findRepeated(
  context: ServerContext,
  api: ForteApi,
  reference: string,
  askedAtMs: number,
): Promise<CreditAnswer> {
  const received = await api.received(dayOf(askedAtMs, -1), dayOf(context.nowMs(), 1))
  if (received === undefined) return { is: 'unknown' }
  return received.get(reference) ?? { is: 'repeated' }
}

/** What is written down of an answer; nothing when nothing is known. */
function changeOf(answer: CreditAnswer) {
  switch (answer.is) {
    case 'accepted':
      return {
        ...{ state: 'accepted' as const, external_id: answer.transactionId, code: 'A01' },
        words: answer.words,
      }
    case 'refused':
      return { state: 'refused' as const, code: answer.code, words: answer.words }
    case 'repeated':
    case 'credentials':
    case 'not-sent':
      return { state: 'kept' as const }
    case 'unknown':
      return undefined
  }
}

/** The lines as they were frozen; undefined when it is no file of such lines. */
function linesOf({ bytes }: DeliveryFile): readonly Line[] | undefined {
  const lines: Line[] = []
  for (const body of Buffer.from(bytes).toString('utf8').split('\n')) {
    if (body === '') continue
    const match = LINE.exec(body)
    const [, units = '', cents = '', reference = ''] = match ?? []
    if (match === null) return undefined
    lines.push({ reference, amountMinor: Number(units + cents), currency: 'USD', body })
  }
  return lines.length === 0 ? undefined : lines
}

const LINE =
  /^\{"action":"credit","authorization_amount":(\d{1,10})\.(\d\d),"order_number":"([0-9A-Z]{1,15})",.*\}$/

export function placeOf({ settings }: Destination): string {
  return settings.kind === 'forte'
    ? `forte ${settings.organizationId}/${settings.locationId}`
    : settings.kind
}
