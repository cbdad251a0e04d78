import { type Currency, currency } from '../../../../src/contract/money.ts'
import {
  defaultProfile,
  type ReceiptProfile,
} from '../../../../src/main/station/pos/receipts/profile.ts'
import { createInterpreter } from '../../../../src/main/station/pos/receipts/tenders.ts'

export const CAD = currency('CAD')

/** Reads rows with the default profile, changed here and there. */
export function read(
  rows: readonly string[],
  setting: Currency | null = CAD,
  change: Partial<ReceiptProfile> = {},
) {
  return createInterpreter({ ...defaultProfile(), ...change })(rows, setting)
}

/** Amount and row of each tender. */
export function amounts(rows: readonly string[], setting: Currency | null = CAD) {
  return read(rows, setting).tenders.map(({ amountMinor, row }) => [amountMinor, row])
}

/** Kind, sign and amount of each tender, in the order of the rows. */
export function kinds(rows: readonly string[], change: Partial<ReceiptProfile> = {}) {
  return read(rows, CAD, change).tenders.map(
    ({ kind, sign, amountMinor }) => `${kind} ${sign} ${amountMinor}`,
  )
}
