import { DayInput } from '../forms/day-input.tsx'
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
      <DayInput
        label={t('filter.from')}
        value={from ?? ''}
        max={to}
        onChange={(day) => onChange({ from: day || undefined })}
      />
      <DayInput
        label={t('filter.to')}
        value={to ?? ''}
        min={from}
        onChange={(day) => onChange({ to: day || undefined })}
      />
    </>
  )
}
