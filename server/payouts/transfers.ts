import { minor } from '../../src/contract/money.ts'
import type { BankDetails, Purpose, Transfer } from '../bank-files/index.ts'
import { PARTS_MAX } from './limits.ts'
import { entryMaxMinor, fileRailOf } from './rails.ts'
import type { PayoutRow } from './rows.ts'
import type { Profile } from './ways.ts'

/** What one transfer is to be. */
export interface Wish {
  readonly purpose: Purpose
  readonly amountMinor: number
  readonly payeeName: string
  readonly bank: BankDetails
  readonly remittance: string | null
}

/** Names the transfer number so many of a profile, for ever: 13 capital letters and digits. */
export function referenceOf(profileNumber: number, sequence: number): string {
  const profile = profileNumber.toString(36).toUpperCase().padStart(3, '0')
  return `P${profile}${String(sequence).padStart(9, '0')}`
}

/** Why a bank would not take it, in words; undefined when it would. */
export function problemOf({ row, settings }: Profile, wish: Wish): string | undefined {
  const max = entryMaxMinor(settings)
  if (wish.amountMinor > max * PARTS_MAX)
    return `it would take more than ${PARTS_MAX} transfers: let one of them carry more`
  if (settings === null) return undefined
  const parts = partsOf({ settings }, wish.amountMinor)
  // The largest of the parts decides; the numbers are as long as any.
  const amountMinor = minor(Math.max(0, ...parts))
  const reference = referenceOf(row.number, row.last_sequence + 1)
  return fileRailOf(settings).problemOf(
    { ...wish, amountMinor, reference, sequence: row.last_sequence + 1 },
    settings,
  )
}

/** An amount in as many parts as the limits of format, bank and law ask for. */
export function partsOf(
  { settings }: Pick<Profile, 'settings'>,
  amountMinor: number,
): readonly number[] {
  const max = entryMaxMinor(settings)
  const count = Math.ceil(amountMinor / max)
  return Array.from({ length: count }, (_, at) => Math.min(max, amountMinor - at * max))
}

/** A payout as files have it. */
export function transferOf(row: PayoutRow, bank: BankDetails): Transfer {
  return {
    reference: row.reference,
    sequence: row.sequence,
    purpose: row.purpose,
    amountMinor: minor(row.amount_minor),
    payeeName: row.payee_name,
    bank,
    remittance: row.remittance,
  }
}
