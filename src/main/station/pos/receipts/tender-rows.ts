import { ZERO } from '../../../../contract/money.ts'
import type { Figures } from './figures.ts'
import { readMisread } from './misread-rows.ts'
import { withMethod } from './payment-method.ts'
import type { ReadablePaper } from './readable-paper.ts'
import type { ReadingReason } from './reading-reasons.ts'
import { amountFirst } from './row-parts.ts'
import type { NamedPart, NamedPlace, RowReading, RowTender } from './row-tender.ts'
import { isGivenCard, isPromised } from './sold-cards.ts'
import { readAmount } from './tender-amount.ts'

/** Every row that names a tender, read or in doubt, top to bottom. A tender of nothing is neither. */
export function readTenderRows(paper: ReadablePaper, figures: Figures): readonly RowReading[] {
  const readings: RowReading[] = []
  for (let row = 0; row < paper.rows.length; row += 1) {
    const found = readRow(paper, figures, row)
    readings.push(...found)
    if (found.some((reading) => !('reason' in reading) && isOverTwoRows(reading))) row += 1
  }
  return withMethod(paper, figures, readings)
}

/** True when the row names a tender, with or without its amount. */
export function namesTender(paper: ReadablePaper, row: number): boolean {
  return namedParts(paper, row).length > 0
}

function isOverTwoRows({ reasons }: RowTender): boolean {
  return reasons.includes('label-over-two-rows')
}

function namedParts(paper: ReadablePaper, row: number): readonly NamedPart[] {
  const { labels, findAmount } = paper
  const text = paper.rows[row] ?? ''
  if (text === '') return []
  const parts = paper.parts[row] ?? []
  const reasons: readonly ReadingReason[] = parts.length > 1 ? ['several-amounts'] : []
  const named = parts.flatMap((part, index): NamedPart[] => {
    const name = labels.nameOf(part.amount?.label ?? part.text) ?? labels.nameOf(part.text)
    if (name === null || labels.isDisqualified(part.text)) return []
    return [{ part, name, reasons, beside: parts[index + 1]?.amount ?? null }]
  })
  if (named.length > 0) return named
  const first = amountFirst(text, findAmount)
  const name = first && !labels.isDisqualified(text) ? labels.nameOf(first.text) : null
  return first && name
    ? [{ part: first, name, reasons: ['amount-before-label'], beside: null }]
    : []
}

function readRow(paper: ReadablePaper, figures: Figures, row: number): readonly RowReading[] {
  const named = namedParts(paper, row)
  if (named.length > 0) {
    return named.flatMap((part) => readNamed(paper, figures, { ...part, row }))
  }
  const over = overTwoRows(paper, row)
  if (over) return readNamed(paper, figures, over)
  const mention = paper.labels.mentionOf(paper.rows[row] ?? '')
  if (mention === null) return []
  const isNone = paper.labels.isDisqualified(paper.rows[row] ?? '')
  const misread = isNone ? null : readMisread({ paper, figures }, row, mention)
  return [misread ?? { row, reason: isNone ? 'not-a-tender' : 'other-words' }]
}

function readNamed(
  paper: ReadablePaper,
  figures: Figures,
  place: NamedPlace,
): readonly RowReading[] {
  const { row, name } = place
  const found = readAmount({ paper, figures }, place)
  if ('reason' in found) {
    if (row < figures.totalRow) return [{ row, reason: 'above-total' }]
    return [readMisread({ paper, figures }, row, paper.rows[row] ?? '') ?? found]
  }
  const tender: RowTender = { ...name, ...found }
  if (tender.amountMinor === ZERO) return []
  if (isPromised(figures, tender)) return [{ row, reason: 'other-words' }]
  if (isGivenCard({ paper, figures }, tender)) return [{ row, reason: 'not-a-tender' }]
  if (row >= figures.totalRow) return [tender]
  if (!isPaidAbove(paper, figures, tender)) return [{ row, reason: 'above-total' }]
  return [{ ...tender, reasons: [...tender.reasons, 'above-total'] }]
}

/**
 * Where the total is not on its own row, or is printed last: change right below shows a tender, and
 * so does an amount that was paid and is more than the total, since nothing bought costs that.
 */
function isPaidAbove(
  paper: ReadablePaper,
  figures: Figures,
  { amountMinor, rows }: RowTender,
): boolean {
  const [change] = figures.changes
  if (change === undefined) return false
  if (change.row === paper.below(Math.max(...rows))) return true
  return (
    change.amountMinor > 0 &&
    figures.paid.some((paid) => paid.amountMinor === amountMinor) &&
    figures.totals.some((total) => total.amountMinor + change.amountMinor === amountMinor)
  )
}

/** A long label on narrow paper: `TARJETA DE` and `REGALO  25,00`. */
function overTwoRows(paper: ReadablePaper, row: number): NamedPlace | null {
  const [first, ...more] = paper.parts[row] ?? []
  const next = row + 1
  const [second, ...others] = paper.parts[next] ?? []
  if (!first || !second || more.length > 0 || others.length > 0) return null
  if (first.amount && second.amount) return null
  const [above, below] = [first, second].map(({ amount, text }) => amount?.label ?? text)
  if (!above || !below || !/\p{L}/u.test(below)) return null
  const { labels } = paper
  if (labels.nameOf(below) !== null || labels.isTotal(above)) return null
  const text = `${above.replace(/-$/, '')} ${below}`
  const name = labels.isDisqualified(text) ? null : labels.nameOf(text)
  if (name === null) return null
  const amount = first.amount ?? second.amount
  const at = first.amount ? row : next
  return { part: { text, amount }, name, reasons: ['label-over-two-rows'], beside: null, row: at }
}
