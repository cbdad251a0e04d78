import { TextInput } from '@mantine/core'
import { useWords } from '../words/words.tsx'

interface DateRange {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

interface DateFiltersProps {
  readonly range: DateRange
  readonly onChange: (change: DateRange) => void
}

/** The first and the last day of what a list shows. */
export function DateFilters({ range: { from, to }, onChange }: DateFiltersProps) {
  const { t } = useWords()
  return (
    <>
      <TextInput
        type="date"
        label={t('filter.from')}
        value={from ?? ''}
        max={to}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('filter.to')}
        value={to ?? ''}
        min={from}
        onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
      />
    </>
  )
}
