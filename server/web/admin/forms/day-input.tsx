import { TextInput, type TextInputProps } from '@mantine/core'
import { useDraft } from './use-draft.ts'

interface DayInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  /** `YYYY-MM-DD`, or empty. */
  readonly value: string
  readonly onChange: (day: string) => void
}

/** Years before this are years that somebody has begun to type: 0002, 0020, 0202. */
const FIRST_YEAR = '1900'

/** A day that may be typed: it keeps what is typed, and tells of whole days, and of none. */
export function DayInput({ value, onChange, ...rest }: DayInputProps) {
  const { draft, setDraft, setTold } = useDraft(value)
  const take = (day: string) => {
    setDraft(day)
    if (day !== '' && day < FIRST_YEAR) return
    setTold(day)
    onChange(day)
  }
  return (
    <TextInput
      {...rest}
      type="date"
      value={draft}
      onChange={(event) => take(event.currentTarget.value)}
    />
  )
}
