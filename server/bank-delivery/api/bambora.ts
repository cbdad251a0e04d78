import { bankDayOnOrAfter } from '../../bank-days/index.ts'
import type { ServerContext } from '../../context.ts'
import { dayAt } from '../../ledger/calendar.ts'
import type { Brought, DeliveryFile } from '../bringing.ts'
import type { Destination } from '../destinations.ts'
import { UPLOAD_DOUBT_MS } from '../limits.ts'
import { changeFile, type FileRecord } from '../records.ts'
import { type BamboraApi, bamboraApi, type Service } from './bambora-api.ts'
import { dayOf } from './days.ts'

/**
 * Uploads a batch once. It is kept that it is asked for before it is; without an answer it is looked for
 * in the reports, by the references of its rows, and only sent again when it cannot come any more.
 */
export async function bringToBambora(
  context: ServerContext,
  destination: Destination,
  record: FileRecord,
  file: DeliveryFile,
): Promise<Brought> {
  const api = bamboraApi(context, destination)
  const batch = batchOf(file)
  if (batch === undefined) return { ok: false, problem: 'not-understood' }
  if (record.state === 'unknown') {
    const found = await lookUp(context, api, batch, record)
    if (found !== 'absent') return found === undefined ? IN_DOUBT : received(context, record, found)
  }
  const asked_at_ms = context.nowMs()
  const isKept = await context.database.write([
    changeFile(context, record, { state: 'unknown', asked_at_ms }),
  ])
  if (!isKept) throw new Error('it could not be kept that a batch is uploaded')
  const answer = await api.upload(file, processDay(file, batch, asked_at_ms))
  if (answer.is === 'received')
    return received(context, record, externalId(batch.service, answer.batchId))
  if (answer.is === 'unknown') return IN_DOUBT
  await context.database.write([changeFile(context, record, { state: 'begun' })])
  if (answer.is === 'refused')
    context.log.warn({ file: file.fileName, code: answer.code }, 'a batch was refused')
  return { ok: false, problem: answer.is === 'not-sent' ? 'unreachable' : answer.is }
}

/** Where the processor counts its days. */
const PROCESSOR_ZONE = 'America/Vancouver'

/** The file's own day; of one that is brought later the next on which it is processed: none of the past. */
function processDay({ valueOn }: DeliveryFile, { service }: Batch, atMs: number): string {
  const calendar = service === 'BatchPaymentsEFT' ? 'ca-payments' : 'us-fed'
  const next = bankDayOnOrAfter(calendar, dayAt(atMs, PROCESSOR_ZONE))
  return valueOn !== undefined && valueOn > next ? valueOn : next
}

const IN_DOUBT: Brought = { ok: false, problem: 'unknown-outcome' }

interface Batch {
  readonly service: Service
  /** What the rows bring back. */
  readonly references: ReadonlySet<string>
}

/** The id of its batch, `absent` when it surely never came, undefined when that is not known yet. */
async function lookUp(
  context: ServerContext,
  api: BamboraApi,
  { service, references }: Batch,
  { askedAtMs }: FileRecord,
): Promise<string | undefined> {
  const asked = askedAtMs ?? context.nowMs()
  const days = { from: dayOf(asked, -1), to: dayOf(context.nowMs(), 1) }
  const pages = await api.report({ service, ...days, batchId: null })
  if (pages === undefined) return undefined
  const row = pages.flatMap(({ rows }) => rows).find((one) => references.has(one.reference))
  if (row !== undefined) return externalId(service, row.batchId)
  return context.nowMs() - asked > UPLOAD_DOUBT_MS ? 'absent' : undefined
}

async function received(
  context: ServerContext,
  record: FileRecord,
  external_id: string,
): Promise<Brought> {
  await context.database.write([changeFile(context, record, { external_id })])
  return { ok: true, place: `bambora ${external_id}` }
}

/** As it is kept: `EFT 10000001`. */
function externalId(service: Service, batchId: string): string {
  return `${service.slice(-3)} ${batchId}`
}

/** The service and batch id of what {@link externalId} made. */
export function batchIdOf(external: string): { service: Service; batchId: string } {
  const [kind = '', batchId = ''] = external.split(' ')
  return { service: kind === 'ACH' ? 'BatchPaymentsACH' : 'BatchPaymentsEFT', batchId }
}

/** Rows of one kind, with a reference of digits in the seventh place. */
function batchOf({ bytes }: DeliveryFile): Batch | undefined {
  const rows = Buffer.from(bytes).toString('utf8').split('\r\n').filter(Boolean)
  const cells = rows.map((row) => row.split(','))
  const kind = cells[0]?.[0]
  if (kind !== 'E' && kind !== 'A') return undefined
  const references = cells.map((row) => row[6] ?? '')
  const isWhole = references.every((one) => /^[1-9]\d{0,18}$/.test(one))
  const service = kind === 'E' ? 'BatchPaymentsEFT' : 'BatchPaymentsACH'
  return isWhole ? { service, references: new Set(references) } : undefined
}
