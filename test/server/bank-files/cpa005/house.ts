import type { FrozenFile, Transfer } from '../../../../server/bank-files/rail.ts'
import type { Cpa005Settings } from '../../../../src/contract/admin/rails.ts'
import { currency, minor } from '../../../../src/contract/money.ts'

/** A bank profile with nothing special in it. */
export const SETTINGS: Cpa005Settings = {
  rail: 'cpa005',
  originatorId: 'CMARK00001',
  dataCentre: '61210',
  originCentre: null,
  currency: 'CAD',
  transactionCode: '460',
  collectionCode: '730',
  shortName: 'Countermark',
  longName: 'Countermark Cards Inc.',
  returnInstitution: '003',
  returnTransit: '00012',
  returnAccount: '1234567',
  trace: 'zeros',
  settlementCode: '  ',
  routingLine: null,
  entryMaxMinor: null,
  fileMaxMinor: null,
  fileMaxEntries: null,
}

/** One payout of 10.00, or what is said otherwise. */
export function transferOf(sequence: number, changes: Partial<Transfer> = {}): Transfer {
  return {
    reference: `P001${String(sequence).padStart(9, '0')}`,
    sequence,
    purpose: 'payout',
    amountMinor: minor(1_000),
    payeeName: 'Café Ångström',
    bank: { country: 'ca', institution: '004', transit: '10202', account: '5551234567' },
    remittance: null,
    ...changes,
  }
}

/** A frozen file of 20 November 2026, paid on the 23rd. */
export function fileOf(
  transfers: readonly Transfer[],
  changes: Partial<FrozenFile<Cpa005Settings>> = {},
): FrozenFile<Cpa005Settings> {
  return {
    settings: SETTINGS,
    number: 1,
    numberOfDay: 0,
    createdOn: '2026-11-20',
    createdAt: '09:41',
    valueOn: '2026-11-23',
    currency: currency('CAD'),
    transfers,
    ...changes,
  }
}

/** All pieces as one text. */
export function textOf(pieces: Iterable<Uint8Array>): string {
  return Buffer.concat([...pieces]).toString('latin1')
}
