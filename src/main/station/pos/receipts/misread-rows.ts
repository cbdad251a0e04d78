import { addsUp, type Eyes } from './figures.ts'
import type { RowTender } from './row-tender.ts'

/** Letters for digits (`5O.OO`), a word or a letter of tax in between: only when the total agrees. */
export function readMisread(
  { paper, figures }: Eyes,
  row: number,
  fromLabel: string,
): RowTender | null {
  const text = paper.rows[row] ?? ''
  if (figures.totalRow < 0 || row < figures.totalRow) return null
  for (const repaired of repairs(text, fromLabel)) {
    const amount = paper.findAmount(repaired)
    const name = amount && paper.isMoney(amount) ? paper.labels.nameOf(amount.label) : null
    const amountMinor = amount && name ? paper.minorOf(amount) : null
    if (amount === null || name === null || amountMinor === null) continue
    if (amountMinor > 0 && addsUp(figures, amountMinor)) {
      return { ...name, amount, amountMinor, row, rows: [row], reasons: ['misread-row'] }
    }
  }
  return null
}

/** Digits that scanners and eyes take for letters. */
const LIKENESS: Readonly<Record<string, string>> = {
  ...{ O: '0', o: '0', Q: '0', D: '0', I: '1', l: '1', '|': '1', Z: '2', S: '5', B: '8' },
}
const MISREAD_NUMBER = /(?<![\p{L}\p{N}])[\dOoQDIl|ZSB]{1,6}[.,;:·][\dOoQDIl|ZSB]{2}(?=\W*$)/u

function repairs(text: string, fromLabel: string): readonly string[] {
  const digits = text.replace(MISREAD_NUMBER, (token) =>
    token.replace(/[;:·]/, '.').replaceAll(/[^\d.,]/g, (letter) => LIKENESS[letter] ?? letter),
  )
  const glued = text.replace(/(?<=[\s:])\p{L}{1,3}\.?(?=\d)/u, '')
  const letter = text.replace(/ +[A-Z]$/, '')
  return [digits, glued, letter, fromLabel].filter((repaired) => repaired !== text)
}
