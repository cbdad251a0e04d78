import type { DayEndLine } from '../../contract/screen/day-end.ts'
import type { SpokenWords } from '../words/words.tsx'

/** The amount of a line; a dash when its slip names none. */
export function amountOf({ amountMinor, currency }: DayEndLine, { money }: SpokenWords): string {
  return amountMinor === null || currency === null ? '–' : money(amountMinor, currency)
}

/** Till, receipt or card, and when. */
export function whereOf(line: DayEndLine, words: SpokenWords): string {
  const { till, receiptNumber, lastFour, atMs } = line
  const { t, masked, clock } = words
  const parts = [
    ...(lastFour === null ? [] : [masked(lastFour)]),
    ...(till === null ? [] : [t('waiting.till', { till })]),
    ...(receiptNumber === null ? [] : [t('waiting.receipt', { number: receiptNumber })]),
    clock(atMs),
  ]
  return parts.join(' · ')
}

/** The other half, as a person would name it. */
export function nameOf(line: DayEndLine, words: SpokenWords): string {
  const amount = amountOf(line, words)
  const time = words.clock(line.atMs)
  if (line.subject === 'redemption' && line.lastFour !== null) {
    const card = words.masked(line.lastFour)
    return words.t('dayEnd.pairRedemption', { amount, card, time })
  }
  return `${amount} · ${whereOf(line, words)}`
}
