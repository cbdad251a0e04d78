import { Select, Stack } from '@mantine/core'
import type { ProgramView } from '../../../../src/contract/admin/views.ts'
import { formatMoney } from '../../../../src/ui/money.ts'
import { useWords } from '../words/words.tsx'
import { AmountInput } from './amount-input.tsx'

const FUNDED_BY = ['cash', 'card', 'external'] as const
export type FundedBy = (typeof FUNDED_BY)[number]

export interface Load {
  readonly amount: string
  readonly fundedBy: FundedBy
}

export const EMPTY_LOAD: Load = { amount: '', fundedBy: 'cash' }

interface LoadFieldsProps {
  readonly program: ProgramView
  readonly load: Load
  readonly onChange: (load: Load) => void
  readonly error: string | undefined
  readonly locked: boolean
}

/** How much value comes onto the card and how it was paid. */
export function LoadFields({ program, load, onChange, error, locked }: LoadFieldsProps) {
  const { t, locale } = useWords()
  const bound = (amountMinor: typeof program.rules.loadMinMinor) =>
    formatMoney(amountMinor, program.currency, locale)
  return (
    <Stack gap="md">
      <AmountInput
        label={t('column.amount')}
        description={t('load.bounds', {
          min: bound(program.rules.loadMinMinor),
          max: bound(program.rules.loadMaxMinor),
        })}
        currency={program.currency}
        value={load.amount}
        onChange={(amount) => onChange({ ...load, amount })}
        error={error}
        disabled={locked}
        autoFocus
      />
      <Select
        label={t('load.fundedBy')}
        description={t('load.fundedByAbout')}
        data={FUNDED_BY.map((value) => ({ value, label: t(`fundedBy.${value}`) }))}
        value={load.fundedBy}
        onChange={(value) => onChange({ ...load, fundedBy: fundedByOf(value) })}
        allowDeselect={false}
        disabled={locked}
      />
    </Stack>
  )
}

/** The way of paying that a text names; cash when it names none. */
export function fundedByOf(text: string | null | undefined): FundedBy {
  return FUNDED_BY.find((each) => each === text) ?? 'cash'
}
