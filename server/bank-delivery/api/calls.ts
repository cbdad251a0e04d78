import type { ServerContext } from '../../context.ts'
import type { WriteQuery } from '../../storage/database.ts'

type Parts = Pick<ServerContext, 'database' | 'nowMs'>

/** One transfer that an API is asked for. */
export interface Call {
  readonly reference: string
  readonly amountMinor: number
  readonly currency: string
  readonly state: 'kept' | 'sent' | 'accepted' | 'refused' | 'settled' | 'returned'
  readonly externalId: string | null
  readonly code: string | null
  readonly words: string | null
  readonly askedAtMs: number | null
}

export interface CallKey {
  readonly deliveryId: string
  readonly reference: string
}

export interface CallChange {
  readonly state: Call['state']
  readonly external_id?: string
  readonly code?: string
  readonly words?: string
  readonly asked_at_ms?: number
}

const ROWS_AT_ONCE = 200

/** The calls of one file, in the order of their references. */
export async function callsOfFile(
  { database }: Parts,
  deliveryId: string,
  fileName: string,
): Promise<readonly Call[]> {
  const rows = await database.read
    .selectFrom('bank_delivery_call')
    .where('delivery_id', '=', deliveryId)
    .where('file_name', '=', fileName)
    .selectAll()
    .orderBy('reference')
    .execute()
  return rows.map(callOf)
}

/**
 * Calls of files that are wholly handed over: what is told of a payout before that is told of one that
 * was not sent, and would be laid aside.
 */
function handedOver({ database }: Parts, deliveryId: string) {
  return database.read
    .selectFrom('bank_delivery_call')
    .where('delivery_id', '=', deliveryId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('bank_delivery_file as file')
          .whereRef('file.delivery_id', '=', 'bank_delivery_call.delivery_id')
          .whereRef('file.file_name', '=', 'bank_delivery_call.file_name')
          .where('file.state', '=', 'done')
          .select('file.file_name'),
      ),
    )
    .selectAll('bank_delivery_call')
}

/** Calls that were taken in since then and of which the end is not known. */
export async function openCalls(
  parts: Parts,
  deliveryId: string,
  sinceMs: number,
): Promise<readonly Call[]> {
  const rows = await handedOver(parts, deliveryId)
    .where('state', 'in', ['accepted', 'settled'])
    .where('asked_at_ms', '>=', sinceMs)
    .execute()
  return rows.map(callOf)
}

/** Calls that were refused and of which nobody was told yet. */
export async function refusedCalls(parts: Parts, deliveryId: string): Promise<readonly Call[]> {
  const rows = await handedOver(parts, deliveryId).where('state', '=', 'refused').execute()
  return rows.map(callOf)
}

/** Keeps all calls of a file before the first is made. Those that are kept already stay as they are. */
export async function keepCalls(
  { database, nowMs }: Parts,
  deliveryId: string,
  fileName: string,
  wishes: readonly Pick<Call, 'reference' | 'amountMinor' | 'currency'>[],
): Promise<void> {
  for (let from = 0; from < wishes.length; from += ROWS_AT_ONCE) {
    const rows = wishes.slice(from, from + ROWS_AT_ONCE).map((wish) => ({
      ...{ delivery_id: deliveryId, reference: wish.reference, file_name: fileName },
      ...{ amount_minor: wish.amountMinor, currency: wish.currency, state: 'kept' as const },
      ...{ external_id: null, code: null, words: null, asked_at_ms: null },
      changed_at_ms: nowMs(),
    }))
    const query = database.read
      .insertInto('bank_delivery_call')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['delivery_id', 'reference']).doNothing())
      .compile()
    await database.write([{ query }])
  }
}

export function changeCall(
  { database, nowMs }: Parts,
  { deliveryId, reference }: CallKey,
  change: CallChange,
): WriteQuery {
  const query = database.read
    .updateTable('bank_delivery_call')
    .set({ ...change, changed_at_ms: nowMs() })
    .where('delivery_id', '=', deliveryId)
    .where('reference', '=', reference)
    .compile()
  return { query, changes: 1 }
}

function callOf(row: {
  reference: string
  amount_minor: number
  currency: string
  state: Call['state']
  external_id: string | null
  code: string | null
  words: string | null
  asked_at_ms: number | null
}): Call {
  return {
    ...{ reference: row.reference, amountMinor: row.amount_minor, currency: row.currency },
    ...{ state: row.state, externalId: row.external_id, code: row.code, words: row.words },
    askedAtMs: row.asked_at_ms,
  }
}
