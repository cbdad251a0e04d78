import type { Currency } from '../../../src/contract/money.ts'
import type { LocationFacts, ProgramFacts } from '../../ledger/facts.ts'

/** Programs and locations as the ledger needs them, as of the running group. */
export interface RuleBook {
  readonly program: (programId: string) => ProgramFacts | undefined
  readonly location: (locationId: string) => LocationFacts | undefined
  /** The currency for zeros that belong to no card: of the location, else of the first program. */
  readonly homeCurrency: (location: LocationFacts | undefined) => Currency
}
