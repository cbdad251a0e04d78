import { z } from 'zod'
import { chargeLineSchema } from '../../src/contract/admin/payout-views.ts'
import type { LocationId, NetworkId } from '../../src/contract/ids.ts'
import { currency, minor } from '../../src/contract/money.ts'
import { invariant, parseJson } from '../../src/contract/parse.ts'
import type { ServerContext } from '../context.ts'
import type { Database, WriteQuery } from '../storage/database.ts'
import type { Schema } from '../storage/index.ts'
import type { Charge } from '../terms/index.ts'
import { INSERT_ROWS, LEASE_MS } from './limits.ts'
import type { Payout } from './payout.ts'

export type Run = Schema['settlement_run']
export type Line = Schema['settlement_line']
export type PayoutRow = Schema['payout']
export type FileRow = Schema['payout_file']
export type ProfileRow = Schema['bank_profile']

type Read = Pick<Database, 'read'>

/** A run of this network; undefined when it is none of its runs. */
export function findRun({ read }: Read, networkId: NetworkId, runId: string) {
  return read
    .selectFrom('settlement_run')
    .where('id', '=', runId)
    .where('network_id', '=', networkId)
    .selectAll()
    .executeTakeFirst()
}

/** Changes a run that is still in its state and nobody else's; does not fit otherwise. */
export function changeRun(
  { database, nowMs }: Pick<ServerContext, 'database' | 'nowMs'>,
  { id, state }: Pick<Run, 'id' | 'state'>,
  worker: string,
  change: Partial<Omit<Run, 'id' | 'number'>>,
): WriteQuery {
  const query = database.read
    .updateTable('settlement_run')
    .set({ worker, lease_until_ms: nowMs() + LEASE_MS, ...change })
    .where('id', '=', id)
    .where('state', '=', state)
    .where(({ eb, or }) => or([eb('worker', '=', worker), eb('lease_until_ms', '<', nowMs())]))
    .compile()
  return { query, changes: 1 }
}

/** Rows as few statements. */
export function inserts<Table extends 'settlement_line' | 'payout' | 'payout_file'>(
  { read }: Read,
  table: Table,
  rows: readonly Schema[Table][],
): WriteQuery[] {
  const pieces = Math.ceil(rows.length / INSERT_ROWS)
  return Array.from({ length: pieces }, (_, at) => {
    const piece = rows.slice(at * INSERT_ROWS, (at + 1) * INSERT_ROWS)
    const query = read
      .insertInto(table)
      .values(piece as never)
      .compile()
    return { query, changes: piece.length }
  })
}

/** The charges that were frozen with a line or a run. */
export function chargesIn(json: string): readonly Charge[] {
  const parsed = parseJson(z.array(chargeLineSchema), json)
  invariant(parsed.ok, 'charges are kept as they were frozen')
  return parsed.value
}

/** What is taken off a payable, or borne by the network, by these charges. */
export function nettedMinor(charges: readonly Charge[]): number {
  return netted(charges).reduce((sum, charge) => sum + charge.amountMinor + charge.taxMinor, 0)
}

/** The charges that are posted; the others are stated only. */
export function netted(charges: readonly Charge[]): readonly Charge[] {
  return charges.filter(({ collection }) => collection === 'netted')
}

/** A payout as other subjects see it. */
export function payoutOf(row: PayoutRow): Payout {
  return {
    reference: row.reference,
    networkId: row.network_id as NetworkId,
    locationId: row.location_id as LocationId,
    profileId: row.profile_id,
    runId: row.run_id,
    purpose: row.purpose,
    amountMinor: minor(row.amount_minor),
    currency: currency(row.currency),
    accountVersion: row.account_version,
    state: row.state,
  }
}
