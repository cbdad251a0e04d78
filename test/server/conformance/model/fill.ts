import type { ProgramRules } from '../../../../src/contract/program-rules.ts'
import { addLocation, addProgram, insert, type TestNetwork } from '../../ledger/network.ts'
import {
  cardOf,
  LOCATIONS,
  NETWORKS,
  PROGRAMS,
  programOfStocked,
  type WorldProgram,
} from './world.ts'

function rulesOf(program: WorldProgram): Partial<ProgramRules> {
  const { isPartial, isReturnable, returnDays, reloadsMax, expiresAfterMonths: months } = program
  return {
    ...{ reloadsMax, partial: isPartial },
    returns: { toCard: isReturnable, windowDays: returnDays },
    expiry: months === null ? null : { months, from: 'last_load', valueTo: 'suspense' },
  }
}

/** Cards that are stocked at once. */
const STOCK_AT_ONCE = 500

/** Makes the model's world in a database: networks, locations, programs and cards in stock. */
export async function fillWorld({ database }: TestNetwork, stocked: number): Promise<void> {
  for (const id of NETWORKS)
    await insert(database, 'network', { id, name: `Network ${id}`, created_at_ms: 1 })
  for (const { id, networkId, currency, isOpen } of LOCATIONS)
    await addLocation(database, networkId, id, { currency, state: isOpen ? 'open' : 'closed' })
  for (const program of PROGRAMS) {
    await addProgram(database, program.networkId, {
      id: program.id,
      name: `Program ${program.id}`,
      currency: program.currency,
      pin_policy: program.pinPolicy,
      load_min_minor: program.loadMin,
      load_max_minor: program.loadMax,
      balance_max_minor: program.balanceMax,
      reloadable: program.isReloadable ? 1 : 0,
      accepted_at: program.listed ? 'listed' : 'network',
      ...(program.listed && { listed: program.listed }),
      void_window_ms: program.voidWindowMs,
      rules: rulesOf(program),
    })
  }
  for (let ref = 0; ref < stocked; ref += STOCK_AT_ONCE) {
    const count = Math.min(STOCK_AT_ONCE, stocked - ref)
    const cards = Array.from({ length: count }, (_, index) =>
      cardOf(ref + index, programOfStocked(ref + index).id),
    )
    if (!(await database.ledger.stock(cards))) throw new Error('the cards were not stocked')
  }
}
