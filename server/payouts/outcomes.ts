import type { NetworkId } from '../../src/contract/ids.ts'
import { failed, type Reply } from '../../src/contract/refusals.ts'
import type { BankOutcome } from '../bank-files/index.ts'
import type { ServerContext } from '../context.ts'
import type { Database } from '../storage/database.ts'
import type { OutcomeEffect, Payout } from './payout.ts'

/** What a bank calls a transfer: at least one of the two. */
export interface BankName {
  /** Only transfers of this network are found. */
  readonly networkId: NetworkId
  readonly trace: string | null
  readonly reference: string | null
}

/** The transfer that a bank speaks of; undefined when it is none of this network's. */
export async function findPayout(
  _database: Pick<Database, 'read'>,
  _name: BankName,
): Promise<Payout | undefined> {
  return undefined
}

/**
 * Does what follows from an outcome: the payout's state, and what is owed again. The same notice
 * changes nothing the second time. STATE_CONFLICT for what was not sent yet, and for another amount.
 */
export async function recordOutcome(
  _context: ServerContext,
  _payout: Payout,
  _outcome: BankOutcome,
): Promise<Reply<OutcomeEffect>> {
  return failed('STATE_CONFLICT', 'No payout was sent yet.')
}
