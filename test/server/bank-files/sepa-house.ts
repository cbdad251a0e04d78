import type { FrozenFile, Transfer } from '../../../server/bank-files/rail.ts'
import type { SepaSettings } from '../../../src/contract/admin/rails.ts'
import { currency, minor } from '../../../src/contract/money.ts'

export const SETTINGS: SepaSettings = {
  rail: 'sepa',
  debtorName: 'Gutscheinring München e. V.',
  iban: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
  batchBooking: true,
  fileMaxEntries: null,
}

/** A location of the Irish coast, unless something else is wanted. */
export function transfer(given: Partial<Transfer> = {}): Transfer {
  return {
    reference: 'PO0000000000001',
    sequence: 1,
    purpose: 'payout',
    amountMinor: minor(123_456),
    payeeName: 'Café Ægir & Söhne "Nord"',
    bank: { country: 'sepa', iban: 'IE29AIBK93115212345678', bic: 'AIBKIE2DXXX' },
    remittance: 'Settlement 2026-11 / 42 cards',
    ...given,
  }
}

export function frozen(
  transfers: readonly Transfer[],
  given: Partial<FrozenFile<SepaSettings>> = {},
): FrozenFile<SepaSettings> {
  return {
    settings: SETTINGS,
    number: 7,
    numberOfDay: 0,
    createdOn: '2026-03-29',
    createdAt: '02:30',
    valueOn: '2026-03-31',
    currency: currency('EUR'),
    transfers,
    ...given,
  }
}
