import { sql } from 'kysely'
import type { AdminInput, AdminResult } from '../../src/contract/admin/table.ts'
import { cardNumberSchema, isBankCard } from '../../src/contract/card-number.ts'
import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply, refused, success } from '../../src/contract/refusals.ts'
import type { ServerContext } from '../context.ts'
import { decodeOperationId } from '../ledger/operation-id.ts'
import { cardLine } from './card-view.ts'
import { cardRows, knownCard, lookupsOf } from './find-card.ts'
import { SEARCH_PAGE_ROWS } from './limits.ts'

type Query = ReturnType<typeof cardRows>

/**
 * Finds cards of a network, newest first: by whole number, last four digits, batch, order id or
 * operation id. A bank card's number is refused and not kept.
 */
export async function searchCards(
  context: ServerContext,
  networkId: NetworkId,
  search: AdminInput<'search-cards'>,
): Promise<Reply<AdminResult<'search-cards'>>> {
  const condition = conditionOf(context, search.text)
  if (!condition.ok) return condition
  const beforeId = search.cursor === null ? undefined : Number(search.cursor)
  if (beforeId !== undefined && !Number.isSafeInteger(beforeId)) {
    return failed('REQUEST_MALFORMED', 'cursor: not a cursor of an earlier page')
  }
  let found = condition
    .value(cardRows(context.database, context.database.reports))
    .where('program.network_id', '=', networkId)
  if (search.state !== null) found = found.where('card.state', '=', search.state)
  if (search.form !== null) found = found.where('card.form', '=', search.form)

  const counted = await context.database.reports
    .selectFrom(found.as('found'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirst()
  const page = beforeId === undefined ? found : found.where('card.id', '<', beforeId)
  const rows = await page
    .orderBy('card.id', 'desc')
    .limit(SEARCH_PAGE_ROWS + 1)
    .execute()
  const shown = rows.slice(0, SEARCH_PAGE_ROWS)
  return success({
    cards: shown.map((row) => cardLine(knownCard(row))),
    next: rows.length > shown.length ? String(shown.at(-1)?.id) : null,
    total: Number(counted?.total ?? 0),
  })
}

function conditionOf(context: ServerContext, text: string): Reply<(query: Query) => Query> {
  if (text === '') return success((query) => query)
  const number = cardNumberSchema.safeParse(text.replaceAll(/[\s-]/g, ''))
  if (number.success && isBankCard(number.data)) return refused('BANK_CARD_REFUSED')
  const lookups = number.success ? lookupsOf(context.keys, number.data) : []
  const operation = decodeOperationId(text)
  return success((query) =>
    query.where(({ eb, or }) =>
      or([
        eb('card.last_four', '=', text),
        eb('card.batch', '=', text),
        eb('card.id', 'in', cardsOfOrder(text)),
        ...(lookups.length > 0 ? [eb('card.number_lookup', 'in', lookups)] : []),
        ...(operation ? [eb('card.id', 'in', cardsOfOperation(operation))] : []),
      ]),
    ),
  )
}

function cardsOfOrder(orderId: string) {
  return sql<number>`(SELECT card_id FROM journal WHERE order_id = ${orderId} AND card_id IS NOT NULL)`
}

function cardsOfOperation({ journalId, timeMs }: { journalId: number; timeMs: number }) {
  return sql<number>`(SELECT card_id FROM journal WHERE id = ${journalId} AND time_ms = ${timeMs})`
}
