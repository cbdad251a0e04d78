import { sql } from 'kysely'
import { z } from 'zod'
import { parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import { encodeOperationId } from '../ledger/operation-id.ts'
import { rowsOfGroups } from '../storage/index.ts'
import { type Found, foundQuery } from './found.ts'
import { GROUPS_AT_ONCE, ROWS_AT_ONCE } from './limits.ts'

const REACH = 'payments'

const paymentSchema = z.object({
  amountMinor: z.int(),
  till: z.string().nullish(),
  receiptNumber: z.string().nullish(),
})

/**
 * Holds redemptions against the till payments that were selected for them, from where the last look
 * ended. True when there is more to look at. Two servers at once find the same, once.
 */
export async function comparePayments(context: ServerContext): Promise<boolean> {
  const { database } = context
  const fromId = await reachOf(context)
  const toId = Math.min(await lastGroup(context), fromId + GROUPS_AT_ONCE)
  if (toId <= fromId) return false
  for (let afterId = 0; ; ) {
    const rows = await redemptions(context, { fromId, toId, afterId })
    const found = rows.flatMap(differing)
    if (found.length > 0)
      await database.write(found.map((difference) => foundQuery(context, difference)))
    const last = rows.at(-1)
    if (last === undefined || rows.length < ROWS_AT_ONCE) break
    afterId = last.id
  }
  const reach = { name: REACH, group_id: toId }
  const query = database.read
    .insertInto('reconciliation_reach')
    .values(reach)
    .onConflict((on) => on.column('name').doUpdateSet({ group_id: toId }))
    .compile()
  await database.write([{ query }])
  return true
}

async function reachOf({ database }: ServerContext): Promise<number> {
  const row = await database.read
    .selectFrom('reconciliation_reach')
    .where('name', '=', REACH)
    .select('group_id')
    .executeTakeFirst()
  return row?.group_id ?? 0
}

async function lastGroup({ database }: ServerContext): Promise<number> {
  const row = await database.read
    .selectFrom('commit_group')
    .select(({ fn }) => fn.max<number | null>('id').as('id'))
    .executeTakeFirst()
  return row?.id ?? 0
}

interface Redemption {
  readonly id: number
  readonly time_ms: number
  readonly request_id: string
  readonly location_id: string
  readonly payment: string
  readonly requested_minor: number
  readonly currency: string | null
  readonly network_id: string
  readonly last_four: string | null
}

/** Groups are the order of truth: a row with a low id may come late where several servers write. */
async function redemptions(
  { database: { reports } }: ServerContext,
  { fromId, toId, afterId }: { fromId: number; toId: number; afterId: number },
): Promise<readonly Redemption[]> {
  const { tables, condition } = await rowsOfGroups(reports, fromId + 1, toId)
  const { rows } = await sql<Redemption>`
    SELECT j.id, j.time_ms, j.request_id, j.location_id, j.payment, j.requested_minor, j.currency,
           location.network_id, card.last_four
      FROM ${tables}
      JOIN location ON location.id = j.location_id
      LEFT JOIN card ON card.id = j.card_id
     WHERE ${condition} AND j.id > ${afterId}
       AND j.kind = 'redeem' AND j.outcome = 'posted' AND j.payment IS NOT NULL
     ORDER BY j.id LIMIT ${ROWS_AT_ONCE}
  `.execute(reports)
  return rows
}

/** What was asked counts: a card that was worth less than the payment took part of it. */
function differing(row: Redemption): Found[] {
  const payment = parseJson(paymentSchema, row.payment)
  if (!payment.ok || payment.value.amountMinor === row.requested_minor) return []
  const { amountMinor, till, receiptNumber } = payment.value
  return [
    {
      ...{ kind: 'payment_differs', networkId: row.network_id, locationId: row.location_id },
      ...{ reference: encodeOperationId(row.time_ms, row.id), atMs: row.time_ms, amountMinor },
      ...{ currency: row.currency, till: till ?? null, receiptNumber: receiptNumber ?? null },
      ...{ lastFour: row.last_four, requestId: row.request_id },
    },
  ]
}
