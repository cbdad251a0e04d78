import type { LocationId, NetworkId, ProgramId } from '../../../src/contract/ids.ts'
import { type Currency, currency, minor } from '../../../src/contract/money.ts'
import type { LocationFacts, ProgramFacts } from '../../ledger/facts.ts'
import type { Schema } from '../schema.ts'

/** Programs and locations as the ledger needs them, as of the running group. */
export interface RuleBook {
  readonly program: (programId: string) => ProgramFacts | undefined
  readonly location: (locationId: string) => LocationFacts | undefined
  /** The currency for zeros that belong to no card: of the location, else of the first program. */
  readonly homeCurrency: (location: LocationFacts | undefined) => Currency
}

/** A program-less database has no operations; any currency does for its zeros. */
export const NO_PROGRAM_CURRENCY = 'USD'

/** A program's row as the ledger sees it; `listed` is asked only when its cards are not accepted everywhere. */
export function programFacts(
  row: Schema['program'],
  listed: () => readonly string[],
): ProgramFacts {
  return {
    programId: row.id as ProgramId,
    networkId: row.network_id as NetworkId,
    currency: currency(row.currency),
    pinPolicy: row.pin_policy,
    loadMinMinor: minor(row.load_min_minor),
    loadMaxMinor: minor(row.load_max_minor),
    balanceMaxMinor: minor(row.balance_max_minor),
    reloadable: row.reloadable === 1,
    listedLocations: row.accepted_at === 'listed' ? new Set(listed()) : undefined,
    voidWindowMs: row.void_window_ms,
    ruleVersion: row.rule_version,
  }
}

/** A location's row as the ledger sees it. */
export function locationFacts(
  row: Pick<Schema['location'], 'id' | 'network_id' | 'currency' | 'state'>,
): LocationFacts {
  return {
    locationId: row.id as LocationId,
    networkId: row.network_id as NetworkId,
    currency: currency(row.currency),
    open: row.state === 'open',
  }
}
