import { looksLikeBankCard } from '../../src/contract/card-number.ts'
import type { NetworkId, ProgramId } from '../../src/contract/ids.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import type { ProgramRules } from '../../src/contract/program-rules.ts'
import type { Database } from '../storage/database.ts'
import { foreignPrograms } from './foreign.ts'
import { rulesColumn, rulesOf } from './rules.ts'

/** A program that a number may belong to. */
export interface LikelyProgram {
  readonly programId: ProgramId
  readonly name: string
  readonly currency: Currency
  /** The rules that are valid now. */
  readonly rules: ProgramRules
}

/**
 * The programs of a network that a number may belong to: those whose numbers begin so; of one that
 * begins like none of them, those that cards of another system were imported into. No card is looked
 * for: the answer to a number that exists is the answer to any other with the same first digits.
 */
export async function likelyPrograms(
  database: Database,
  networkId: NetworkId,
  number: string,
): Promise<readonly LikelyProgram[]> {
  const rows = await database.read
    .selectFrom('program')
    .where('network_id', '=', networkId)
    .select(['id', 'name', 'currency', 'card_prefix'])
    .select(rulesColumn(database))
    .orderBy('name')
    .execute()
  const ours = rows.filter((row) => number.startsWith(row.card_prefix))
  const foreign = ours.length > 0 ? NONE : await foreignTo(database, networkId, number)
  return [...ours, ...rows.filter(({ id }) => foreign.has(id as ProgramId))].map((row) => ({
    programId: row.id as ProgramId,
    name: row.name,
    currency: currency(row.currency),
    rules: rulesOf(row),
  }))
}

const NONE: ReadonlySet<ProgramId> = new Set()

/** Where a number that begins like none here may be at home. A bank's, mistyped too, is never one. */
async function foreignTo(
  database: Database,
  networkId: NetworkId,
  number: string,
): Promise<ReadonlySet<ProgramId>> {
  return looksLikeBankCard(number) ? NONE : foreignPrograms(database, networkId)
}
