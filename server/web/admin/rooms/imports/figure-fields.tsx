import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { Currency, Minor } from '../../../../../src/contract/money.ts'
import { readTotal } from '../../forms/amount.ts'
import { AmountInput } from '../../forms/amount-input.tsx'
import { useWords } from '../../words/words.tsx'

interface Control {
  readonly rows: number
  readonly remainingMinor: Minor
}

/** What the report of the system before says: typed, so that nobody agrees without having looked. */
interface Figures {
  readonly currency: Currency
  readonly typed: { readonly rows: number | string; readonly total: string }
  readonly change: (part: Partial<Figures['typed']>) => void
  /** The two as numbers; without them, the fields say from then on what is wrong. */
  readonly read: () => Control | undefined
  readonly wrong: { readonly rows: boolean; readonly total: boolean }
}

export function useFigures(currency: Currency): Figures {
  const { locale } = useWords()
  const [typed, setTyped] = useState<Figures['typed']>({ rows: '', total: '' })
  const [tried, setTried] = useState(false)
  const rows = Number(typed.rows)
  const hasRows = typed.rows !== '' && Number.isSafeInteger(rows) && rows > 0
  const remainingMinor = readTotal(typed.total, currency, locale)
  return {
    ...{ currency, typed },
    change: (part) => setTyped((before) => ({ ...before, ...part })),
    read: () => {
      setTried(true)
      return hasRows && remainingMinor !== undefined ? { rows, remainingMinor } : undefined
    },
    wrong: { rows: tried && !hasRows, total: tried && remainingMinor === undefined },
  }
}

/** The count and the total of the system that the cards come from. */
export function FigureFields({ figures }: { figures: Figures }) {
  const { t } = useWords()
  const { currency, typed, change, wrong } = figures
  return (
    <>
      <NumberInput
        label={t('imports.controlRows')}
        description={t('imports.controlAbout')}
        value={typed.rows}
        onChange={(rows) => change({ rows })}
        min={1}
        allowDecimal={false}
        hideControls
        error={wrong.rows && t('imports.controlRowsWrong')}
      />
      <AmountInput
        label={t('imports.controlTotal')}
        currency={currency}
        value={typed.total}
        onChange={(total) => change({ total })}
        error={wrong.total ? t('imports.controlTotalWrong') : undefined}
      />
    </>
  )
}
