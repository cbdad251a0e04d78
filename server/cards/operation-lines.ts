import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { OperationLine } from '../../src/contract/admin/views.ts'
import type { CardId, LocationId, NetworkId } from '../../src/contract/ids.ts'
import { currency, type Minor, minor, ZERO } from '../../src/contract/money.ts'
import { SETTLING_KINDS } from '../../src/contract/operations.ts'
import { parseJson } from '../../src/contract/parse.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import { noteIn } from '../ledger/stored-answer.ts'
import type { Schema } from '../storage/index.ts'

/** The kinds that tell more than their figures. */
const TELLING = sql.join(['activate', 'fund', ...SETTLING_KINDS].map((kind) => sql.lit(kind)))

/**
 * Journal rows with everything that people want to see beside them, to be narrowed by the caller
 * (`journal.…`, `card.…`, `location.…`) and shown as {@link operationLine}s. What was done to two cards
 * is a line of each.
 */
export function operationRows(from: Kysely<Schema>) {
  return from
    .selectFrom('journal')
    .leftJoin('card', 'card.id', 'journal.card_id')
    .leftJoin('program', 'program.id', 'card.program_id')
    .leftJoin('location', 'location.id', 'journal.location_id')
    .leftJoin('device', (join) =>
      join.on(sql`journal.caller`, '=', sql`'device:' || ${sql.ref('device.id')}`),
    )
    .leftJoin('reversal', 'reversal.journal_id', 'journal.id')
    .leftJoin('journal as original', 'original.id', 'journal.original_id')
    .select([
      'journal.id',
      'journal.caller',
      'journal.time_ms',
      'journal.kind',
      'journal.outcome',
      'journal.code',
      'journal.location_id',
      'journal.clerk',
      'journal.channel',
      'journal.order_id',
      'journal.payment',
      'journal.requested_minor',
      'journal.amount_minor',
      'journal.credit_account',
      'journal.currency',
      'journal.balance_after_minor',
      'journal.card_previous_id',
      'journal.request_id',
      'original.id as original_id',
      'original.time_ms as original_time_ms',
      'card.uid as card_uid',
      'card.last_four',
      'card.currency as card_currency',
      'location.name as location_name',
      'location.currency as location_currency',
      'device.code as device_code',
      'reversal.voided_by',
      'reversal.refunded_minor',
      sql<string | null>`CASE WHEN journal.kind IN (${TELLING}) THEN journal.answer END`.as(
        'telling_answer',
      ),
      'program.network_id as card_network_id',
      'location.network_id as location_network_id',
    ])
}

export type OperationRow = Awaited<ReturnType<ReturnType<typeof operationRows>['execute']>>[number]

/** One operation as the admin lists it, everywhere. */
export function operationLine(row: OperationRow): OperationLine {
  const code = row.currency ?? row.card_currency ?? row.location_currency
  return {
    operationId: encodeOperationId(row.time_ms, row.id),
    atMs: row.time_ms,
    kind: row.kind,
    state: stateOf(row),
    code: row.code,
    cardId: row.card_uid as CardId | null,
    lastFour: row.last_four,
    locationId: row.location_id as LocationId | null,
    locationName: row.location_name,
    deviceCode: row.device_code,
    clerk: row.clerk,
    channel: row.channel,
    orderId: row.order_id,
    ...paymentOf(row.payment),
    requestedMinor: minor(row.requested_minor),
    appliedMinor: amountOf(row.amount_minor),
    refundedMinor: amountOf(row.refunded_minor),
    currency: code === null ? null : currency(code),
    balanceAfterMinor: row.balance_after_minor === null ? null : minor(row.balance_after_minor),
    originalOperationId:
      row.original_id === null || row.original_time_ms === null
        ? null
        : encodeOperationId(row.original_time_ms, row.original_id),
    requestId: row.request_id,
    ...saidOf(row.telling_answer),
  }
}

/** What was said of a load, or why a location was paid. */
const saidSchema = z.object({
  fundReason: z.string().optional(),
  promoCode: z.string().optional(),
  reason: z.string().optional(),
  reference: z.string().optional(),
})

function saidOf(
  answer: string | null,
): Pick<OperationLine, 'fundReason' | 'promoCode' | 'reason' | 'reference'> {
  const note: unknown = answer === null ? undefined : noteIn(answer)
  const parsed = saidSchema.safeParse(note)
  return parsed.success ? parsed.data : {}
}

/** The network whose people may see the operation; undefined when it touched neither card nor location. */
export function networkOfOperation(row: OperationRow): NetworkId | undefined {
  return (row.location_network_id ?? row.card_network_id ?? undefined) as NetworkId | undefined
}

function stateOf(row: OperationRow): OperationLine['state'] {
  if (row.outcome === 'refused') return 'refused'
  return row.voided_by === null ? 'posted' : 'voided'
}

function amountOf(value: number | null): Minor {
  return value === null ? ZERO : minor(value)
}

/** The parts of the kept payment that a list shows; a row written by an earlier version may lack them. */
const shownPaymentSchema = z.object({
  till: z.string().nullable(),
  receiptNumber: z.string().nullable(),
})

function paymentOf(json: string | null): Pick<OperationLine, 'till' | 'receiptNumber'> {
  const parsed = json === null ? undefined : parseJson(shownPaymentSchema, json)
  if (!parsed?.ok) return { till: null, receiptNumber: null }
  return { till: parsed.value.till, receiptNumber: parsed.value.receiptNumber }
}
