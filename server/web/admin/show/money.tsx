import type { Currency, Minor } from '../../../../src/contract/money.ts'
import { formatMoney } from '../../../../src/ui/money.ts'
import { useWords } from '../words/words.tsx'

interface MoneyProps {
  readonly amountMinor: Minor
  readonly currency: Currency
  /** Writes a plus before what came in; a minus before what went out is always written. */
  readonly signed?: boolean
}

/** An amount in the reader's way of writing, in figures of one width so that columns line up. */
export function Money({ amountMinor, currency, signed = false }: MoneyProps) {
  const { locale } = useWords()
  const text = formatMoney(amountMinor, currency, locale)
  return <span className="figures">{signed && amountMinor > 0 ? `+${text}` : text}</span>
}
