import { TextInput } from '@mantine/core'
import { type Currency, ZERO } from '../../../../src/contract/money.ts'
import { formatAmount } from '../../../../src/ui/money.ts'
import { useWords } from '../words/words.tsx'

interface AmountInputProps {
  readonly label: string
  readonly description?: string
  readonly currency: Currency
  readonly value: string
  readonly onChange: (text: string) => void
  readonly error?: string | undefined
  readonly disabled?: boolean
  readonly autoFocus?: boolean
}

/** A field for an amount, typed as a decimal; the currency stands in it. Read it with readAmount. */
export function AmountInput(props: AmountInputProps) {
  const { locale } = useWords()
  const { label, description, currency, value, onChange, error, disabled, autoFocus } = props
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      disabled={disabled ?? false}
      data-autofocus={autoFocus || undefined}
      inputMode="decimal"
      autoComplete="off"
      maxLength={16}
      placeholder={formatAmount(ZERO, currency, locale)}
      rightSection={<span className="figures">{currency}</span>}
      rightSectionWidth={56}
      styles={{ input: { fontVariantNumeric: 'tabular-nums', fontSize: 18 } }}
    />
  )
}
