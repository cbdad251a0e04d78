import { type Currency, type Minor, minor } from '../../../../contract/money.ts'
import { type DecimalAmount, decimalToMinor } from './decimal-amount.ts'
import { exponentOf } from './exponent.ts'
import type { GiftMatch } from './gift-tenders.ts'
import type { JournalDoubt, JournalFlag, JournalTender, TenderName } from './journal.ts'
import { TENDERS_MAX } from './limits.ts'
import {
  type TenderFacts,
  type TenderKind,
  tenderKinds,
  type WrittenTender,
} from './tender-kinds.ts'

/** A tender as a journal writes it, of whatever format. */
export interface TenderEntry extends Omit<WrittenTender, 'signedMinor'> {
  readonly amount: DecimalAmount | null
  /** As it was written. */
  readonly amountText: string | null
  /** Already whole minor units. */
  readonly isMinor?: boolean
  readonly currency: Currency | null
  readonly names: readonly TenderName[]
  readonly label: string
  /** The row of the evidence that it stands on. */
  readonly row: number
}

export interface SettleInput {
  readonly entries: readonly TenderEntry[]
  readonly flags: readonly JournalFlag[]
  /** Of the transaction, the format or the shop. */
  readonly currency: Currency | null
  readonly total: DecimalAmount | null
  readonly sign: TenderFacts['sign']
  readonly decimals: 0 | 2 | 3 | null
  /** Prices of the transaction are written with decimals. */
  readonly hasDecimals?: boolean
  readonly gift: GiftMatch
}

export interface SettledTenders {
  readonly tenders: readonly JournalTender[]
  readonly doubts: readonly JournalDoubt[]
  readonly currency: Currency | null
  readonly totalMinor: Minor | null
}

/** Which tenders a transaction has, of how much, and which way their money went. Pure. */
export function settleTenders(input: SettleInput): SettledTenders {
  const entries = input.entries.slice(0, TENDERS_MAX)
  const written = [...entries.map(({ amount }) => amount), input.total]
  const own = entries.find(({ currency }) => currency !== null)?.currency ?? input.currency
  const exponentFor = (currency: Currency | null): 0 | 2 | 3 =>
    exponentOf(currency ?? own, input.decimals, written, input.hasDecimals === true)
  const inMinor = (amount: DecimalAmount, currency: Currency | null, isMinor = false) =>
    decimalToMinor(amount, isMinor ? 0 : exponentFor(currency))
  const isMinor = entries.some((entry) => entry.isMinor === true)
  const doubts: JournalDoubt[] = []
  const sums = entries.flatMap((entry) => {
    const signedMinor = entry.amount && inMinor(entry.amount, entry.currency, entry.isMinor)
    if (signedMinor === null) doubts.push({ row: entry.row, reason: doubtOf(entry) })
    return signedMinor === null || signedMinor === 0 ? [] : [{ ...entry, signedMinor }]
  })
  const totalMinor = input.total && inMinor(input.total, own, isMinor)
  const kinds = tenderKinds(sums, { flags: input.flags, totalMinor, sign: input.sign })
  const tenders = sums.map((sum, index) =>
    asTender(sum, kinds[index] as TenderKind, sum.currency ?? own, input),
  )
  return { tenders, doubts, currency: own, totalMinor }
}

function doubtOf({ amount }: TenderEntry): string {
  return amount === null ? 'no-amount' : 'amount-unreadable'
}

function asTender(
  sum: TenderEntry & WrittenTender,
  { kind, sign, confidence, reasons }: TenderKind,
  currency: Currency | null,
  { gift, decimals }: SettleInput,
): JournalTender {
  const match = gift(sum.names)
  const isGuessed = currency === null && decimals === null && sum.isMinor !== true
  return {
    label: match?.isAsked === true ? match.value : sum.label,
    amountMinor: minor(Math.abs(sum.signedMinor)),
    currency,
    row: sum.row,
    rows: [sum.row],
    kind,
    sign,
    confidence: isGuessed ? Math.min(confidence, 0.9) : confidence,
    reasons: isGuessed ? [...reasons, 'currency-unknown'] : reasons,
    names: sum.names,
    isGift: match !== null,
    line: sum.line,
  }
}
