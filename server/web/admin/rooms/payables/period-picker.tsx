import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatLongDay, monthPeriod } from '../../show/dates.ts'
import styles from '../../show/show.module.css'
import { useWords } from '../../words/words.tsx'

/** Whole days, both included, as `YYYY-MM-DD`. */
export interface Period {
  readonly from: string
  readonly to: string
}

interface PeriodPickerProps {
  readonly period: Period
  readonly onChange: (period: Period) => void
}

/** Chooses a period: by its days, or one of the two months that are asked for most. */
export function PeriodPicker({ period, onChange }: PeriodPickerProps) {
  const { t } = useWords()
  const presets = [
    { label: t('payables.thisMonth'), period: monthPeriod(Date.now(), 0) },
    { label: t('payables.lastMonth'), period: monthPeriod(Date.now(), 1) },
  ]
  return (
    <div className={`${styles['filters']} ${styles['filtersAlone']}`}>
      <DayFields key={`${period.from} ${period.to}`} period={period} onChange={onChange} />
      <Group gap="xs">
        {presets.map((preset) => {
          const chosen = preset.period.from === period.from && preset.period.to === period.to
          return (
            <Button
              key={preset.label}
              variant={chosen ? 'light' : 'default'}
              aria-pressed={chosen}
              onClick={() => onChange(preset.period)}
            >
              {preset.label}
            </Button>
          )
        })}
      </Group>
    </div>
  )
}

/** Two days that are taken over when they make a period; the other order is said, not guessed. */
function DayFields({ period, onChange }: PeriodPickerProps) {
  const { t, locale } = useWords()
  const [days, setDays] = useState(period)
  const isBackward = days.from !== '' && days.to !== '' && days.from > days.to
  const change = (next: Period) => {
    setDays(next)
    if (next.from !== '' && next.to !== '' && next.from <= next.to) onChange(next)
  }
  return (
    <>
      <TextInput
        type="date"
        label={t('filter.from')}
        value={days.from}
        onChange={(event) => change({ ...days, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('filter.to')}
        value={days.to}
        onChange={(event) => change({ ...days, to: event.currentTarget.value })}
        error={isBackward && t('payables.backward', { day: formatLongDay(days.from, locale) })}
      />
    </>
  )
}
