import type { CSSProperties } from 'react'
import type { Currency, Minor } from '../../contract/money.ts'
import { useWords } from '../words/words.tsx'

interface AmountProps {
  readonly amountMinor: Minor
  readonly currency: Currency
  /** Font size in px where it fits; long amounts shrink to the width of their box. */
  readonly size: number
  readonly className?: string
}

/** Widest character of our figures, in em: tabular digits are 0.62 em wide in bold. */
const FIGURE_EM = 0.64

/** An amount on one line, in tabular figures, never cut off: it shrinks instead. */
export function Amount({ amountMinor, currency, size, className = '' }: AmountProps) {
  const { money } = useWords()
  const text = money(amountMinor, currency)
  const style: CSSProperties = {
    fontSize: `min(${size}px, calc(100cqi / ${(text.length * FIGURE_EM).toFixed(2)}))`,
    lineHeight: `${size * 1.15}px`,
  }
  return (
    <div className={`amount-box ${className}`}>
      <span className="amount" style={style}>
        {text}
      </span>
    </div>
  )
}
