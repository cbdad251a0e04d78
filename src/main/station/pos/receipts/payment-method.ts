import { ZERO } from '../../../../contract/money.ts'
import type { Figure, Figures } from './figures.ts'
import type { ReadablePaper } from './readable-paper.ts'
import type { RowReading, RowTender } from './row-tender.ts'

/** `PAYMENT TYPE: GIFT CARD` and no amount anywhere: what was paid, or the whole total, is meant. */
export function withMethod(
  paper: ReadablePaper,
  figures: Figures,
  readings: readonly RowReading[],
): readonly RowReading[] {
  if (paper.profile.amountRow === 'same') return readings
  if (readings.some((reading) => 'amount' in reading)) return readings
  const methods = readings.flatMap(({ row }) => {
    const text = paper.rows[row] ?? ''
    const label = paper.labels.methodOf(text)
    return label === null || paper.labels.isDisqualified(text) ? [] : [{ row, label }]
  })
  const [method, ...more] = methods
  if (method === undefined || more.length > 0) return readings
  const meant = methodAmount(figures, method)
  return meant === null ? readings : [...readings.filter(({ row }) => row !== method.row), meant]
}

function methodAmount(
  figures: Figures,
  { row, label }: { readonly row: number; readonly label: string },
): RowTender | null {
  const isOne = new Set(figures.paid.map(({ amountMinor }) => amountMinor)).size === 1
  const paid = isOne ? figures.paid[0] : undefined
  const figure: Figure | undefined = paid ?? figures.totals.at(-1)
  if (!figure || figure.amountMinor === ZERO) return null
  return {
    ...{ label, role: 'tender', amount: figure.amount },
    ...{ amountMinor: figure.amountMinor, row: figure.row },
    rows: [row, figure.row].toSorted((left, right) => left - right),
    reasons: [paid ? 'amount-from-paid' : 'amount-from-total'],
  }
}
