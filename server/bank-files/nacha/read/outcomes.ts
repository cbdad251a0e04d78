import { currency, type Minor, minor } from '../../../../src/contract/money.ts'
import type { BankOutcome } from '../../rail.ts'
import { codeText } from './codes.ts'
import { changeOf } from './corrected.ts'
import { fieldIn } from './fields.ts'
import type { Row } from './rows.ts'
import { isReturnRow, type OpenEntry } from './states.ts'

/** What the addenda of an entry say of an earlier one of ours; nothing for a new entry. */
export function outcomesOf(entry: OpenEntry): BankOutcome[] {
  return entry.addenda.flatMap((row) => {
    if (isReturnRow(row)) return [outcomeOf(row, entry, returnKind(row))]
    const isChange = row.layout === 'change' || row.layout === 'refusedChange'
    return isChange ? [outcomeOf(row, entry, 'changed')] : []
  })
}

function returnKind({ layout }: Row): BankOutcome['kind'] {
  if (layout === 'dishonoured') return 'dishonoured'
  return layout === 'contested' ? 'contested' : 'returned'
}

const DOLLARS = currency('USD')

function outcomeOf(row: Row, entry: OpenEntry, kind: BankOutcome['kind']): BankOutcome {
  const code = fieldIn(row, 'reason')
  const trace = fieldIn(row, 'originalTrace').trim()
  const change = row.layout === 'change' ? changeOf(code, fieldIn(row, 'corrected')).change : null
  return {
    kind,
    trace: trace === '' ? null : trace,
    reference: referenceOf(entry),
    amountMinor: entry.amountMinor as Minor,
    currency: DOLLARS,
    code,
    text: codeText(code),
    change,
    noticeKey: `nacha ${code} ${trace} ${entry.trace}`,
    line: row.line,
  }
}

/** Our reference is the identification of an entry, which banks copy into what they send back. */
function referenceOf({ row }: OpenEntry): string | null {
  if (row.layout === 'iatEntry' || row.layout === 'advEntry') return null
  const reference = fieldIn(row, 'identification').trim()
  return reference === '' ? null : reference
}

/** A sum of the file; what is more than a number holds exactly is cut there. */
export function sumOf(total: number): Minor {
  return minor(Math.min(total, Number.MAX_SAFE_INTEGER))
}
