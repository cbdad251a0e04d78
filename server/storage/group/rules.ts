import type { LocationId, NetworkId, ProgramId } from '../../../src/contract/ids.ts'
import { type Currency, currency } from '../../../src/contract/money.ts'
import { readRules } from '../../../src/contract/program-rules.ts'
import type { LocationFacts, ProgramFacts } from '../../ledger/facts.ts'
import type { Schema } from '../schema.ts'

/** Programs and locations as the ledger needs them, as of the running group. */
export interface RuleBook {
  readonly program: (programId: string) => ProgramVersions | undefined
  readonly location: (locationId: string) => LocationFacts | undefined
  /** The currency for zeros that belong to no card: of the location, else of the first program. */
  readonly homeCurrency: (location: LocationFacts | undefined) => Currency
}

/** A program with all versions of its rules, also those whose time has not come. */
export interface ProgramVersions {
  readonly networkId: NetworkId
  readonly currency: Currency
  /** With the version that is valid at this time, in ms since 1970 UTC. */
  readonly at: (timeMs: number) => ProgramFacts
}

/** The rule book of one group: every operation of it meets the version of the group's time. */
export interface RulesNow extends Omit<RuleBook, 'program'> {
  readonly program: (programId: string) => ProgramFacts | undefined
}

/** The rules as they are valid at this time, in ms since 1970 UTC. */
export function rulesAt(rules: RuleBook, timeMs: number): RulesNow {
  return {
    program: (id) => rules.program(id)?.at(timeMs),
    location: rules.location,
    homeCurrency: rules.homeCurrency,
  }
}

/** A program-less database has no operations; any currency does for its zeros. */
export const NO_PROGRAM_CURRENCY = 'USD'

/** A version as it is stored. */
export type RuleRow = Pick<Schema['program_rule'], 'version' | 'valid_from_ms' | 'rules'>

/**
 * A program's rows as the ledger sees them, versions in order. Valid is the newest version whose time
 * has come: what was decided last counts, and with it falls what had been planned before for later.
 */
export function programVersions(
  row: Schema['program'],
  versions: readonly RuleRow[],
): ProgramVersions {
  const newestFirst = [...versions].sort((one, other) => other.version - one.version)
  const oldest = newestFirst.at(-1)
  if (!oldest) throw new Error(`program ${row.id} has no rules`)
  const read = new Map<number, ProgramFacts>()
  return {
    networkId: row.network_id as NetworkId,
    currency: currency(row.currency),
    at: (timeMs) => {
      const valid = newestFirst.find((version) => version.valid_from_ms <= timeMs) ?? oldest
      const known = read.get(valid.version)
      if (known) return known
      const facts = programFacts(row, valid)
      read.set(valid.version, facts)
      return facts
    },
  }
}

function programFacts(row: Schema['program'], { version, rules: text }: RuleRow): ProgramFacts {
  const rules = readRules(text)
  return {
    ...rules,
    programId: row.id as ProgramId,
    networkId: row.network_id as NetworkId,
    currency: currency(row.currency),
    timeZone: row.time_zone,
    listedLocations: rules.acceptedAt === 'network' ? undefined : new Set(rules.acceptedAt),
    ruleVersion: version,
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
