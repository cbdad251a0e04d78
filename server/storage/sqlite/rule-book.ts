import { type Currency, currency } from '../../../src/contract/money.ts'
import type { LocationFacts } from '../../ledger/facts.ts'
import {
  locationFacts,
  NO_PROGRAM_CURRENCY,
  type ProgramVersions,
  programVersions,
  type RuleBook,
  type RuleRow,
} from '../group/rules.ts'
import type { Schema } from '../schema.ts'
import type { Connection } from './connection.ts'

/**
 * The rules, kept in memory between administrative writes: all of those pass through the writer,
 * which then calls `forget`.
 */
export interface RememberedRules extends RuleBook {
  readonly forget: () => void
}

/** Reads the rules of this database as they are asked for. */
export function openRuleBook(connection: Connection): RememberedRules {
  const readProgram = programReader(connection)
  const readLocation = locationReader(connection)
  const first = connection
    .prepare<[], string>('SELECT currency FROM program ORDER BY created_at_ms, id LIMIT 1')
    .pluck()
  const programs = new Map<string, ProgramVersions | undefined>()
  const locations = new Map<string, LocationFacts | undefined>()
  let home: Currency | undefined
  return {
    program: (id) => remembered(programs, id, readProgram),
    location: (id) => remembered(locations, id, readLocation),
    homeCurrency: (location) => {
      if (location) return location.currency
      home ??= currency(first.get() ?? NO_PROGRAM_CURRENCY)
      return home
    },
    forget: () => {
      programs.clear()
      locations.clear()
      home = undefined
    },
  }
}

function remembered<Value>(
  known: Map<string, Value | undefined>,
  id: string,
  read: (id: string) => Value | undefined,
): Value | undefined {
  const value = known.get(id)
  if (value !== undefined) return value
  const fresh = read(id)
  if (fresh !== undefined) known.set(id, fresh)
  return fresh
}

function programReader(connection: Connection): (id: string) => ProgramVersions | undefined {
  const select = connection.prepare<[string], Schema['program']>(
    'SELECT * FROM program WHERE id = ?',
  )
  const versions = connection.prepare<[string], RuleRow>(
    'SELECT version, valid_from_ms, rules FROM program_rule WHERE program_id = ?',
  )
  return (id) => {
    const row = select.get(id)
    return row && programVersions(row, versions.all(id))
  }
}

function locationReader(connection: Connection): (id: string) => LocationFacts | undefined {
  const select = connection.prepare<[string], Schema['location']>(
    'SELECT * FROM location WHERE id = ?',
  )
  return (id) => {
    const row = select.get(id)
    return row && locationFacts(row)
  }
}
