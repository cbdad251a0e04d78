import type { RailSettings } from '../../src/contract/admin/rails.ts'
import { type Currency, currency } from '../../src/contract/money.ts'
import {
  type BankDetails,
  bamboraRail,
  cpa005Rail,
  type FileRail,
  forteRail,
  nachaRail,
  sepaRail,
} from '../bank-files/index.ts'
import { SETTLING_MINOR_MAX } from '../ledger/limits.ts'

/** The way of writing files of these settings. */
export function fileRailOf({ rail }: RailSettings): FileRail<RailSettings> {
  // Each is only ever given settings of its own: they are told apart by `rail`.
  return FILE_RAILS[rail] as FileRail<RailSettings>
}

const FILE_RAILS: Readonly<Record<RailSettings['rail'], unknown>> = {
  bambora: bamboraRail,
  nacha: nachaRail,
  cpa005: cpa005Rail,
  forte: forteRail,
  sepa: sepaRail,
}

/** The one currency in which a bank profile of these settings pays. */
export function currencyOf(settings: RailSettings): Currency {
  switch (settings.rail) {
    case 'nacha':
    case 'forte':
      return currency('USD')
    case 'sepa':
      return currency('EUR')
    case 'cpa005':
      return currency(settings.currency)
    case 'bambora':
      return currency(settings.accounts === 'ca' ? 'CAD' : 'USD')
  }
}

/** Whether accounts of that country can be paid by it. */
export function paysTo(settings: RailSettings, country: BankDetails['country']): boolean {
  switch (settings.rail) {
    case 'nacha':
    case 'forte':
      return country === 'us'
    case 'sepa':
      return country === 'sepa'
    case 'cpa005':
      return country === 'ca'
    case 'bambora':
      return country === settings.accounts
  }
}

/** The most that one transfer may carry, in minor units; of what the network pays by itself, the ledger's. */
export function entryMaxMinor(settings: RailSettings | null): number {
  return settings === null ? SETTLING_MINOR_MAX : fileRailOf(settings).entryMaxMinor(settings)
}

/** Files of one day that a bank of these settings can tell apart; null for as many as there are. */
export function filesADay(settings: RailSettings): number | null {
  return fileRailOf(settings).filesADay
}
